"""Scores of the reader on gold files: names as exact spans, deeds of annotated passages before anything is linked."""

import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from streams.errors import ConfigurationError
from streams.reading.gold import Sentence, read_columns
from streams.reading.reading import Deed, Reading, Span
from streams.reading.scores import NAMES, NameScores, name_spans, score, score_of, together

SURE = 0.8
"""Confidence from which an event counts as sure."""
Read = Callable[[str], Reading]


def evaluate_ner(path: Path, read: Read) -> NameScores:
    """Exact spans of PER, LOC, ORG against a gold file in columns (number, word, IOB2 tag)."""
    return score_names(read_columns(path), read)


def score_names(sentences: Iterable[Sentence], read: Read) -> NameScores:
    gold: dict[str, Counter[Any]] = {label: Counter() for label in NAMES}
    predicted: dict[str, Counter[Any]] = {label: Counter() for label in NAMES}
    count = 0
    for number, sentence in enumerate(sentences):
        count += 1
        text, offsets = text_of(sentence)
        for first, end, label in name_spans(sentence.ner or []):
            if label in gold:
                gold[label][number, offsets[first][0], offsets[end - 1][1]] += 1
        for name in read(text).names:
            if name.label in predicted:
                predicted[name.label][number, name.start, name.end] += 1
    labels = {label: score(gold[label], predicted[label]) for label in NAMES}
    return NameScores(count, score(together(gold), together(predicted)), labels)


def text_of(sentence: Sentence) -> tuple[str, list[Span]]:
    """The sentence as it would stand in a paper, and [start, end) of its words."""
    text, offsets = "", []
    for word, space in zip(sentence.words, sentence.spaces, strict=True):
        offsets.append((len(text), len(text) + len(word)))
        text += word + (" " if space else "")
    return text.rstrip(), offsets


@dataclass(frozen=True, slots=True)
class GoldDeed:
    """A trigger of an annotated passage; sides that stand in several lines of one letter are joined."""

    trigger: tuple[Span, ...]
    category: str
    mode: str | None
    modality: str
    reported: bool
    actors: frozenset[Span]
    recipients: frozenset[Span]


def gold_deeds(row: dict[str, Any]) -> list[GoldDeed]:
    """Of one line of the compiled corpus (`python -m training.corpus compile`)."""
    spans = {span["n"]: (span["start"], span["end"]) for span in row["spans"]}
    joined: dict[tuple[tuple[Span, ...], str], dict[str, Any]] = {}
    for event in row["events"]:
        trigger = tuple(tuple(part) for part in event["triggers"])
        facts = joined.setdefault((trigger, event["category"]), {"first": event, "actors": set(), "recipients": set()})
        facts["actors"] |= {spans[n] for n in event["actors"]}
        facts["recipients"] |= {spans[n] for n in event["recipients"]}
    return [
        GoldDeed(
            trigger, category, facts["first"]["mode"], facts["first"]["modality"], facts["first"]["reported"],
            frozenset(facts["actors"]), frozenset(facts["recipients"]),
        )
        for (trigger, category), facts in joined.items()
    ]  # fmt: skip


def evaluate_passages(path: Path, read: Read, language: str | None = None) -> dict[str, Any]:
    """Triggers, events, modality and silence on compiled passages. Spans match by overlap, mutual sides in any order.

    An event is right where its trigger, its category and both its sides are. Raises `ConfigurationError` where the file
    is no compiled corpus.
    """
    count: Counter[str] = Counter()
    try:
        rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        for row in rows:
            if language is None or row["lang"] == language:
                _compare(gold_deeds(row), read(row["text"]).deeds, count)
    except (ValueError, KeyError, TypeError) as error:
        raise ConfigurationError(f"{path.name}: no compiled passages ({error!r})") from error
    matched = max(count["triggers"], 1)
    return {
        "passages": count["passages"],
        "triggers": asdict(score_of(count["triggers"], count["found"], count["gold"])),
        "events": asdict(score_of(count["events"], count["found"], count["gold"])),
        "category_given_trigger": count["category"] / matched,
        "mode_given_trigger": count["mode"] / matched,
        "modality_given_trigger": count["modality"] / matched,
        "reported_given_trigger": count["reported"] / matched,
        "sides_given_trigger": count["sides"] / matched,
        "empty_with_event": count["false"] / max(count["empty"], 1),
        "sure": count["sure"],
        "sure_right": count["sure_right"] / max(count["sure"], 1),
    }


def _compare(gold: list[GoldDeed], found: list[Deed], count: Counter[str]) -> None:
    count.update(passages=1, gold=len(gold), found=len(found))
    if not gold:
        count.update(empty=1, false=bool(found))
    for deed, match in zip(found, matches(gold, found), strict=True):
        right = match is not None and _right(match, deed)
        if match is not None:
            count.update(
                triggers=1, category=deed.category == match.category, mode=deed.mode == match.mode,
                modality=deed.modality == match.modality, reported=deed.reported == match.reported,
                sides=_same_sides(match, deed), events=right,
            )  # fmt: skip
        if deed.confidence >= SURE:
            count.update(sure=1, sure_right=right)


def matches(gold: list[GoldDeed], found: list[Deed]) -> list[GoldDeed | None]:
    """For each deed the gold with an overlapping trigger, each gold once."""
    left = list(gold)
    matched: list[GoldDeed | None] = []
    for deed in found:
        match = next((one for one in left if _touch(one.trigger, deed.trigger)), None)
        if match is not None:
            left.remove(match)
        matched.append(match)
    return matched


def is_right(gold: list[GoldDeed], found: list[Deed]) -> list[bool]:
    """Whether each deed has the trigger, the category and the sides of a gold one."""
    return [match is not None and _right(match, deed) for deed, match in zip(found, matches(gold, found), strict=True)]


def _right(gold: GoldDeed, deed: Deed) -> bool:
    return deed.category == gold.category and _same_sides(gold, deed)


def _same_sides(gold: GoldDeed, deed: Deed) -> bool:
    actors, recipients = ({side.span for side in deed.of(role)} for role in ("actor", "recipient"))
    straight = _cover(gold.actors, actors) and _cover(gold.recipients, recipients)
    return straight or (deed.mutual and _cover(gold.actors | gold.recipients, actors | recipients))


def _cover(gold: Iterable[Span], found: Iterable[Span]) -> bool:
    """Each overlaps one of the others."""
    gold, found = list(gold), list(found)
    return all(_touch([span], found) for span in gold) and all(_touch([span], gold) for span in found)


def _touch(some: Iterable[Span], others: Iterable[Span]) -> bool:
    others = list(others)
    return any(start < other[1] and other[0] < end for start, end in some for other in others)
