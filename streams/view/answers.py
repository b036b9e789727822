"""The answers of the API, as structs; the OpenAPI document is generated from them."""

from collections import Counter
from datetime import UTC, datetime

from msgspec import Struct

from streams.view.buckets import Tally, Window
from streams.view.flow import PartitionState, WorkerState
from streams.view.projection import Latency
from streams.view.query import article_path
from streams.view.rows import NOBODY, EventRow, Party, Row, Share
from streams.view.wording import party_name
from streams.view.world import name_of


class Problem(Struct, frozen=True):
    """Why a request was not answered, in one line."""

    error: str


class ArticleItem(Struct, frozen=True, kw_only=True):
    """An article in short; `path` leads to the whole record."""

    id: str
    version: int
    title: str
    language: str
    source: str
    url: str | None
    published_at: datetime | None
    received_at: datetime
    enriched_at: datetime
    countries: list[Share]
    categories: list[str]
    path: str


class Articles(Struct, frozen=True):
    """The latest articles that pass the filter, the newest first; `held` counts all that the view holds."""

    held: int
    articles: list[ArticleItem]


class CountryItem(Struct, frozen=True, kw_only=True):
    """`share`: of the window's articles those that speak of the country; `share_before`: in the window before it, null
    where nothing is held of that. `balance`: mean intensity of its events."""

    code: str
    name: str
    articles: int
    share: float
    share_before: float | None
    events: int
    balance: float | None


class Countries(Struct, frozen=True):
    """The countries that the articles of a window speak of, the most mentioned first."""

    window: str
    articles: int
    countries: list[CountryItem]


class PartyItem(Struct, frozen=True):
    """`code` is a country or a body, null where it is neither; `text` are its words in the article."""

    code: str | None
    name: str
    sector: str | None
    text: str


class EventItem(Struct, frozen=True, kw_only=True):
    """An event with the sentence that tells it (`quote`) and the rule that found it."""

    id: str
    article: str
    title: str
    received_at: datetime
    category: str
    mode: str | None
    modality: str
    reported: bool
    reciprocal: bool
    actor: PartyItem | None
    recipient: PartyItem | None
    intensity: float
    confidence: float
    date: str | None
    rule: str
    quote: str


class Events(Struct, frozen=True):
    """The latest events that pass the filter, the newest first."""

    events: list[EventItem]


class PairItem(Struct, frozen=True, kw_only=True):
    """Events of a window that one party does to another, and their mean intensity; `series` is their timeline."""

    actor: str
    recipient: str
    events: int
    balance: float
    series: list[int]


class Pairs(Struct, frozen=True):
    """The pairs of a window with the most events first; `step_minutes` is the width of one point of a series."""

    window: str
    step_minutes: int
    pairs: list[PairItem]


class RejectedSample(Struct, frozen=True, kw_only=True):
    """A rejected record: its first bytes as text (what is no UTF-8 as `\\xff`), its whole length, where it lies.

    `hidden`: it must not be published, so nothing of its text is here.
    """

    code: str
    reason: str
    at: str
    key: str
    original: str
    bytes: int
    origin: str
    partition: int
    offset: int
    hidden: bool


class State(Struct, frozen=True):
    """A yes or no and the reason."""

    ok: bool
    reason: str


class PipelineAnswer(Struct, frozen=True, kw_only=True):
    """The state of the whole: times in seconds, lag in records by raw partition, counts since the view's start."""

    version: str
    live: State
    ready: State
    throughput_per_s: float
    latency_s: Latency | None
    lag: dict[int, int]
    committed_at: datetime | None
    articles_held: int
    rejected: dict[str, int]
    samples: list[RejectedSample]
    unreadable: int
    models: dict[str, str] = {}
    partitions: tuple[PartitionState, ...] = ()
    workers: tuple[WorkerState, ...] = ()
    rebalances: int | None = None
    facts: dict[str, str] = {}
    at: datetime | None = None


def article_item(row: Row) -> ArticleItem:
    return ArticleItem(
        id=row.id,
        version=row.version,
        title=row.title,
        language=row.language,
        source=row.source,
        url=row.url,
        published_at=row.published,
        received_at=utc(row.received),
        enriched_at=utc(row.enriched),
        countries=list(row.countries),
        categories=sorted({event.category for event in row.events}),
        path=article_path(row.id, "/api/articles/"),
    )


def event_item(row: Row, event: EventRow) -> EventItem:
    return EventItem(
        id=event.id,
        article=row.id,
        title=row.title,
        received_at=utc(row.received),
        category=event.category,
        mode=event.mode,
        modality=event.modality,
        reported=event.reported,
        reciprocal=event.reciprocal,
        actor=_party_item(event.actor),
        recipient=_party_item(event.recipient),
        intensity=event.intensity,
        confidence=event.confidence,
        date=event.date,
        rule=event.rule,
        quote=event.quote,
    )


def countries(window: Window, tally: Tally, before: Tally) -> Countries:
    """`before` are the sums of the window before this one."""
    balances = tally.balances()
    items = []
    for code, n in Counter(tally.countries).most_common():
        events, balance = balances.get(code, (0, None))
        items.append(
            CountryItem(
                code=code,
                name=name_of(code),
                articles=n,
                share=round(n / tally.articles, 4),
                share_before=round(before.countries[code] / before.articles, 4) if before.articles else None,
                events=events,
                balance=None if balance is None else round(balance, 2),
            )
        )
    items.sort(key=lambda item: (-item.articles, item.code))
    return Countries(window.name, tally.articles, items)


def utc(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _party_item(party: Party | None) -> PartyItem | None:
    if party is None:
        return None
    return PartyItem(None if party.code == NOBODY else party.code, party_name(party), party.sector or None, party.text)
