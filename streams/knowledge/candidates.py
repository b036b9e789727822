"""Which of the names found in a text count, and what each may mean."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from streams.knowledge.base import Reading, Thing
from streams.knowledge.choosing import APPOSITION, Group, grouped, region_of
from streams.knowledge.context import Neighbours, Span, Spans, without_description, word_after, word_before
from streams.knowledge.folding import Folded
from streams.knowledge.gazetteer import Gazetteer
from streams.knowledge.matcher import Match
from streams.records import Form

GEOGRAPHIC = frozenset({"country", "place", "region"})
SHORTEST_PLACE = 4
"""Letters; shorter ones ("WA", "Us") are abbreviations more often than places."""
NAME_BEGINNINGS = frozenset("East West North South New Port Fort Lake Mount San Santa Saint St. Mt. Ft.".split())
"""Words that make another place's name of a country's or city's."""


@dataclass(slots=True)
class Candidate:
    """A name in the folded text, before its reading is chosen; mentions of one surface share a group."""

    start: int
    end: int
    form: Form
    group: Group
    adjective: bool = False


class Candidates:
    """The candidates of one text."""

    def __init__(
        self,
        folded: Folded,
        language: str,
        model: Spans,
        datelines: Sequence[tuple[int, int]],
        things: Sequence[Thing],
        gazetteer: Gazetteer,
        neighbours: Neighbours,
    ) -> None:
        self._folded = folded
        self._language = language
        self._model = model
        self._datelines = datelines
        self._things = things
        self._gazetteer = gazetteer
        self._neighbours = neighbours
        self._home = neighbours.home.get(language, frozenset())
        self._people: set[int] = set()
        self._groups: dict[str, Group] = {}
        self._found: list[Candidate] = []

    def of(self, matches: Sequence[Match]) -> tuple[list[Candidate], list[Group]]:
        """Candidates by start, and their groups."""
        for match in matches:
            self._add_match(match)
        self._add_places()
        self._found.sort(key=lambda candidate: (candidate.start, -candidate.end))
        _note_appositions(self._found, self._folded.shaped)
        return self._found, list(self._groups.values())

    def _add_match(self, match: Match) -> None:
        start, end, form, kind, readings, _ = match
        span = self._model.over(start, end)
        use = readings[0].use
        if use == "surname":
            readings = [reading for reading in readings if reading.thing in self._people]
        elif use == "weak" and not self._is_place(start, end, span):
            return
        if span is not None and span.type == "PER":
            readings = [reading for reading in readings if self._things[reading.thing].kind == "person"]
        if not readings:
            return
        if kind == "person":
            self._people.update(reading.thing for reading in readings)
        elif kind in GEOGRAPHIC:
            if self._is_person(match, span, use == "adjective"):
                return
            if span is None and use != "adjective" and self._add_longer(match):
                return
            if span is not None and span.type == "LOC" and span.end - span.start > end - start and self._add_whole(span):
                return
            if span is not None and span.type == "ORG" and form == "name" and span.end - span.start > end - start + 2:
                form = "part"
        last = self._found[-1] if self._found else None
        if last is not None and last.end > start and last.form == form:
            return
        adjective = use == "adjective" or form == "adjective"
        group = self._group_of(match, readings, adjective)
        group.mentions += 1
        self._found.append(Candidate(start, end, form, group, adjective))

    def _is_place(self, start: int, end: int, span: Span | None) -> bool:
        if span is not None:
            return span.type == "LOC"
        if any(begin <= start and end <= stop for begin, stop in self._datelines):
            return True
        return not self._model.all and word_before(self._folded.shaped, start) in self._neighbours.locatives

    def _is_person(self, match: Match, span: Span | None, adjective: bool) -> bool:
        if match.form == "part" or (span is not None and span.type == "LOC"):
            return False
        text = self._folded.shaped
        if adjective:
            return text[match.start].isupper() and self._neighbours.after_first_name(text, match.start)
        return self._neighbours.make_person(text, match.start, match.end, self._language)

    def _add_whole(self, span: Span) -> bool:
        """Takes the model's longer place ("Anderson County") where it is known as such."""
        places = self._gazetteer.find(self._folded.shaped[span.start : span.end])
        if not places or (self._found and self._found[-1].end > span.start):
            return False
        self._add_place(span.start, span.end, places)
        return True

    def _add_longer(self, match: Match) -> bool:
        """Takes "East Palestine" or "Jersey City" for a name of its own where it is one."""
        text, start, end = self._folded.shaped, match.start, match.end
        before, after = word_before(text, start), word_after(text, end)
        if after in self._neighbours.place_endings:
            end += len(after) + 1
        elif before in NAME_BEGINNINGS:
            start -= len(before) + 1
        else:
            return False
        places = self._gazetteer.find(text[start:end])
        if not places or (self._found and self._found[-1].end > start):
            return False
        self._add_place(start, end, places)
        return True

    def _add_place(self, start: int, end: int, places: Sequence[Thing]) -> None:
        key = self._folded.lowered[start:end]
        group = self._groups.get(key)
        if group is None:
            group = self._groups[key] = grouped(places, key, self._home)
        group.mentions += 1
        self._found.append(Candidate(start, end, "name", group))

    def _group_of(self, match: Match, readings: Sequence[Reading], adjective: bool) -> Group:
        spelled = self._folded.lowered[match.start : match.end]
        key = f"{spelled}~" if adjective else spelled
        group = self._groups.get(key)
        if group is not None:
            return group
        things = list({(thing := self._things[reading.thing]).key: thing for reading in readings}.values())
        if match.kind in GEOGRAPHIC and not adjective or (match.form == "adjective" and match.kind == "place"):
            bare = spelled[: len(readings[0].shaped)]
            count = len(things)
            known = {thing.key for thing in things}
            more = [thing for thing in self._gazetteer.find(bare) if thing.key not in known]
            if match.kind == "country":
                more = [thing for thing in more if thing.kind == "place" and thing.name.lower() == bare]
            group = grouped(things + more, bare, self._home, count)
        else:
            group = grouped(things, spelled, self._home)
        self._groups[key] = group
        return group

    def _add_places(self) -> None:
        """Places that the model or a dateline names and that are not known by name alone."""
        taken = sorted((candidate.start, candidate.end) for candidate in self._found)
        wanted = [(span.start, span.end) for span in self._model.all if span.type == "LOC"]
        wanted += [(start, end) for start, end in self._datelines if self._model.over(start, end) is None]
        for start, end in wanted:
            at = bisect_right(taken, (start, end)) - 1
            if (at >= 0 and taken[at][1] > start) or (at + 1 < len(taken) and taken[at + 1][0] < end):
                continue
            places = self._described(self._folded.shaped[start:end])
            if places:
                self._add_place(start, end, places)

    def _described(self, name: str) -> Sequence[Thing]:
        """Places of a name as it stands, else without the words that only describe it."""
        if len(name) < SHORTEST_PLACE:
            return ()
        found = self._gazetteer.find(name)
        while not found and (shorter := without_description(name)) != name:
            name = shorter
            found = self._gazetteer.find(name)
        return found


def _note_appositions(candidates: Sequence[Candidate], text: str) -> None:
    """ "Paris, Texas": each of the two names speaks for the reading of the other that fits."""
    for one, other in zip(candidates, candidates[1:], strict=False):
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
            for part in one.group.readings:
                if part.country == thing.country and (thing.kind == "country" or region_of(part) == thing.name):
                    one.group.bonus[part.key] = APPOSITION
