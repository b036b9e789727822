"""What there is beside what is wanted, as Markdown tables that README.md shows as they are printed."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from streams.reading.sentences import sentence_starts
from training.corpus.corpus import FOLDER
from training.corpus.passage import Passage
from training.corpus.scheme import ASSERTED, MODALITIES, modes

WANTED = {
    **dict.fromkeys(("de", "en"), (3000, 3500)),
    **dict.fromkeys(("fr", "es", "ru", "uk"), (500, 550)),
    **dict.fromkeys(("pt", "it", "pl", "tr", "ar", "zh"), (200, 220)),
}
"""Language -> passages and events at least."""
WANTED_SHARES = {"without an event": 0.25, "two sentences or more": 1 / 3, "headlines": 0.1}
MAIN = ("de", "en")
AT_LEAST = 40
"""Events of each category and modality in each main language."""
AT_LEAST_OF_MODE = 12
AT_MOST_OF_TRIGGER = 0.015
"""Share of one trigger among the events of its language."""
TOP = 6
"""Triggers shown for each language."""
README = FOLDER / "README.md"
_BEGIN, _END = "<!-- figures: begin -->\n", "<!-- figures: end -->\n"
_CLOSING = "\"'»«”“’‘)]」』"
_STOP = re.compile(r"[.!?…。！？؟]$")


def is_headline(passage: Passage) -> bool:
    """One sentence without a stop at its end; a headline that ends with a question mark is not known as one."""
    return not _STOP.search(passage.text.rstrip(_CLOSING)) and not has_sentences(passage)


def has_sentences(passage: Passage) -> bool:
    """Two at least, as the reader's own rule counts them."""
    return len(sentence_starts(passage.text)) > 1


def tables(passages: Sequence[Passage]) -> Iterator[str]:
    """The lines of all tables. `!` marks what is below (triggers: above) what is wanted."""
    by_language = {code: [one for one in passages if one.lang == code] for code in _languages(passages)}
    yield from _sizes(by_language)
    main = [by_language[code] for code in MAIN]
    yield ""
    yield from _counts("modality", AT_LEAST, main, (ASSERTED, *MODALITIES.values()), _modalities)
    yield from _rows(
        AT_LEAST, main, ("reported", "mutual", "same party as another span (=)", "organ of another span (^)"), _flags
    )
    yield ""
    yield from _counts("category", AT_LEAST, main, modes(), lambda one: (event.category for event in one.events))
    yield ""
    with_mode = [f"{category}/{mode}" for category, names in modes().items() for mode in names]
    yield from _counts("mode", AT_LEAST_OF_MODE, main, with_mode, _modes)
    yield ""
    yield from _triggers(by_language)


def with_figures(readme: str, lines: Iterable[str]) -> str:
    """The page with the lines between its two marks instead of what stood there."""
    before, _, rest = readme.partition(_BEGIN)
    _, _, after = rest.partition(_END)
    return before + _BEGIN + "\n".join(lines) + "\n" + _END + after


def _languages(passages: Iterable[Passage]) -> list[str]:
    return [*WANTED, *sorted({one.lang for one in passages} - WANTED.keys())]


def _sizes(by_language: Mapping[str, list[Passage]]) -> Iterator[str]:
    yield f"| language | passages | wanted | events | wanted | {' | '.join(WANTED_SHARES)} |"
    yield "|---|" + "---:|" * 7
    everything = [one for those in by_language.values() for one in those]
    in_all = tuple(map(sum, zip(*WANTED.values(), strict=True)))
    for code, those in (*by_language.items(), ("all", everything)):
        wanted = in_all if code == "all" else WANTED.get(code, (0, 0))
        events = sum(len(one.events) for one in those)
        shares = [
            sum(not one.events for one in those),
            sum(map(has_sentences, those)),
            sum(map(is_headline, those)),
        ]
        cells = [_least(len(those), wanted[0]), wanted[0], _least(events, wanted[1]), wanted[1]]
        cells += [f"{count / len(those):.0%}" if those else "-" for count in shares]
        yield f"| {code} | {' | '.join(map(str, cells))} |"
    aims = " | ".join(f"{share:.0%}" for share in WANTED_SHARES.values())
    yield f"| wanted | | | | | {aims} |"


def _least(count: int, wanted: int) -> str:
    return f"{count} !" if count < wanted else str(count)


def _modalities(passage: Passage) -> Iterator[str]:
    return (event.modality for event in passage.events)


def _modes(passage: Passage) -> Iterator[str]:
    return (f"{event.category}/{event.mode}" for event in passage.events)


def _flags(passage: Passage) -> Iterator[str]:
    yield from ("reported" for event in passage.events if event.reported)
    yield from ("mutual" for event in passage.events if event.reciprocal)
    yield from ("same party as another span (=)" for span in passage.spans if span.same_as is not None)
    yield from ("organ of another span (^)" for span in passage.spans if span.belongs_to is not None)


Labels = Callable[[Passage], Iterable[str]]


def _counts(title: str, least: int, main: list[list[Passage]], names: Iterable[str], labels: Labels) -> Iterator[str]:
    yield f"| {title}, at least {least} | {' | '.join(MAIN)} |"
    yield "|---|" + "---:|" * len(MAIN)
    yield from _rows(least, main, names, labels)


def _rows(least: int, main: list[list[Passage]], names: Iterable[str], labels: Labels) -> Iterator[str]:
    counts = [Counter(label for one in those for label in labels(one)) for those in main]
    for name in names:
        yield f"| {name} | {' | '.join(_least(count[name], least) for count in counts)} |"


def _triggers(by_language: Mapping[str, list[Passage]]) -> Iterator[str]:
    yield f"| language | triggers, as they are written | most used, at most {AT_MOST_OF_TRIGGER:.1%} |"
    yield "|---|---:|---|"
    for code, those in by_language.items():
        counts = Counter(words for one in those for words in _surfaces(one))
        shown = [_used(words, count, counts.total()) for words, count in counts.most_common(TOP)]
        yield f"| {code} | {len(counts)} | {', '.join(shown)} |"


def _surfaces(passage: Passage) -> Iterator[str]:
    for event in passage.events:
        yield " ".join(passage.text[start:end] for start, end in event.triggers).casefold()


def _used(words: str, count: int, events: int) -> str:
    """A trigger that is used once is never too much, however few the events."""
    over = " !" if count > 1 and count / events > AT_MOST_OF_TRIGGER else ""
    return f"{words} {count} ({count / events:.1%}){over}"
