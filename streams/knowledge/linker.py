"""From a text, and what a model found in it, to linked entities."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Container, Sequence
from datetime import datetime

from streams.knowledge.base import Compiled
from streams.knowledge.candidates import Candidate, Candidates, Known
from streams.knowledge.choosing import Group, choose
from streams.knowledge.context import NamedSpan, Neighbours, Spans, datelines
from streams.knowledge.folding import Folded
from streams.knowledge.gazetteer import Gazetteer
from streams.knowledge.matched import add_matches
from streams.knowledge.matcher import Matcher
from streams.knowledge.organs import Organs, named
from streams.knowledge.people import resolve_people
from streams.knowledge.readings import GEOGRAPHIC, Readings
from streams.knowledge.told import add_told_places
from streams.records import Entity

CERTAIN = {"country": 0.98, "place": 0.93, "region": 0.93, "person": 0.95}
"""Confidence of a name with one reading: the share of right links on news (docs/knowledge.md)."""
CERTAIN_OTHERWISE = 0.95
UNLINKED = 0.5
SMALL = 10_000
"""Inhabitants."""


class Linker:
    def __init__(self, compiled: Compiled) -> None:
        self._countries = {thing.country: thing.name for thing in compiled.things if thing.kind == "country"}
        self._matcher = Matcher(compiled)
        gazetteer = Gazetteer(compiled.places)
        readings = Readings(compiled.things, gazetteer)
        self._known = Known(compiled.things, gazetteer, readings, Neighbours(compiled.words))
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
        matches = self._matcher.matches(folded, language, [folded.position(b) for b in breaks])
        found = Candidates(folded, language, model, lines, self._known)
        add_matches(found, matches)
        add_told_places(found)
        candidates, groups = found.ordered(), list(found.groups.values())
        choose(groups, self._spoken_of(dateline))
        alone = _alone(candidates, groups, lines, self._known.neighbours.native.get(language, frozenset()))
        entities = []
        for candidate in candidates:
            if id(candidate.group) in alone:
                continue
            entities.append(_entity(text, folded, candidate))
            organ = self._organ(text, folded, candidate, language)
            if organ is not None:
                entities.append(organ)
        return resolve_people(_without_overlaps(entities + _unexplained(text, folded, model, entities)))

    def _spoken_of(self, dateline: str | None) -> Counter[str]:
        if not dateline:
            return Counter()
        found = self._known.gazetteer.find(dateline.split(",")[0].strip())
        return Counter({found[0].country: 1}) if found else Counter()

    def _organ(self, text: str, folded: Folded, candidate: Candidate, language: str) -> Entity | None:
        thing = candidate.group.thing
        if thing.kind not in GEOGRAPHIC or not thing.country:
            return None
        form = "adjective" if candidate.adjective else candidate.form
        organ = self.organs.beside(folded.lowered, candidate.start, candidate.end, form, language)
        if organ is None:
            return None
        start, end = folded.span(organ.start, organ.end)
        return Entity(
            start=start,
            end=end,
            text=text[start:end],
            type="ORG",
            form="name",
            name=named(organ, self._countries.get(thing.country, thing.country)),
            country=thing.country,
            confidence=round(0.9 * candidate.group.weight, 3),
        )


def _alone(
    candidates: Sequence[Candidate],
    groups: Sequence[Group],
    lines: Sequence[tuple[int, int]],
    native: Container[str],
) -> set[int]:
    """Groups that mean a small place in a foreign country of which nothing else in the text speaks, and that no
    dateline names: there no link is better than a far-fetched one."""
    countries = Counter(group.thing.country for group in groups)
    small = {
        id(group)
        for group in groups
        if group.thing.kind == "place"
        and group.thing.population < SMALL
        and not group.thing.capital
        and countries[group.thing.country] == 1
        and group.thing.country not in native
    }
    if small and lines:
        dated = (c for c in candidates for start, end in lines if start <= c.start and c.end <= end)
        small -= {id(candidate.group) for candidate in dated}
    return small


def _entity(text: str, folded: Folded, candidate: Candidate) -> Entity:
    """An armed group is at home in a country (`Knowledge.country_of`), but a text on it does not speak of that yet."""
    start, end = folded.span(candidate.start, candidate.end)
    thing = candidate.group.thing
    return Entity(
        start=start,
        end=end,
        text=text[start:end],
        type="MISC" if candidate.adjective else thing.type,
        form="adjective" if candidate.adjective and candidate.form != "part" else candidate.form,
        id=thing.id or None,
        name=thing.name,
        country=None if thing.kind == "armed" else thing.country or None,
        lat=thing.lat,
        lon=thing.lon,
        confidence=round(CERTAIN.get(thing.kind, CERTAIN_OTHERWISE) * candidate.group.weight, 3),
    )


def _unexplained(text: str, folded: Folded, model: Spans, entities: Sequence[Entity]) -> list[Entity]:
    """The model's entities that are not linked; one that only contains linked names stays beside them."""
    linked = {(entity.start, entity.end) for entity in entities}
    found = []
    for span in model.all:
        start, end = folded.span(span.start, span.end)
        if (start, end) not in linked:
            found.append(
                Entity(start=start, end=end, text=text[start:end], type=span.type, form="name", confidence=UNLINKED)
            )
    return found


def _without_overlaps(entities: list[Entity]) -> list[Entity]:
    """By start. Spans of one form do not overlap: a linked entity goes before an unlinked one, then the longer."""
    entities.sort(key=lambda entity: (entity.start, -entity.end))
    kept: dict[str, list[Entity]] = {}
    dropped = False
    for entity in sorted(entities, key=lambda entity: entity.name is None) if entities else ():
        same = kept.setdefault(entity.form, [])
        if entity.name is not None:
            if not same or same[-1].end <= entity.start:
                same.append(entity)
            else:
                dropped = True
        elif not _overlaps(entity, same):
            same.insert(bisect_right(same, entity.start, key=lambda e: e.start), entity)
        else:
            dropped = True
    if not dropped:
        return entities
    return sorted((e for same in kept.values() for e in same), key=lambda entity: (entity.start, -entity.end))


def _overlaps(entity: Entity, ordered: Sequence[Entity]) -> bool:
    at = bisect_right(ordered, entity.start, key=lambda e: e.start) - 1
    if at >= 0 and ordered[at].end > entity.start:
        return True
    return at + 1 < len(ordered) and ordered[at + 1].start < entity.end
