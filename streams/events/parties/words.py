"""What the words of one mention say of a party by themselves: name, adjective, compound part, office, holder."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from streams.events.parties.rolewords import Role, RoleWords, Word
from streams.knowledge import Knowledge
from streams.knowledge.base import Thing
from streams.reading.reading import Name
from streams.records import Entity, Span

STATE = frozenset({"GOV", "MIL", "LEG", "JUD", "COP", "SPY"})
"""Sectors of the organs of a state."""
NAMED = frozenset({"body", "armed", "party", "organ", "seat", "other"})
TERRITORY = frozenset({"country", "place", "region", "area", "water"})
FAR = 200
"""Letters, at most, from the start of an entity to a mention that lies in it."""


@dataclass(frozen=True, slots=True)
class Own:
    """`settled`: nothing outside these words may tell the country."""

    country: str | None = None
    group: str | None = None
    sector: str | None = None
    id: str | None = None
    place: bool = False
    person: bool = False
    settled: bool = False
    role: bool = False
    """A role noun or an office tells the sector."""
    elsewhere: bool = False
    """It is at a place that is not known: "student archive in Uppsala"."""
    generic: bool = False
    """ "spokesman" by itself: of the sector of what he is linked to."""
    name: str = ""
    """Of a person: the words of the name."""


@dataclass(frozen=True, slots=True)
class Land:
    """Whose: a country, a body, or an armed group or party with its country."""

    entity: Entity
    thing: Thing | None
    country: str | None
    group: str | None
    sector: str | None


@dataclass(frozen=True, slots=True)
class Segment:
    """Part of a phrase: its head (`link` empty), or what stands behind a word that says how it belongs to that."""

    link: str
    words: Sequence[Word]
    roles: Sequence[Role]
    lands: Sequence[Land]
    people: Sequence[tuple[Span, Entity | None]]


class Words:
    """Reads the mentions of one text."""

    def __init__(
        self,
        text: str,
        lexicon: RoleWords,
        entities: Sequence[Entity],
        names: Sequence[Name],
        knowledge: Knowledge,
        at: datetime | None,
    ) -> None:
        self.text, self.lexicon, self.knowledge, self.at = text, lexicon, knowledge, at
        self._entities = sorted(entities, key=lambda entity: entity.start)
        self._starts = [entity.start for entity in self._entities]
        self._names = sorted((n for n in names if n.label == "PER"), key=lambda name: name.start)
        self._name_starts = [name.start for name in self._names]

    def overlapping(self, start: int, end: int) -> list[Entity]:
        low = bisect_left(self._starts, start - FAR)
        high = bisect_left(self._starts, end)
        return [entity for entity in self._entities[low:high] if entity.end > start]

    def of(self, start: int, end: int) -> Own:
        head, *rest = self._segments(start, end)
        if head.people:
            return self._person(head, rest)
        free = [role for role in head.roles if not _within(role, head.lands)]
        if free:
            return self._office(head, free, rest)
        return self._name(head, rest, start, end)

    def thing(self, entity: Entity) -> Thing | None:
        thing = self.knowledge.about(entity)
        if thing is None and entity.type == "LOC" and entity.country:
            return Thing("place", entity.id or "", entity.name or entity.text, entity.country)
        return thing

    def sector(self, land: Land) -> str | None:
        """Of a country its government's; of a capital too."""
        if land.thing is None or land.sector:
            return land.sector
        return "GOV" if land.thing.kind == "country" or land.thing.capital else None

    # -- kinds of mentions

    def _person(self, head: Segment, rest: Sequence[Segment]) -> Own:
        (begin, end), entity = head.people[-1]
        office = self.knowledge.office_of(entity, self.at) if entity is not None else None
        lands = [land for land in head.lands if not begin <= land.entity.start < end]
        roles = [role for role in head.roles if not _within(role, lands)]
        country, group, owner, several = self._whose(lands, rest, roles)
        role = self._head(roles)
        sector = self._sector(role, roles, owner, rest) if role else None
        if role is not None and role.generic and office is not None and sector in {None, "GOV"}:
            sector = office.sector
        if role is None:
            sector = office.sector if office else None
            if office is not None and sector == "IGO" and not country:
                group = group or _group_of_office(self.knowledge, office.role)
        if self._former(head, role):
            sector = None
        elif group is not None:
            sector = "IGO"
        if country is None and group is None and not several and entity is not None:
            country = entity.country
        return Own(
            country,
            group,
            sector,
            entity.id if entity is not None else None,
            person=True,
            settled=bool(country or group or several or (entity is not None and entity.id)),
            role=role is not None or office is not None,
            name=self.text[begin:end],
        )

    def _office(self, head: Segment, roles: Sequence[Role], rest: Sequence[Segment]) -> Own:
        role = self._head(roles)
        assert role is not None
        beside = next((land for land in head.lands if land.thing and land.entity.start >= role.end), None)
        named = beside if beside is not None and beside.thing is not None and beside.thing.kind in NAMED else None
        lands = [land for land in head.lands if land is not named]
        country, group, owner, several = self._whose(lands, rest, roles)
        if named is not None and not (country or group):
            country, group = named.country, named.group
        sector = self._sector(role, roles, owner, rest)
        if named is not None:
            sector = named.sector or sector
        if group is not None and (sector in STATE or sector is None):
            sector = "IGO"
        elif owner is not None and owner.thing is not None and owner.thing.kind == "armed" and sector in {None, "MIL"}:
            sector = owner.sector
        if self._former(head, role):
            sector = None
        vanished = owner is not None and _vanished(owner)
        settled = bool(country or group or several or vanished or (named and named.sector)) or self._unbound(head)
        place = role.place and named is None
        return Own(
            country,
            group,
            None if place else sector,
            named.entity.id if named else None,
            place=place,
            settled=settled,
            role=not place,
            elsewhere=any(
                segment.link == "local"
                and not (segment.lands or segment.roles)
                and any(self.text[word.start].isupper() for word in segment.words)
                for segment in rest
            ),
            generic=role.generic and len(roles) == 1 and named is None,
        )

    def _name(self, head: Segment, rest: Sequence[Segment], start: int, end: int) -> Own:
        """A mention without a role noun: what is named is the party."""
        if not head.lands:
            country, group, owner, several = self._whose((), rest, ())
            settled = bool(country or group or several) or self._unbound(head)
            return Own(country, group, owner.sector if owner and group else None, settled=settled)
        lands = head.lands
        named = [land for land in lands if land.thing is not None and land.thing.kind in NAMED]
        land = (named or [max(lands, key=lambda one: (one.entity.form == "name", one.entity.end - one.entity.start))])[
            -1
        ]
        thing, entity = land.thing, land.entity
        country, _, _, several = self._whose(lands, rest, ())
        country = land.country or country
        if entity.form == "adjective" and thing is not None and thing.kind in {"country", "region", "place"}:
            if several:
                return Own(settled=True)
            alone = entity.start <= start and entity.end >= end
            sector = "CVL" if self._people(entity) else "GOV"
            return Own(country, None, sector if alone else None, entity.id if alone else None, settled=True)
        if thing is not None and thing.kind in TERRITORY and not land.group:
            sector = self.sector(land)
            whole = entity.start <= start + 1 and entity.end >= end - 1
            place = thing.kind != "country" and not (thing.kind == "area" and sector)
            return Own(country, None, sector if whole or not place else None, entity.id, place=place, settled=True)
        sector = land.sector or ("IGO" if land.group else None)
        return Own(
            None if land.group and sector == "IGO" else country,
            land.group,
            sector,
            entity.id,
            settled=True,
            role=thing is not None and thing.kind in {"organ", "seat"},
        )

    # -- parts of a phrase

    def _segments(self, start: int, end: int) -> list[Segment]:
        words = self.lexicon.words(self.text, start, end)
        entities = self.overlapping(start, end)
        people = self._people_in(start, end, entities)
        spans = [span for span, _ in people]
        roles = [r for r in self.lexicon.roles(words) if not any(a <= r.start < b for a, b in spans)]
        inner = {i for role in roles for i in range(role.first, role.last + 1)}
        lands = [land for entity in entities if (land := self._land(entity, end)) is not None]
        closed = [*spans, *((land.entity.start, land.entity.end) for land in lands)]
        cuts: list[tuple[int, str]] = [(start, "")]
        for at, word in enumerate(words[1:], start=1):
            link = None if at in inner or any(a <= word.start < b for a, b in closed) else self._link(word.form)
            if link is not None:
                cuts.append((word.start, link))
        bounds = [*(cut for cut, _ in cuts[1:]), max(end, start + 1)]
        found = []
        for (begin, link), stop in zip(cuts, bounds, strict=True):
            found.append(
                Segment(
                    link,
                    [word for word in words if begin <= word.start < stop],
                    [role for role in roles if begin <= role.start < stop],
                    [land for land in lands if begin <= max(land.entity.start, start) < stop],
                    [(span, entity) for span, entity in people if begin <= max(span[0], start) < stop],
                )
            )
        return found

    def _link(self, form: str) -> str | None:
        return next((name for name in ("links", "local", "behalf", "away") if form in self.lexicon.lists[name]), None)

    def _people_in(self, start: int, end: int, entities: Sequence[Entity]) -> list[tuple[Span, Entity | None]]:
        found: list[tuple[Span, Entity | None]] = [((e.start, e.end), e) for e in entities if e.type == "PER"]
        low, high = bisect_left(self._name_starts, start - FAR), bisect_left(self._name_starts, end)
        for name in self._names[low:high]:
            known = [*(span for span, _ in found), *((e.start, e.end) for e in entities if e.name)]
            if name.end > start and not any(a < name.end and name.start < b for a, b in known):
                found.append(((name.start, name.end), None))
        return sorted(found, key=lambda one: one[0])

    def _land(self, entity: Entity, end: int) -> Land | None:
        thing = self.thing(entity)
        if thing is None or entity.type == "PER" or self._only_beside(entity, end):
            return None
        country = entity.country or thing.country or None
        group = thing.group or None if thing.kind in {"body", "area", "organ"} and thing.sector != "NGO" else None
        sector = self.knowledge.sector_of(entity, self.at)
        if thing.kind == "area" and not (group or sector or country):
            return None
        return Land(entity, thing, None if group else country, group, sector)

    def _only_beside(self, entity: Entity, end: int) -> bool:
        """ "pro-Russian", "Iran-backed", "Kremlin critic": not theirs."""
        lowered = entity.text.lower()
        if entity.form == "adjective" and any(lowered.startswith(side) for side in self.lexicon.lists["sides"]):
            return True
        before = self.text[max(0, entity.start - 8) : entity.start].lower()
        if before.endswith("-") and any(before[:-1].endswith(side) for side in self.lexicon.lists["sides"]):
            return True
        after = self.lexicon.words(self.text, entity.end, min(end, entity.end + 24))
        return bool(after) and after[0].start - entity.end <= 1 and self.lexicon.has("allied", after[0].form)

    def _whose(
        self, lands: Sequence[Land], rest: Sequence[Segment], roles: Sequence[Role]
    ) -> tuple[str | None, str | None, Land | None, bool]:
        """Country, group, the name that says so, and whether several countries are named together."""
        role = self._head(roles)
        for segment in (Segment("", (), (), lands, ()), *rest):
            if segment.link == "away" or (segment.link == "behalf" and not (role and role.generic)):
                break
            if segment.link == "local" and role is not None and role.abroad:
                break
            found = [land for land in segment.lands if land.country or land.group or land.sector]
            owners = [one for one in found if one.country]
            countries = dict.fromkeys(one.country for one in owners)
            if len(countries) > 1 and self._are_joined(owners):
                return None, None, None, True
            if owners:
                return owners[0].country, None, owners[-1], False
            if found:
                group = next((one for one in found if one.group), None)
                return None, group.group if group else None, group or found[0], False
            for _, entity in segment.people:
                if entity is not None and entity.country and segment.link:
                    return entity.country, None, None, False
        return None, None, None, False

    def _are_joined(self, lands: Sequence[Land]) -> bool:
        first, last = lands[0].entity, next(one.entity for one in lands if one.country != lands[0].country)
        between = self.text[first.end : last.start]
        return between.strip() in {"-", "–", ",", "/"} or any(
            word.form in self.lexicon.lists["joined"] for word in self.lexicon.words(between, 0, len(between))
        )

    def _head(self, roles: Sequence[Role]) -> Role | None:
        if not roles:
            return None
        return roles[-1] if self.lexicon.heads_last else roles[0]

    def _sector(self, role: Role, roles: Sequence[Role], owner: Land | None, rest: Sequence[Segment]) -> str | None:
        """Of the head; a "chief" or "spokesman" is of the sector that he belongs to."""
        if not role.generic:
            return role.sector
        nearest = reversed(roles) if self.lexicon.heads_last else iter(roles)
        for other in nearest:
            if other is not role and other.sector and not other.place:
                return other.sector
        if owner is not None and owner.thing is not None and owner.thing.kind in NAMED and owner.sector:
            return owner.sector
        for segment in rest:
            if segment.link in {"links", "local", "behalf"}:
                for other in segment.roles:
                    if other.sector and not (other.generic and role.sector):
                        return other.sector
        return role.sector

    def _former(self, head: Segment, role: Role | None) -> bool:
        """ "ehemalige", "ex-": holds no office today."""
        return any(
            self.lexicon.has("former", word.form)
            and (role is None or word.end <= role.start or not self.lexicon.heads_last)
            for word in head.words
        )

    def _unbound(self, head: Segment) -> bool:
        return any(self.lexicon.has("unbound", word.form) for word in head.words)

    def _people(self, entity: Entity) -> bool:
        """Is it the people ("Israelis", "Südkoreaner"), not a describing word ("Israeli")?"""
        form, lists = entity.text.lower(), self.lexicon.lists
        if lists["people_endings"]:
            return any(form.endswith(ending) for ending in lists["people_endings"])
        if lists["adjective_endings"]:
            return not any(form.endswith(ending) for ending in lists["adjective_endings"])
        return False


def _within(role: Role, lands: Sequence[Land]) -> bool:
    """Is the role noun part of a proper name ("Security Council"), which tells more?"""
    return any(
        land.thing is not None
        and (land.thing.kind in {"body", "armed", "party", "other", "seat"} or _vanished(land))
        and land.entity.start <= role.start
        and role.end <= land.entity.end
        for land in lands
    )


def _vanished(land: Land) -> bool:
    """Is it a state that is no more, without a code?"""
    return land.thing is not None and land.thing.kind == "area" and land.thing.sector == "GOV"


@lru_cache(256)
def _group_of_office(knowledge: Knowledge, role: str) -> str | None:
    """ "secretary general of NATO" -> NATO."""
    return next((group for e in knowledge.link(role, language="en") if (group := knowledge.group_of(e))), None)
