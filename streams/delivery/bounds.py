"""What may come of one article at most: known before a transaction begins, whatever the analysis finds.

Lists are cut in the order of the text, and `notes` of the enriched record say how many are missing.
"""

from collections.abc import Iterable, Iterator

import msgspec

from streams.records import EnrichedArticle, Entity, Event
from streams.settings import Settings

SURFACE_LIMIT = 500
"""Characters of text that a name, a party or a trigger may have: what is longer is none, and would be repeated."""
EVIDENCE_LIMIT = 20
"""Sentences that are kept as evidence of one event."""


def bounded(article: EnrichedArticle, settings: Settings) -> Iterator[EnrichedArticle]:
    """The record with lists as long as the settings allow, then with shorter and shorter ones, in the end with none.

    To be asked for the next one until what is made of it fits.
    """
    entities, events = settings.entities_limit, settings.events_limit
    while True:
        yield _cut(article, entities, events)
        if not entities and not events:
            return
        entities, events = entities // 4, events // 4


def _cut(article: EnrichedArticle, most_entities: int, most_events: int) -> EnrichedArticle:
    entities = [entity for entity in article.entities if _short(entity)][:most_entities]
    events = [event for event in article.events if _short(*_parts(event))][:most_events]
    evidence = sum(max(len(event.evidence) - EVIDENCE_LIMIT, 0) for event in events)
    missing = {
        "entities-cut": len(article.entities) - len(entities),
        "events-cut": len(article.events) - len(events),
        "evidence-cut": evidence,
    }
    if not any(missing.values()):
        return article
    if evidence:
        events = [msgspec.structs.replace(event, evidence=event.evidence[:EVIDENCE_LIMIT]) for event in events]
    notes = [*article.notes, *(f"{code}:{count}" for code, count in missing.items() if count)]
    return msgspec.structs.replace(article, entities=entities, events=events, notes=notes)


def _short(*named: Entity | msgspec.Struct) -> bool:
    return all(len(one.text) <= SURFACE_LIMIT for one in named)  # type: ignore[union-attr]


def _parts(event: Event) -> Iterable[msgspec.Struct]:
    parts = (event.trigger, event.actor, event.recipient, event.reported_by, event.place)
    return (part for part in parts if part is not None)
