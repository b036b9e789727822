"""What becomes of one raw record: the records to write for it.

This is the one place where an exception turns into a dead letter.

Imports neither Faust nor the app: pool processes run it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from streams import topics
from streams.decode import decode, require_publishable
from streams.errors import AnalysisFailed, OutputTooLarge, Rejected
from streams.headers import Headers, origin_headers
from streams.records import Event, Origin, encode
from streams.settings import Settings

if TYPE_CHECKING:
    from streams.enrich import Analyst
    from streams.language.together import Steps

REASON_LIMIT = 500
"""Characters of `error.reason`."""


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


def outcome_of(
    record: RawRecord, analyst: "Analyst", settings: Settings, now: Callable[[], datetime] = utc_now
) -> Outcome:
    return outcomes_of([record], analyst, settings, now)[0]


def outcomes_of(
    records: Sequence[RawRecord], analyst: "Analyst", settings: Settings, now: Callable[[], datetime] = utc_now
) -> list[Outcome]:
    """In order. Never raises: whatever goes wrong with an article becomes its dead letter, and harms no other."""
    from streams.language.together import together  # the worker itself, which only moves outcomes, needs no languages

    return together([_outcome(record, analyst, settings, now) for record in records], analyst.packs.values())


def _outcome(
    record: RawRecord, analyst: "Analyst", settings: Settings, now: Callable[[], datetime]
) -> "Steps[Outcome]":
    try:
        return (yield from _enriched(record, analyst, settings, now))
    except Rejected as reason:
        return rejected(record, reason, settings, now())
    except Exception as error:  # noqa: BLE001 - the promise of `outcomes_of`; the article's bytes and the reason are kept
        reason = AnalysisFailed(f"{type(error).__name__}: {error}")
        return rejected(record, reason, settings, now())


def _enriched(
    record: RawRecord, analyst: "Analyst", settings: Settings, now: Callable[[], datetime]
) -> "Steps[Outcome]":
    from streams.enrich import enrich, mentions_of

    article = decode(record.value, text_limit_bytes=settings.text_limit_bytes, raw_limit_bytes=settings.raw_limit_bytes)
    require_publishable(article, now())
    received_at = datetime.fromtimestamp(max(record.timestamp_ms, 0) / 1000, UTC)
    origin = None if record.origin == NOWHERE else record.origin
    result = yield from enrich(article, analyst, received_at=received_at, enriched_at=now(), origin=origin)
    value = encode(result)
    if len(value) > settings.enriched_limit_bytes:
        raise OutputTooLarge(
            f"the enriched record has {len(value):,} bytes ({len(result.entities):,} entities),"
            f" {settings.enriched_limit_bytes:,} are allowed"
        )
    headers = origin_headers(record.origin)
    outputs = [Output(topics.ENRICHED, result.id.encode(), value, headers)]
    outputs += (Output(topics.MENTIONS, m.entity.id.encode(), encode(m), headers) for m in mentions_of(result))
    outputs += (Output(topics.EVENTS, event_key(event), encode(event), headers) for event in result.events)
    return Outcome(record.origin, tuple(outputs), None)


def rejected(record: RawRecord, reason: Rejected, settings: Settings, at: datetime) -> Outcome:
    """The original bytes, key and headers, and why.

    A record that grew over the limit in decompression keeps its first bytes; the raw topic has the whole.
    """
    value, headers = record.value, record.headers
    room = settings.rejected_limit_bytes
    if value is not None and len(value) > room:
        headers = (*headers, ("error.truncated", str(len(value)).encode()))
        value = value[:room]
    headers = (
        *headers,
        ("error.code", reason.code.encode()),
        ("error.reason", _one_line(str(reason)).encode()),
        ("error.at", at.isoformat(timespec="milliseconds").replace("+00:00", "Z").encode()),
        *origin_headers(record.origin),
    )
    return Outcome(record.origin, (Output(topics.REJECTED, record.key, value, headers),), reason.code)


def event_key(event: Event) -> bytes:
    """`RU>UA`, `NATO>RU`, `->IR`."""
    ends = (event.actor, event.recipient)
    return ">".join((end and (end.country or end.group)) or "-" for end in ends).encode()


def _one_line(text: str) -> str:
    line = " ".join(text.split()).encode("utf-8", "replace").decode()
    return line if len(line) <= REASON_LIMIT else line[: REASON_LIMIT - 1] + "…"
