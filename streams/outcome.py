"""What becomes of one raw record: the records to write for it.

This is the one place where an exception turns into a dead letter.

Imports neither Faust nor the app: pool processes run it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from streams import topics
from streams.decode import decode, require_publishable
from streams.delivery.bounds import bounded
from streams.delivery.budget import read_to
from streams.delivery.deadletter import letter
from streams.errors import AnalysisFailed, OutputTooLarge, Rejected
from streams.headers import Headers, origin_headers, trace_headers
from streams.records import EnrichedArticle, Event, Origin, encode
from streams.settings import Settings

if TYPE_CHECKING:
    from streams.enrich import Analyst

RECORD_COST = 512
"""Bytes that a record takes beside key and value, at most: our headers with the longest name of a topic (249)."""


def utc_now() -> datetime:
    return datetime.now(UTC)


NOWHERE = Origin("", -1, -1)
"""The origin of an article that did not come through Kafka; its enriched record says null."""


class RawRecord(NamedTuple):
    """A record of the raw topic as Kafka gave it; `timestamp_ms` is Kafka's."""

    origin: Origin
    key: bytes | None
    value: bytes | None
    headers: Headers
    timestamp_ms: int

    @property
    def weight(self) -> int:
        """Bytes, about."""
        headers = sum(len(name) + len(value or b"") for name, value in self.headers)
        return len(self.key or b"") + len(self.value or b"") + headers


class Output(NamedTuple):
    """A record to write; `base` is the topic's name without prefix."""

    base: str
    key: bytes | None
    value: bytes | None
    headers: Headers


@dataclass(frozen=True)
class Outcome:
    """Everything that belongs to one raw offset, to be written in the transaction that commits the offset.

    `code` is None for an enriched article, else the dead letter's.
    """

    origin: Origin
    outputs: tuple[Output, ...]
    code: str | None

    @property
    def weight(self) -> int:
        """Bytes before compression, at most; headers that came with a raw record left out."""
        return sum(len(out.key or b"") + len(out.value or b"") + RECORD_COST for out in self.outputs)


def outcome_of(
    record: RawRecord, analyst: "Analyst", settings: Settings, now: Callable[[], datetime] = utc_now
) -> Outcome:
    return outcomes_of([record], analyst, settings, now)[0]


def outcomes_of(
    records: Sequence[RawRecord], analyst: "Analyst", settings: Settings, now: Callable[[], datetime] = utc_now
) -> list[Outcome]:
    """In order. Never raises: whatever goes wrong with an article becomes its dead letter, and harms no other."""
    return [_outcome(record, analyst, settings, now) for record in records]


def _outcome(record: RawRecord, analyst: "Analyst", settings: Settings, now: Callable[[], datetime]) -> Outcome:
    try:
        return _enriched(record, analyst, settings, now)
    except Rejected as reason:
        return rejected(record, reason, settings, now())
    except Exception as error:  # noqa: BLE001 - the promise of `outcomes_of`; the article's bytes and the reason are kept
        reason = AnalysisFailed(f"{type(error).__name__}: {error}")
        return rejected(record, reason, settings, now())


def _enriched(record: RawRecord, analyst: "Analyst", settings: Settings, now: Callable[[], datetime]) -> Outcome:
    from streams.enrich import enrich

    article = decode(record.value, text_limit_bytes=settings.text_limit_bytes, raw_limit_bytes=settings.raw_limit_bytes)
    require_publishable(article, now())
    received_at = datetime.fromtimestamp(max(record.timestamp_ms, 0) / 1000, UTC)
    origin = None if record.origin == NOWHERE else record.origin
    result = enrich(
        article,
        analyst,
        received_at=received_at,
        enriched_at=now(),
        origin=origin,
        budget=lambda text: read_to(text, settings.read_limit_pieces),
    )
    for fitted in bounded(result, settings):
        outcome = Outcome(record.origin, tuple(_outputs(fitted, record)), None)
        if (excess := _excess(outcome, settings)) is None:
            return outcome
    raise OutputTooLarge(excess)


def _outputs(article: EnrichedArticle, record: RawRecord) -> Iterator[Output]:
    from streams.enrich import mentions_of

    headers = (*origin_headers(record.origin), *trace_headers(record.headers))
    yield Output(topics.ENRICHED, article.id.encode(), encode(article), headers)
    for mention in mentions_of(article):
        yield Output(topics.MENTIONS, mention.entity.id.encode(), encode(mention), headers)
    for event in article.events:
        yield Output(topics.EVENTS, event_key(event), encode(event), headers)


def _excess(outcome: Outcome, settings: Settings) -> str | None:
    """What is too large in it, None where it can be written."""
    limits = topics.value_limits(settings)
    for base, _, value, _ in outcome.outputs:
        if len(value or b"") > limits[base]:
            return f"a record for {base} has {len(value or b''):,} bytes, {limits[base]:,} are allowed"
    if outcome.weight > settings.outcome_limit_bytes:
        return f"its records have {outcome.weight:,} bytes, {settings.outcome_limit_bytes:,} are allowed"
    return None


def rejected(record: RawRecord, reason: Rejected, settings: Settings, at: datetime, room: int | None = None) -> Outcome:
    """The original bytes, key and headers, and why, in `room` bytes at most: see `letter`."""
    key, value, headers = letter(
        record.key, record.value, record.headers, reason, settings, at, origin=record.origin, room=room
    )
    return Outcome(record.origin, (Output(topics.REJECTED, key, value, headers),), reason.code)


def event_key(event: Event) -> bytes:
    """`RU>UA`, `NATO>RU`, `->IR`."""
    ends = (event.actor, event.recipient)
    return ">".join((end and (end.country or end.group)) or "-" for end in ends).encode()
