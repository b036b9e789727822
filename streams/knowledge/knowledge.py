"""The knowledge base at work: loads the compiled file, links texts, answers what a linked entity is."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from streams.knowledge.base import Compiled, Office, Thing, read_compiled
from streams.knowledge.context import NamedSpan
from streams.knowledge.extra import with_extra
from streams.knowledge.linker import Linker
from streams.records import Entity


class Knowledge:
    """Immutable. What is known of a thing is asked by entity, or by id (`iso:RU`); of a thing without an id by name."""

    def __init__(self, compiled: Compiled) -> None:
        self._by_id: dict[str, Thing] = {}
        for thing in compiled.things:
            self._by_id.setdefault(thing.key, thing)
        self._regions = compiled.regions
        self._linker = Linker(compiled)
        self.version = compiled.version
        self.members: Mapping[str, Sequence[str]] = compiled.members
        """Group code -> ISO codes of its members, for groups whose members can stand for it."""

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
        """The entities of `text`, by start; offsets are code points of `text` as it is.

        `spans` are what the reader found; those that no name explains stay in, unlinked. `breaks` are
        starts of sentences and paragraphs: no name crosses one. `dateline` is where the wire says that the text was
        written: evidence for a reading, no entity.
        """
        return self._linker.link(
            text,
            language=language.partition("-")[0].lower(),
            title_end=title_end,
            published_at=published_at,
            dateline=dateline,
            spans=spans,
            breaks=breaks,
        )

    def about(self, entity: Entity | str) -> Thing | None:
        """Kind, country, group, sector and role of a linked entity, or of an id."""
        if isinstance(entity, str):
            return self._by_id.get(entity)
        key = entity.id or entity.name
        if not key:
            return None
        return self._by_id.get(key) or self._linker.organs.about(key, entity.country or "")

    def group_of(self, entity: Entity | str) -> str | None:
        """`NATO`, `EU`: the code of the body that the entity is or belongs to."""
        thing = self.about(entity)
        return (thing.group or None) if thing else None

    def country_of(self, entity: Entity | str) -> str | None:
        thing = self.about(entity)
        return (thing.country or None) if thing else None

    def office_of(self, entity: Entity | str, at: datetime | None = None) -> Office | None:
        """The office that a person holds at a time (without one: the latest)."""
        thing = self.about(entity)
        if thing is None or not thing.offices:
            return None
        if at is None:
            return thing.offices[-1]
        day = at.date().isoformat()
        return next((office for office in reversed(thing.offices) if office.holds(day)), None)

    def sector_of(self, entity: Entity | str, at: datetime | None = None) -> str | None:
        """`GOV`, `MIL`, `IGO` ...: the sector of an organ, a body, or of the office that a person holds at a time."""
        thing = self.about(entity)
        if thing is not None and thing.kind == "person":
            office = self.office_of(entity, at)
            return office.sector if office else None
        return (thing.sector or None) if thing else None

    def region_of(self, country: str) -> str | None:
        """The UN M49 sub-region of an ISO code."""
        return self._regions.get(country)


def load_knowledge(extra: Path | None = None) -> Knowledge:
    """The committed knowledge base, with the user's own file of names added.

    Raises `ConfigurationError` where a file cannot be read; a bad line of `extra` is named with its number.
    """
    compiled = read_compiled()
    return Knowledge(with_extra(compiled, extra) if extra else compiled)
