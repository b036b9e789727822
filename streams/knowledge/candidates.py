"""The names of one text that count, and what each may mean: filled by `matched` and `told`, settled by `choosing`."""

from bisect import bisect_right, insort
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from streams.knowledge.base import Thing
from streams.knowledge.choosing import APPOSITION, Group, region_of
from streams.knowledge.context import Neighbours, Spans
from streams.knowledge.folding import Folded
from streams.knowledge.gazetteer import Gazetteer
from streams.knowledge.readings import Readings
from streams.records import Form


@dataclass(frozen=True)
class Known:
    """What is known before any text."""

    things: Sequence[Thing]
    gazetteer: Gazetteer
    readings: Readings
    neighbours: Neighbours


@dataclass(slots=True)
class Candidate:
    """A name in the folded text, before its reading is chosen; mentions of one surface share a group."""

    start: int
    end: int
    form: Form
    group: Group
    adjective: bool = False


@dataclass
class Candidates:
    """The candidates of one text; all positions are those of the folded text."""

    folded: Folded
    language: str
    model: Spans
    datelines: Sequence[tuple[int, int]]
    known: Known
    found: list[Candidate] = field(default_factory=list)
    groups: dict[str, Group] = field(default_factory=dict)
    """By surface in lower case; an adjective's has a `~` after it."""
    _taken: list[tuple[int, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.text = self.folded.shaped
        self.home: frozenset[str] = self.known.neighbours.home.get(self.language, frozenset())

    def add(self, candidate: Candidate) -> None:
        candidate.group.mentions += 1
        self.found.append(candidate)
        insort(self._taken, (candidate.start, candidate.end))

    def add_all(self, candidates: Sequence[Candidate]) -> None:
        """Many at once, in linear time."""
        for candidate in candidates:
            candidate.group.mentions += 1
        self.found += candidates
        self._taken += [(candidate.start, candidate.end) for candidate in candidates]
        self._taken.sort()

    def add_place(self, start: int, end: int, places: Sequence[Thing], form: Form = "name") -> None:
        key = self.folded.lowered[start:end]
        group = self.groups.get(key)
        if group is None:
            group = self.groups[key] = Group(*self.known.readings.of_places(tuple(places), key, self.home))
        self.add(Candidate(start, end, form, group))

    def is_free(self, start: int, end: int) -> bool:
        at = bisect_right(self._taken, (start, end)) - 1
        if at >= 0 and self._taken[at][1] > start:
            return False
        return at + 1 >= len(self._taken) or self._taken[at + 1][0] >= end

    def in_dateline(self, start: int, end: int) -> bool:
        return any(begin <= start and end <= stop for begin, stop in self.datelines)

    def ordered(self) -> list[Candidate]:
        """By start; names beside each other speak for each other's readings."""
        self.found.sort(key=lambda candidate: (candidate.start, -candidate.end))
        _note_appositions(self.found, self.text, self.groups)
        return self.found


def _note_appositions(candidates: Sequence[Candidate], text: str, groups: dict[str, Group]) -> None:
    """ "Paris, Texas": each of the two names speaks for the reading of the other that fits.

    A name that two different ones stand behind ("Paris, France ... Paris, Texas") is two places: the mentions with the
    second get a group of their own.
    """
    told: dict[int, str] = {}
    for one, other in pairwise(candidates):
        if other.start - one.end > 4 or text[one.end : other.start] not in (", ", " (", " in "):
            continue
        if len(one.group.readings) == 1 == len(other.group.readings):
            continue
        inside = {(t.country, region_of(t)) for t in one.group.readings if t.kind in ("place", "region")}
        countries = {country for country, _ in inside}
        for thing in other.group.readings:
            if thing.kind == "country":
                fits = thing.country in countries
            else:
                fits = thing.kind == "region" and (thing.country, thing.name) in inside
            if not fits:
                continue
            other.group.bonus[thing.key] = APPOSITION / 3
            if told.setdefault(id(one.group), thing.key) != thing.key:
                _part(one, thing.key, groups)
                told[id(one.group)] = thing.key
            for part in one.group.readings:
                if part.country == thing.country and (thing.kind == "country" or region_of(part) == thing.name):
                    one.group.bonus[part.key] = APPOSITION


def _part(candidate: Candidate, by: str, groups: dict[str, Group]) -> None:
    """Takes a mention out of its group, into that of the mentions that the same name stands behind."""
    shared = candidate.group
    key = f"{id(shared)} {by}"
    if key not in groups:
        groups[key] = Group(shared.readings, shared.priors)
    groups[key].mentions += 1
    shared.mentions -= 1
    candidate.group = groups[key]
