"""From matches to entities: which reading of a name is meant, and what the model found beside them."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from streams.knowledge.base import Compiled, Name, Thing
from streams.knowledge.folding import Folded
from streams.knowledge.matcher import Match, Matcher
from streams.records import Entity, EntityType

LABELS: dict[str, EntityType] = {
    "PER": "PER",
    "PERSON": "PER",
    "ORG": "ORG",
    "LOC": "LOC",
    "GPE": "LOC",
    "FAC": "LOC",
}
"""Labels of entity pipelines -> ours; any other is MISC."""


class NamedSpan(NamedTuple):
    """An entity that a language pack's model found."""

    start: int
    end: int
    label: str


class Linker:
    def __init__(self, compiled: Compiled) -> None:
        self._things = compiled.things
        self._matcher = Matcher(compiled)

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
        matches = self._matcher.matches(folded, language, [folded.position(b) for b in breaks])
        plain = Counter(
            thing.country
            for m in matches
            if len(m.readings) == 1 and (thing := self._things[m.readings[0].thing]).country
        )
        entities = [self._entity(text, folded, match, plain) for match in matches]
        taken = [(entity.start, entity.end) for entity in entities if entity.form != "part"]
        entities += [_unlinked(text, span) for span in spans if not _overlaps(span, taken)]
        return sorted(entities, key=lambda entity: (entity.start, -entity.end))

    def _entity(self, text: str, folded: Folded, match: Match, plain: Counter[str]) -> Entity:
        start, end = folded.span(match.start, match.end)
        thing, confidence = self._choose(match.readings, plain)
        adjective = match.readings[0].form == "adjective"
        return Entity(
            start=start,
            end=end,
            text=text[start:end],
            type="MISC" if adjective or match.form == "adjective" else thing.type,
            form=match.form,
            id=thing.id or None,
            name=thing.name,
            country=thing.country or None,
            lat=thing.lat,
            lon=thing.lon,
            confidence=confidence,
        )

    def _choose(self, readings: Sequence[Name], plain: Counter[str]) -> tuple[Thing, float]:
        things = [self._things[name.thing] for name in readings]
        if len({thing.id or thing.name for thing in things}) == 1:
            return things[0], 0.95
        best = max(things, key=lambda thing: (plain[thing.country], thing.kind == "country", thing.population))
        return best, 0.7


def _unlinked(text: str, span: NamedSpan) -> Entity:
    return Entity(
        start=span.start,
        end=span.end,
        text=text[span.start : span.end],
        type=LABELS.get(span.label, "MISC"),
        form="name",
        confidence=0.5,
    )


def _overlaps(span: NamedSpan, taken: Sequence[tuple[int, int]]) -> bool:
    return any(start < span.end and span.start < end for start, end in taken)
