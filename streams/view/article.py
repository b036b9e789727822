"""The article page's contents: the text with its marks, and what was found in it."""

from typing import Any, NamedTuple
from urllib.parse import urlencode, urlsplit

from markupsafe import Markup

from streams.records import EnrichedArticle, Entity, Event
from streams.view.marks import Mark, marked, marked_paragraphs
from streams.view.query import article_path
from streams.view.rows import event_row
from streams.view.wording import notes_of, party_name, verb_of
from streams.view.world import name_of

MARKED = 5_000
"""Names that are marked in one text; an article of a megabyte can hold a hundred thousand."""
LISTED = 200


class Told(NamedTuple):
    """One event of the article: its sentence in words, the link that marks it, whether it is the one chosen."""

    event: Event
    sentence: str
    notes: list[str]
    link: str
    chosen: bool


def article_model(article: EnrichedArticle, chosen: str) -> dict[str, Any]:
    """`chosen` is the id of the event to be marked; "" marks the triggers of all."""
    event = next((event for event in article.events if event.id == chosen), None)
    marks = [_entity_mark(entity) for entity in article.entities[:MARKED]]
    marks += _event_marks(event) if event else [_trigger_mark(other) for other in article.events]
    text, title_end = article.text, min(max(article.title_end, 0), len(article.text))
    body = [
        (_has_evidence(event, first, last), paragraph)
        for first, last, paragraph in marked_paragraphs(text, title_end, len(text), marks)
    ]
    return {
        "article": article,
        "title": marked(text, 0, title_end, marks) if text[:title_end].strip() else Markup(""),
        "body": body,
        "unmarked": max(len(article.entities) - MARKED, 0),
        "source_link": article.url if safe_link(article.url) else None,
        "countries": [(share, name_of(share.code)) for share in article.countries],
        "entities": _linked(article.entities)[:LISTED],
        "told": [_told(article, other, chosen) for other in article.events],
        "json_path": article_path(article.id, "/api/articles/"),
    }


def safe_link(url: str | None) -> bool:
    """Whether it may become a link: http and https alone, with a host."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def _entity_mark(entity: Entity) -> Mark:
    facts = [entity.name or entity.text, entity.type, entity.form]
    facts += [fact for fact in (entity.id or "not linked", name_of(entity.country) if entity.country else "") if fact]
    linked = "" if entity.id else " unlinked"
    return Mark(entity.start, entity.end, f"entity {entity.type.lower()} {entity.form}{linked}", " · ".join(facts))


def _trigger_mark(event: Event) -> Mark:
    return Mark(event.trigger.start, event.trigger.end, "trigger", f"{event.category} ({event.modality})")


def _event_marks(event: Event) -> list[Mark]:
    """The sentence, the trigger and both parties wherever the text tells the event."""
    marks = []
    for n, evidence in enumerate(event.evidence):
        marks.append(Mark(*evidence.sentence, "evidence", "", f"evidence-{n}"))
        marks.append(Mark(*evidence.trigger, "trigger chosen", f"trigger: {event.trigger.lemma}"))
        for role, span in (("actor", evidence.actor), ("recipient", evidence.recipient)):
            if span:
                marks.append(Mark(*span, f"role {role}", role))
    for role, party in (("actor", event.actor), ("recipient", event.recipient)):
        if party and party.resolved_from:
            marks.append(Mark(*party.resolved_from, f"role {role}", f"{role}, by another name"))
    if event.reported_by:
        marks.append(Mark(event.reported_by.start, event.reported_by.end, "role source", "reported by"))
    return marks


def _has_evidence(event: Event | None, start: int, end: int) -> bool:
    return event is not None and any(e.sentence[0] < end and start < e.sentence[1] for e in event.evidence)


def _linked(entities: list[Entity]) -> list[tuple[Entity, int]]:
    """Each linked thing, or each surface of an unlinked one, once, with the number of its mentions."""
    found: dict[str, tuple[Entity, int]] = {}
    for entity in entities:
        key = entity.id or f"{entity.type} {entity.text}"
        first, n = found.get(key, (entity, 0))
        found[key] = (first, n + 1)
    return sorted(found.values(), key=lambda item: (-item[1], item[0].start))


def _told(article: EnrichedArticle, event: Event, chosen: str) -> Told:
    row = event_row(event, article.text)
    recipient = party_name(row.recipient) if row.recipient else ""
    path = article_path(article.id)
    link = f"{path}{'&' if '?' in path else '?'}{urlencode({'event': event.id})}#evidence-0"
    sentence = " ".join(filter(None, (party_name(row.actor), verb_of(row), recipient)))
    return Told(event, sentence, notes_of(row), link, event.id == chosen)
