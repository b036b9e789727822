"""Replay: records go once more onto the raw topic, with a header `replay.of` that names what they repeat."""

import contextlib
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from kafka.consumer.fetcher import ConsumerRecord
from kafka.errors import KafkaError
from kafka.structs import TopicPartition

from streams import topics
from streams.delivery.audit import REPLAY_HEADER
from streams.delivery.reading import committed_consumer, high_watermarks, partitions_of, read_until
from streams.errors import BrokerError
from streams.feeds.items import Refusal
from streams.feeds.producer import FeedResult, Sending
from streams.headers import origin_of
from streams.settings import Settings

OURS = ("error.", "origin.", "replay.")
"""Prefixes of the headers that say what became of a record; the others are the feeder's and stay."""
ERROR_CODE = "error.code"

Wanted = Callable[[ConsumerRecord], bool]


@dataclass(slots=True)
class Replayed:
    """`matching` records were asked for; `already` of them have been replayed before and are left out.

    What is sent again is counted by its rejection code; `raw` stands for records of the raw topic.
    """

    matching: int = 0
    already: int = 0
    sent: Counter[str] = field(default_factory=Counter)
    refused: list[Refusal] = field(default_factory=list)


def replay_rejected(
    settings: Settings, *, codes: Collection[str] = (), ids: Collection[str] = (), dry: bool = False
) -> Replayed:
    """Rejected articles once more: all, or those of some codes and ids.

    One that has been replayed is not replayed again, whatever became of it: if the replay was rejected too, that
    rejection is. Raises `BrokerError`.
    """

    def wanted(record: ConsumerRecord) -> bool:
        return (not codes or _code(record) in codes) and (not ids or _key(record) in ids)

    return _replay(settings, topics.REJECTED, wanted, dry=dry)


def replay_raw(
    settings: Settings, *, start: datetime, end: datetime | None = None, ids: Collection[str] = (), dry: bool = False
) -> Replayed:
    """What arrived on the raw topic from `start` to before `end` once more, but not what is a replay itself.

    Raises `BrokerError`.
    """
    first = start.timestamp() * 1000
    last = end.timestamp() * 1000 if end else float("inf")

    def wanted(record: ConsumerRecord) -> bool:
        replay = any(name == REPLAY_HEADER for name, _ in record.headers)
        return first <= record.timestamp < last and not replay and (not ids or _key(record) in ids)

    return _replay(settings, topics.RAW, wanted, dry=dry)


def _replay(settings: Settings, base: str, wanted: Wanted, *, dry: bool) -> Replayed:
    """The topic is read up to where it ends now: what is appended meanwhile is not replayed."""
    result = Replayed()
    counts = FeedResult()
    try:
        done = _replayed_before(settings) if base == topics.REJECTED else frozenset()
        with contextlib.ExitStack() as stack:
            sending = None if dry else stack.enter_context(contextlib.closing(Sending(settings, counts)))
            for record in _records(settings, base):
                if not wanted(record):
                    continue
                result.matching += 1
                repeats = _repeats(record)
                if repeats in done:
                    result.already += 1
                elif record.key is None and record.value is None:
                    result.refused.append(Refusal("it has neither key nor value", repeats))
                else:
                    if sending is not None:
                        sending.send(record.key, record.value, [*_kept(record), (REPLAY_HEADER, repeats.encode())])
                    result.sent[_code(record) or "raw"] += 1
            if sending is not None:
                sending.finish()
    except KafkaError as error:
        raise BrokerError(f"the topics could not be read: {error!r}") from error
    return result


def _replayed_before(settings: Settings) -> frozenset[str]:
    """All that the raw topic holds replays of."""
    headers = (header for record in _records(settings, topics.RAW) for header in record.headers)
    return frozenset(value.decode() for name, value in headers if name == REPLAY_HEADER and value is not None)


def _records(settings: Settings, base: str) -> Iterator[ConsumerRecord]:
    admin = topics.connect(settings)
    consumer = committed_consumer(settings)
    try:
        ends: Mapping[TopicPartition, int] = high_watermarks(
            admin, partitions_of(consumer, topics.topic_name(settings, base))
        )
        yield from read_until(consumer, ends)
    finally:
        consumer.close()
        admin.close()


def _repeats(record: ConsumerRecord) -> str:
    """`topic/partition/offset` of the raw record; of the rejected one where that does not say."""
    origin = origin_of(record.headers)
    if origin is not None:
        return f"{origin.topic}/{origin.partition}/{origin.offset}"
    return f"{record.topic}/{record.partition}/{record.offset}"


def _kept(record: ConsumerRecord) -> list[tuple[str, bytes | None]]:
    return [(name, value) for name, value in record.headers if not name.startswith(OURS)]


def _code(record: ConsumerRecord) -> str:
    return next((value.decode() for name, value in record.headers if name == ERROR_CODE and value), "")


def _key(record: ConsumerRecord) -> str:
    return record.key.decode("utf-8", "replace") if record.key is not None else ""
