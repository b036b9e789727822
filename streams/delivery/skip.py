"""An operator's way past the record at the head of a partition: it becomes a dead letter, whatever it is."""

import asyncio
import contextlib
from datetime import UTC, datetime

from aiokafka.errors import KafkaError as DeliveryKafkaError
from faust.types import TP
from kafka.errors import KafkaError
from kafka.structs import TopicPartition

from streams import topics
from streams.delivery.connection import Offsets, transactional_producer
from streams.delivery.lane import Lane
from streams.delivery.rawtopic import topic_id
from streams.delivery.reading import committed_consumer, partitions_of
from streams.delivery.unreadable import Unread
from streams.errors import BrokerError, LagebildError, Rejected, Skipped
from streams.outcome import Outcome, RawRecord, rejected
from streams.records import Origin
from streams.settings import Settings

READ_LIMIT_S = 10.0


def skip(settings: Settings, partition: int, offset: int) -> bool:
    """Writes the dead letter (code `skipped`) and commits the next offset; whether the record could be read for it.

    The worker that owns the partition is fenced: it ends, and its supervisor starts it behind the record. Raises
    `LagebildError` where the record is not the one at the head of its partition, `BrokerError` where Kafka is away.
    """
    topic = topics.topic_name(settings, topics.RAW)
    with contextlib.closing(committed_consumer(settings)) as consumer:
        if TopicPartition(topic, partition) not in partitions_of(consumer, topic):
            raise LagebildError(f"{topic} has no partition {partition}")
    with contextlib.closing(topics.connect(settings)) as admin:
        origin = Origin(topic, partition, offset, topic_id(admin, topic))
    record = _read(settings, origin)
    try:
        asyncio.run(_pass_over(settings, TP(topic, partition), record or RawRecord(origin, None, None, (), 0)))
    except (DeliveryKafkaError, OSError) as error:
        raise BrokerError(f"Kafka did not take it: {error!r}") from error
    return record is not None


async def _pass_over(settings: Settings, tp: TP, record: RawRecord) -> None:
    group = topics.group_of(settings, "enrich")
    offsets = Offsets(settings, group)
    lane = Lane(
        tp,
        group,
        make_producer=lambda tp: transactional_producer(settings, group, tp),
        offsets=offsets,
        address=lambda base: topics.topic_name(settings, base),
        transaction_timeout_s=settings.transaction_timeout_s,
    )

    def letter(outcome: Outcome | None, reason: Rejected, room: int | None) -> Outcome:
        return rejected(record, reason, settings, datetime.now(UTC), room)

    try:
        head = await offsets.stable(tp)
        if record.origin.offset != head:  # before anybody is fenced
            raise LagebildError(
                f"partition {tp.partition} goes on at offset {head}, not {record.origin.offset}:"
                " only the record at the head can be passed over"
            )
        await lane.open()
        await lane.deliver([letter(None, Skipped("an operator passed it over"), None)], letter)
    finally:
        await lane.close()
        await offsets.close()


def _read(settings: Settings, origin: Origin) -> RawRecord | None:
    """The record; None where nothing can be read there."""
    partition = TopicPartition(origin.topic, origin.partition)
    with contextlib.closing(committed_consumer(settings, max_poll_records=1)) as consumer:
        consumer.assign([partition])
        consumer.seek(partition, origin.offset)
        try:
            found = consumer.poll(timeout_ms=int(READ_LIMIT_S * 1000)).get(partition, [])
        except (KafkaError, ValueError, OSError, MemoryError):  # a batch that no client can read
            return None
    if not found or found[0].offset != origin.offset:
        return None
    record = found[0]
    if isinstance(record.value, Unread):
        return None
    return RawRecord(origin, record.key, record.value, tuple(record.headers), record.timestamp)
