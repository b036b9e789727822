"""What was read into PLOVER events: who the sides are, one event a pair, scores, place and date..

The reader decides trigger, category, mode, modality and sides; nothing here overrules it.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from streams.events.contexts import contexts_of
from streams.events.dates import date_of
from streams.events.lemmas import lemma_of
from streams.events.merging import Draft, merge
from streams.events.parties import Party, resolve
from streams.events.politics import is_political
from streams.events.scheme import Scheme, load_scheme
from streams.knowledge import Knowledge
from streams.reading.reading import Deed, Reading, Side, Span
from streams.records import Entity, Event

MOST_OF_A_SIDE = 6
"""Actors, or recipients, of one deed that are told apart; a longer list is cut, so that pairs stay few."""
TRANSFER = 0.8
"""Weight of the confidence in a language that the reader was not trained on."""


@dataclass(frozen=True, slots=True)
class Told:
    """An article as far as its events depend on it."""

    article: str
    version: int
    text: str
    language: str
    sentences: Sequence[int]
    """Offsets at which sentences begin, the first of them 0."""
    published_at: datetime | None = None
    dateline: str | None = None
    home: str | None = None
    """Country that the source's domestic copy is about (ISO 3166-1 alpha-2)."""
    trained: bool = True
    scheme: Scheme = field(default_factory=load_scheme)


def events_of(told: Told, reading: Reading, entities: Sequence[Entity], knowledge: Knowledge, rule: str) -> list[Event]:
    """The events of an article, by the place of their triggers."""
    if not reading.deeds:
        return []
    mentions = sorted(
        {side.span for deed in reading.deeds for side in deed.sides if side.role in ("actor", "recipient", "speaker")}
    )
    parties = resolve(
        mentions, text=told.text, language=told.language, entities=entities, links=reading.links, names=reading.names,
        published_at=told.published_at, dateline=told.dateline, home=told.home, knowledge=knowledge,
    )  # fmt: skip
    drafts = (draft for deed in reading.deeds for draft in _drafts(deed, told, parties, entities))
    return merge(drafts, told.article, told.version, told.text, told.scheme, told.published_at, rule)


def _drafts(deed: Deed, told: Told, parties: dict[Span, Party], entities: Sequence[Entity]) -> Iterator[Draft]:
    trigger = deed.trigger[0]
    sentence = sentence_of(told, trigger)
    words = [told.text[start:end] for start, end in deed.trigger]
    speaker = next((parties[side.span] for side in deed.of("speaker")), None)
    date = next((found for side in deed.of("date") if (found := _date(side, told))), None)
    for actor, recipient in _pairs(deed, parties):
        if not is_political(deed.category, actor, recipient):
            continue
        yield Draft(
            category=deed.category,
            mode=deed.mode,
            modality=deed.modality,  # type: ignore[arg-type]
            reported=deed.reported,
            reporter=speaker if deed.reported else None,
            reciprocal=deed.mutual and actor is not None and recipient is not None,
            actor=actor,
            recipient=recipient,
            trigger=trigger,
            lemma=lemma_of(words, told.language),
            sentence=sentence,
            place=next((place for side in deed.of("place") if (place := _place(side, entities))), None),
            confidence=deed.confidence * (1.0 if told.trained else TRANSFER),
            date=date,
            contexts=contexts_of(told.text[slice(*sentence)], told.language),
        )


def _pairs(deed: Deed, parties: dict[Span, Party]) -> Iterator[tuple[Party | None, Party | None]]:
    """Each actor with each recipient, never a party with itself; of a mutual list its first with the rest."""
    actors, recipients = (
        list({parties[side.span]: None for side in deed.of(role)})[:MOST_OF_A_SIDE] for role in ("actor", "recipient")
    )
    if deed.mutual and not recipients and len(actors) > 1:
        actors, recipients = actors[:1], actors[1:]
    if deed.mutual and actors and recipients and actors[0].start > recipients[0].start:
        actors, recipients = recipients, actors
    for actor in actors or [None]:
        for recipient in recipients or [None]:
            if actor is None or recipient is None or not _same(actor, recipient):
                yield actor, recipient


def _same(one: Party, other: Party) -> bool:
    """One and the same party, however it is named: not two parties of one country."""
    if one.resolved_from and one.resolved_from in (other.resolved_from, (other.start, other.end)):
        return True
    return one.id is not None and one.id == other.id and one.sector == other.sector


def _date(side: Side, told: Told) -> str | None:
    return date_of(told.text[side.start : side.end], told.language, told.published_at)


def _place(side: Side, entities: Sequence[Entity]) -> Entity | None:
    inside = [e for e in entities if e.country and e.start < side.end and e.end > side.start and e.form == "name"]
    return inside[0] if inside else None


def sentence_of(told: Told, span: Span) -> Span:
    """[start, end) of the sentence that a span begins in, without white space at its ends."""
    place = bisect_right(told.sentences, span[0]) - 1
    start = told.sentences[place]
    end = told.sentences[place + 1] if place + 1 < len(told.sentences) else len(told.text)
    sentence = told.text[start:end]
    return start + len(sentence) - len(sentence.lstrip()), start + len(sentence.rstrip())
