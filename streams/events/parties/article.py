"""What an article has said so far: sentences, states whose offices were named, countries, where it was written."""

import re
from bisect import bisect_left, bisect_right, insort
from collections.abc import Collection, Sequence
from functools import lru_cache
from pathlib import Path

from streams.events.parties.words import STATE, Words
from streams.events.scheme import read_toml
from streams.knowledge import Knowledge
from streams.records import Entity, Span

_END = re.compile(r"(?<=[^\W\d_]{2})[.!?…][\"”“»)\]]*\s+|[!?…\"”“»][\"”“»)\]]*\s+(?=[^\Wa-z])|\n+|[。！？]")
"""Where a sentence ends: not after a single letter; too many ends do no harm here."""
MAJORITY = 0.6
"""Share of the offices named so far that decides between the states of one sentence."""


class Article:
    """`sides` are the mentions that take part in a deed: they are no witnesses for each other in one sentence."""

    def __init__(self, words: Words, entities: Sequence[Entity], sides: Collection[Span], home: str | None) -> None:
        self._ends = [match.end() for match in _END.finditer(words.text)]
        self._home = home
        self._sides = sorted(sides)
        self._offices: list[tuple[int, str, Span]] = []
        """Start, country, span of each mention of an office, in order."""
        self._counts: dict[str, int] = {}
        self._alone: dict[str, int] = {}
        """Country -> start of its first name that is no side."""
        self._as_side: dict[str, list[int]] = {}
        self._states: set[str] = set()
        """Countries named as such, not by a town of theirs alone."""
        for entity in entities:
            thing = words.thing(entity)
            if thing is None or not entity.country:
                continue
            if entity.type == "PER":
                if (office := words.knowledge.office_of(entity, words.at)) is not None and office.sector in STATE:
                    self.remember(entity.start, entity.country, (entity.start, entity.end))
            elif thing.kind in {"organ", "seat"}:
                self.remember(entity.start, entity.country, (entity.start, entity.end))
            if entity.type == "PER" or thing.name in _seats():
                continue
            if self._is_side(entity):
                self._as_side.setdefault(entity.country, []).append(entity.start)
            elif entity.start < self._alone.get(entity.country, len(words.text)):
                self._alone[entity.country] = entity.start
            if thing.kind not in {"place", "region"} or entity.form == "adjective":
                self._states.add(entity.country)

    def sentence(self, at: int) -> int:
        return bisect_right(self._ends, at)

    def remember(self, start: int, country: str, span: Span) -> None:
        """An office of a state was named."""
        insort(self._offices, (start, country, span))
        self._counts[country] = self._counts.get(country, 0) + 1

    def state(self, at: int) -> tuple[str, Span] | None:
        """The state whose offices were last named before the sentence of a position; None where there are several."""
        stop = self._start_of(at)
        last = bisect_left(self._offices, (stop,)) - 1
        if last < 0:
            return None
        latest: dict[str, Span] = {}
        place = self.sentence(self._offices[last][0])
        while last >= 0 and self.sentence(self._offices[last][0]) == place:
            _, country, span = self._offices[last]
            latest.setdefault(country, span)
            last -= 1
        if len(latest) == 1:
            return next(iter(latest.items()))
        likeliest = max(latest, key=lambda country: self._counts[country])
        return (
            (likeliest, latest[likeliest]) if self._counts[likeliest] > MAJORITY * sum(self._counts.values()) else None
        )

    def only_country(self, at: int) -> str | None:
        """The one country that the text spoke of until a position, not by a town or as a side alone."""
        spoken = self._spoken(at)
        if len(spoken) != 1:
            return None
        country = next(iter(spoken))
        return country if country in self._states and self._alone.get(country, at) < at else None

    def home(self, at: int) -> str | None:
        """Where the article is from, unless it had spoken of another country by then."""
        return self._home if self._home is not None and self._spoken(at) <= {self._home} else None

    def _spoken(self, at: int) -> set[str]:
        """Countries named before a position; as a side only if in an earlier sentence."""
        stop = self._start_of(at)
        found = {country for country, start in self._alone.items() if start < at}
        return found | {country for country, starts in self._as_side.items() if starts[0] < stop}

    def _start_of(self, at: int) -> int:
        before = bisect_right(self._ends, at)
        return self._ends[before - 1] if before else 0

    def _is_side(self, entity: Entity) -> bool:
        low = bisect_left(self._sides, (entity.start - 200,))
        high = bisect_left(self._sides, (entity.end,))
        return any(start <= entity.start and entity.end <= end for start, end in self._sides[low:high])


def home_country(knowledge: Knowledge, language: str, dateline: str | None, source_country: str | None) -> str | None:
    """Whose "the government" is by itself: of where it was written, else of the source's home country.

    A town where international bodies meet tells nothing of its own state.
    """
    if dateline:
        for entity in knowledge.link(dateline, language=language):
            if entity.country and entity.type == "LOC":
                return source_country if entity.name in _seats() else entity.country
    return source_country


@lru_cache(1)
def _seats() -> frozenset[str]:
    return frozenset(read_toml(Path(__file__).parent / "meetings.toml")["towns"])
