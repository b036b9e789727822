"""What the view keeps of an enriched article: one small row.

Words that recur are interned, and what has no cycles is left out of garbage collection: there are a hundred thousand.
"""

from datetime import UTC, datetime
from sys import intern
from typing import NamedTuple

import msgspec
from msgspec import Struct, structs

from streams.records import Actor, Event, Language

NOBODY = "-"
"""The code of a party that is not there, or is neither country nor body (as in the keys of `geo.events`)."""
COUNTED = frozenset({"asserted", "future"})
"""Modalities that count in pairs, categories and balances: what was done or is announced, not what was denied,
only imagined, or long ago."""
TITLE_LIMIT, LEDE_LIMIT, QUOTE_LIMIT, SOURCE_LIMIT, URL_LIMIT = 200, 300, 400, 100, 2_000
"""Characters."""
EVENTS_LIMIT = 200
"""Events that are kept of one article."""


class Deed(NamedTuple):
    """What buckets count; `tenths` is the intensity in tenths, whole so that sums can be subtracted exactly."""

    actor: str
    recipient: str
    category: str
    tenths: int


class Share(Struct, frozen=True, gc=False):
    """A country's part in an article; the shares of an article sum to 1."""

    code: str
    mentions: int
    share: float


class Party(Struct, frozen=True, gc=False):
    """An actor or recipient: country or group code, sector ("" for none), its words in the text."""

    code: str
    sector: str
    text: str


class EventRow(Struct, frozen=True, gc=False):
    """An event and the sentence that tells it (`quote`, cut at `QUOTE_LIMIT`)."""

    id: str
    category: str
    mode: str | None
    modality: str
    reported: bool
    reciprocal: bool
    actor: Party | None
    recipient: Party | None
    intensity: float
    confidence: float
    date: str | None
    rule: str
    quote: str

    @property
    def deed(self) -> Deed:
        codes = [party.code if party else NOBODY for party in (self.actor, self.recipient)]
        return Deed(codes[0], codes[1], self.category, round(self.intensity * 10))


class Row(Struct, frozen=True, gc=False):
    """`received` and `enriched` are Unix times in seconds; `partition` and `offset` are the enriched topic's."""

    id: str
    version: int
    received: float
    enriched: float
    published: datetime | None
    language: str
    source: str
    url: str | None
    title: str
    haystack: str
    """Headline and opening, casefolded, for the filter by text."""
    countries: tuple[Share, ...]
    events: tuple[EventRow, ...]
    partition: int
    offset: int

    @property
    def rank(self) -> tuple[int, float, int]:
        """Of two rows with one id the one with the higher rank is kept: the version, then the later."""
        return self.version, self.enriched, self.offset

    @property
    def minute(self) -> int:
        return int(self.received // 60)

    @property
    def deeds(self) -> list[Deed]:
        return [event.deed for event in self.events if event.modality in COUNTED]


class _Article(Struct):
    """The part of an `EnrichedArticle` that a row needs; the rest is skipped unparsed."""

    id: str
    text: str
    title_end: int
    language: Language
    countries: list[Share]
    events: list[Event]
    received_at: datetime
    enriched_at: datetime
    source: str | None = None
    url: str | None = None
    published_at: datetime | None = None
    version: int = 1


_decode = msgspec.json.Decoder(_Article).decode


def row_of(value: bytes, partition: int, offset: int, now: float) -> Row:
    """The row of an enriched record; a time of reception in the future counts as `now` (Unix time).

    Raises `msgspec.MsgspecError` (a `ValueError`) where the value is no enriched article.
    """
    article = _decode(value)
    text, end = article.text, max(article.title_end, 0)
    title = text[:end].strip() or text.lstrip()[:TITLE_LIMIT].partition("\n")[0]
    return Row(
        id=article.id,
        version=article.version,
        received=min(_utc(article.received_at).timestamp(), now),
        enriched=_utc(article.enriched_at).timestamp(),
        published=_utc(article.published_at) if article.published_at else None,
        language=intern(article.language.code),
        source=intern(_cut(article.source or "", SOURCE_LIMIT)),
        url=article.url if article.url and len(article.url) <= URL_LIMIT else None,
        title=_cut(title, TITLE_LIMIT),
        haystack=f"{title[:TITLE_LIMIT]}\n{text[end : end + 2 * LEDE_LIMIT].lstrip()[:LEDE_LIMIT]}".casefold(),
        countries=tuple(structs.replace(share, code=intern(share.code)) for share in article.countries),
        events=tuple(event_row(event, text) for event in article.events[:EVENTS_LIMIT]),
        partition=partition,
        offset=offset,
    )


def event_row(event: Event, text: str) -> EventRow:
    start, end = event.evidence[0].sentence if event.evidence else (event.trigger.start, event.trigger.end)
    return EventRow(
        id=event.id,
        category=intern(event.category),
        mode=event.mode and intern(event.mode),
        modality=intern(event.modality),
        reported=event.reported,
        reciprocal=event.reciprocal,
        actor=party_of(event.actor),
        recipient=party_of(event.recipient),
        intensity=event.intensity,
        confidence=event.confidence,
        date=event.date,
        rule=intern(event.rule),
        quote=_cut(text[max(start, 0) : max(end, 0)].strip(), QUOTE_LIMIT),
    )


def party_of(actor: Actor | None) -> Party | None:
    if actor is None:
        return None
    code = intern(actor.country or actor.group or NOBODY)
    return Party(code, intern(actor.sector or ""), _cut(actor.text, TITLE_LIMIT))


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def _utc(time: datetime) -> datetime:
    return time if time.tzinfo else time.replace(tzinfo=UTC)
