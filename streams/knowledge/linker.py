"""From matches and a model's spans to entities: which names count, and which reading of each is meant."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from streams.knowledge.base import Compiled, Thing
from streams.knowledge.choosing import APPOSITION, Group, choose, grouped, region_of
from streams.knowledge.context import NamedSpan, Neighbours, Span, Spans, datelines, without_description
from streams.knowledge.folding import Folded, lower
from streams.knowledge.gazetteer import Gazetteer
from streams.knowledge.matcher import Match, Matcher
from streams.knowledge.organs import Organs, named
from streams.knowledge.people import resolve_people
from streams.records import Entity, Form

GEOGRAPHIC = frozenset({"country", "place", "region"})
SHORTEST_PLACE = 4
"""Letters; shorter ones ("WA", "Us") are abbreviations more often than places."""
CERTAIN = {"country": 0.98, "place": 0.9, "region": 0.9, "person": 0.9}
"""Confidence of a name with one reading; the share of right links on news (see docs/knowledge.md)."""


@dataclass
class Candidate:
    """A name at a place of the folded text, before its reading is chosen."""

    start: int
    end: int
    form: Form
    group: Group
    span: Span | None
    adjective: bool = False


class Linker:
    def __init__(self, compiled: Compiled) -> None:
        self._things = compiled.things
        self._countries = {thing.country: thing.name for thing in compiled.things if thing.kind == "country"}
        self._matcher = Matcher(compiled)
        self._gazetteer = Gazetteer(compiled.places)
        self._neighbours = Neighbours(compiled.words)
        self.organs = Organs(compiled.organs, compiled.organ_endings)

    def link(
        self,
        text: str,
        *,
        language: str,
        title_end: int = 0,
        published_at: datetime | None = None,
        dateline: str | None = None,
        spans: Sequence[NamedSpan] = (),
        breaks: Sequence[int] = (),
    ) -> list[Entity]:
        """All entities of a text by start; offsets are the text's. Spans that no name explains stay in, unlinked."""
        folded = Folded(text)
        model = Spans(spans, folded)
        lines = datelines(folded.shaped, title_end)
        groups: dict[str, Group] = {}
        matches = self._matcher.matches(folded, language, [folded.position(b) for b in breaks])
        candidates = self._from_matches(matches, folded, model, lines, language, groups)
        candidates += self._from_places(folded, model, lines, candidates, groups)
        candidates.sort(key=lambda c: (c.start, -c.end))
        _note_appositions(candidates, folded.shaped)
        choose(list(groups.values()), self._spoken_of(dateline))
        entities = [_entity(text, folded, candidate) for candidate in candidates]
        entities += self._organs(text, folded, candidates, language)
        entities += _unexplained(text, folded, model, entities)
        entities.sort(key=lambda e: (e.start, -e.end))
        return resolve_people(_without_overlaps(entities))

    def _spoken_of(self, dateline: str | None) -> Counter[str]:
        if not dateline:
            return Counter()
        found = self._gazetteer.find(dateline.split(",")[0].strip())
        return Counter({found[0].country: 1}) if found else Counter()

    def _from_matches(
        self,
        matches: Sequence[Match],
        folded: Folded,
        model: Spans,
        lines: Sequence[tuple[int, int]],
        language: str,
        groups: dict[str, Group],
    ) -> list[Candidate]:
        text = folded.shaped
        named_people: set[int] = set()
        candidates = []
        for match in matches:
            start, end, form, kind, readings, _ = match
            span = model.over(start, end) if model.all else None
            use = readings[0].use
            if use == "surname":
                readings = [r for r in readings if r.thing in named_people]
                if not readings:
                    continue
            elif use == "weak" and not _is_place(start, end, span, lines):
                continue
            things = list({(t := self._things[r.thing]).key: t for r in readings}.values())
            if span is not None and span.type == "PER":
                things = [t for t in things if t.kind == "person"]
                if not things:
                    continue
            if kind == "person":
                named_people.update(r.thing for r in readings)
            elif (
                kind in GEOGRAPHIC
                and use != "adjective"
                and (span is None or span.type != "LOC")
                and form == "name"
                and self._neighbours.make_person(text, start, end, language)
            ):
                continue
            if span is not None and span.type == "LOC" and span.end - span.start > end - start and kind in GEOGRAPHIC:
                whole = self._places(text[span.start : span.end])
                if whole and (not candidates or candidates[-1].end <= span.start):
                    key = folded.lowered[span.start : span.end]
                    group = groups.get(key) or groups.setdefault(key, grouped(whole, key))
                    group.mentions += 1
                    candidates.append(Candidate(span.start, span.end, "name", group, span))
                    continue
            if candidates and candidates[-1].end > start and form == candidates[-1].form:
                continue
            adjective = use == "adjective" or form == "adjective"
            key = f"{folded.lowered[start:end]}~" if adjective else folded.lowered[start:end]
            group = groups.get(key)  # type: ignore[assignment]
            if group is None:
                if kind in GEOGRAPHIC and use in ("name", "weak"):
                    known = {t.key for t in things}
                    spelled = folded.lowered[start : start + len(readings[0].shaped)]
                    more = [t for t in self._gazetteer.find(spelled) if t.key not in known]
                    if kind == "country":
                        more = [t for t in more if t.name.lower() == spelled and t.kind == "place"]
                    things += more
                group = groups[key] = grouped(things, folded.lowered[start:end])
            group.mentions += 1
            if span is not None and span.type == "ORG" and form == "name" and span.end - span.start > end - start + 2:
                form = "part" if kind in GEOGRAPHIC else form
            candidates.append(Candidate(start, end, form, group, span, adjective))
        return candidates

    def _from_places(
        self,
        folded: Folded,
        model: Spans,
        lines: Sequence[tuple[int, int]],
        known: Sequence[Candidate],
        groups: dict[str, Group],
    ) -> list[Candidate]:
        """Places that the model or a dateline names and that are not known by name alone."""
        starts = sorted((c.start, c.end) for c in known)
        wanted = [(s.start, s.end, s) for s in model.all if s.type == "LOC"]
        wanted += [(start, end, None) for start, end in lines if model.over(start, end) is None]
        candidates = []
        for start, end, span in wanted:
            at = bisect_right(starts, (start, end)) - 1
            if (at >= 0 and starts[at][1] > start) or (at + 1 < len(starts) and starts[at + 1][0] < end):
                continue
            key = folded.lowered[start:end]
            group = groups.get(key)
            if group is None:
                found = self._places(folded.shaped[start:end])
                if not found:
                    continue
                group = groups[key] = grouped(found, key)
            group.mentions += 1
            candidates.append(Candidate(start, end, "name", group, span))
        return candidates

    def _places(self, name: str) -> Sequence[Thing]:
        """Readings of what the model calls a place: as it stands, else without what only describes it."""
        if len(name) < SHORTEST_PLACE:
            return ()
        found = self._gazetteer.find(name)
        while not found and (shorter := without_description(name)) != name:
            name = shorter
            found = self._gazetteer.find(name)
        return found

    def _organs(self, text: str, folded: Folded, candidates: Sequence[Candidate], language: str) -> list[Entity]:
        found = []
        for candidate in candidates:
            thing, weight = candidate.group.best()
            if thing.kind not in GEOGRAPHIC or not thing.country:
                continue
            form = "adjective" if candidate.adjective else candidate.form
            organ = self.organs.beside(folded.shaped, candidate.start, candidate.end, form, language)
            if organ is not None:
                start, end = folded.span(organ.start, organ.end)
                found.append(
                    Entity(
                        start=start,
                        end=end,
                        text=text[start:end],
                        type="ORG",
                        form="name",
                        name=named(organ, self._countries[thing.country]),
                        country=thing.country,
                        confidence=round(0.9 * weight, 3),
                    )
                )
        return found


def _is_place(start: int, end: int, span: Span | None, lines: Sequence[tuple[int, int]]) -> bool:
    if span is not None:
        return span.type == "LOC"
    return any(begin <= start and end <= stop for begin, stop in lines)


def _note_appositions(candidates: Sequence[Candidate], text: str) -> None:
    """ "Paris, Texas": each of the two names speaks for the reading of the other that fits."""
    for one, other in zip(candidates, candidates[1:], strict=False):
        if text[one.end : other.start] not in (", ", " (", " in ") or len(one.group.readings) == 1 == len(other.group.readings):
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


def _entity(text: str, folded: Folded, candidate: Candidate) -> Entity:
    start, end = folded.span(candidate.start, candidate.end)
    thing, weight = candidate.group.best()
    certain = CERTAIN.get(thing.kind, 0.95)
    return Entity(
        start=start,
        end=end,
        text=text[start:end],
        type="MISC" if candidate.adjective else thing.type,
        form=candidate.form if candidate.form == "part" or not candidate.adjective else "adjective",
        id=thing.id or None,
        name=thing.name,
        country=thing.country or None,
        lat=thing.lat,
        lon=thing.lon,
        confidence=round(certain * weight, 3),
    )


def _unexplained(text: str, folded: Folded, model: Spans, entities: Sequence[Entity]) -> list[Entity]:
    """The model's entities that are not linked; one that only contains linked names stays beside them."""
    linked = {(e.start, e.end) for e in entities}
    found = []
    for span in model.all:
        start, end = folded.span(span.start, span.end)
        if (start, end) not in linked:
            found.append(
                Entity(start=start, end=end, text=text[start:end], type=span.type, form="name", confidence=0.5)
            )
    return found


def _without_overlaps(entities: Sequence[Entity]) -> list[Entity]:
    """Spans of one form do not overlap: a linked entity goes before an unlinked one, then the earlier and longer."""
    kept: dict[str, list[Entity]] = {}
    for linked in (True, False):
        for entity in entities:
            if (entity.name is not None) is linked:
                same = kept.setdefault(entity.form, [])
                if not _overlaps(entity, same):
                    same.append(entity)
                    if not linked:
                        same.sort(key=lambda e: e.start)
    return sorted((e for same in kept.values() for e in same), key=lambda e: (e.start, -e.end))


def _overlaps(entity: Entity, ordered: Sequence[Entity]) -> bool:
    at = bisect_right(ordered, entity.start, key=lambda e: e.start) - 1
    if at >= 0 and ordered[at].end > entity.start:
        return True
    return at + 1 < len(ordered) and ordered[at + 1].start < entity.end
