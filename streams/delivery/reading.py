"""Reading topics from their beginning to a fixed end, with kafka-python, committed records only."""

import contextlib
import time
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from kafka import KafkaConsumer, TopicPartition
from kafka.admin import KafkaAdminClient, OffsetSpec
from kafka.consumer.fetcher import ConsumerRecord
from kafka.errors import KafkaError

from streams.delivery.unreadable import step_over
from streams.errors import BrokerError
from streams.reach import reach
from streams.settings import Settings
from streams.topics import connect, topic_name

step_over()

LATE_S = 600.0
"""How much older than a record before it one may be: clocks differ, and what Kafka does not take is sent again."""
SILENCE_LIMIT_S = 60.0
"""Longest wait for the next record: an open transaction of a dead worker ends before."""


def committed_consumer(settings: Settings, **options: object) -> KafkaConsumer:
    """A consumer without a group, as `reach` makes it."""
    return reach(
        KafkaConsumer,
        settings,
        isolation_level="read_committed",
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        **options,
    )


def partitions_of(consumer: KafkaConsumer, topic: str) -> list[TopicPartition]:
    """Raises `BrokerError` for a topic that does not exist."""
    numbers = consumer.partitions_for_topic(topic)
    if not numbers:
        raise BrokerError(f"there is no topic {topic}: create it with `lagebild topics`")
    return [TopicPartition(topic, number) for number in sorted(numbers)]


def high_watermarks(admin: KafkaAdminClient, partitions: Iterable[TopicPartition]) -> dict[TopicPartition, int]:
    """Where the partitions end, open transactions included: a consumer's own answer would stop before the first."""
    found = admin.list_partition_offsets(dict.fromkeys(partitions, OffsetSpec.LATEST))
    return {partition: answer.offset for partition, answer in found.items()}


def committed_offsets(
    admin: KafkaAdminClient, group: str, partitions: Iterable[TopicPartition], limit_s: float = 30.0
) -> dict[int, int]:
    """Partition -> offset that the group goes on from, 0 where it has committed none.

    A broker that has just started has no coordinator for a moment: that is waited for. Raises `KafkaError`.
    """
    wanted = list(partitions)
    give_up = time.monotonic() + limit_s
    while True:
        try:
            found = admin.list_group_offsets({group: wanted})[group]
            return {partition.partition: max(answer.offset, 0) for partition, answer in found.items()}
        except KafkaError as error:
            if not error.retriable or time.monotonic() > give_up:
                raise
            time.sleep(0.2)


def read_until(
    consumer: KafkaConsumer, ends: Mapping[TopicPartition, int], starts: Mapping[TopicPartition, int] | None = None
) -> Iterator[ConsumerRecord]:
    """Every committed record of the partitions below their `ends`, in order within a partition.

    `starts`: where to begin, in place of the beginning. Ends past open transactions are waited for: an end is reached
    when the position is, records or not. Raises `BrokerError` where nothing comes for `SILENCE_LIMIT_S`.
    """
    consumer.assign(list(ends))
    consumer.seek_to_beginning(*ends)
    for partition, offset in (starts or {}).items():
        consumer.seek(partition, offset)
    left = {partition for partition, end in ends.items() if consumer.position(partition) < end}
    heard = time.monotonic()
    while left:
        batches = consumer.poll(timeout_ms=500)
        if batches:
            heard = time.monotonic()
        for partition, records in batches.items():
            for record in records:
                if record.offset < ends[partition]:
                    yield record
        left = {partition for partition in left if consumer.position(partition) < ends[partition]}
        if left and time.monotonic() - heard > SILENCE_LIMIT_S:
            name = min(left)
            raise BrokerError(f"{name.topic} partition {name.partition} could not be read up to {ends[name]}")


def read_topic(settings: Settings, base: str) -> Iterator[ConsumerRecord]:
    """Every committed record of a topic, by its base name, up to where it ends now. Raises `BrokerError`."""
    topic = topic_name(settings, base)
    with (
        contextlib.closing(connect(settings)) as admin,
        contextlib.closing(committed_consumer(settings)) as consumer,
        _failing_as_one(topic),
    ):
        yield from read_until(consumer, high_watermarks(admin, partitions_of(consumer, topic)))


def read_between(
    settings: Settings, base: str, start: datetime | None, end: datetime | None
) -> Iterator[ConsumerRecord]:
    """Committed records with `start` <= their time < `end`, up to where the topic ends now. Raises `BrokerError`.

    None: from the beginning, without an end. Kafka's index of times finds the places; each record's own time decides.
    """
    topic = topic_name(settings, base)
    first = start.timestamp() * 1000 if start else float("-inf")
    last = end.timestamp() * 1000 if end else float("inf")
    with (
        contextlib.closing(connect(settings)) as admin,
        contextlib.closing(committed_consumer(settings)) as consumer,
        _failing_as_one(topic),
    ):
        ends = high_watermarks(admin, partitions_of(consumer, topic))
        starts = _places(consumer, ends, first) if start else {}
        if end:
            ends |= {
                partition: min(offset, ends[partition])
                for partition, offset in _places(consumer, ends, last + LATE_S * 1000).items()
            }
        for record in read_until(consumer, ends, {p: min(offset, ends[p]) for p, offset in starts.items()}):
            if first <= record.timestamp < last:
                yield record


def _places(consumer: KafkaConsumer, ends: Mapping[TopicPartition, int], moment_ms: float) -> dict[TopicPartition, int]:
    """The first offset of that time or later; where the partition ends, if there is none."""
    found = consumer.offsets_for_times(dict.fromkeys(ends, int(moment_ms)))
    return {partition: end if (place := found[partition]) is None else place.offset for partition, end in ends.items()}


def follow(settings: Settings, topic: str, start: str | datetime) -> Iterator[ConsumerRecord]:
    """Committed records of a topic from `start` ("beginning", "latest" or a time) on, without end.

    Raises `BrokerError`.
    """
    with contextlib.closing(committed_consumer(settings)) as consumer, _failing_as_one(topic):
        partitions = partitions_of(consumer, topic)
        consumer.assign(partitions)
        if start == "beginning":
            consumer.seek_to_beginning(*partitions)
        elif start == "latest":
            consumer.seek_to_end(*partitions)
        elif isinstance(start, datetime):
            moment = int(start.timestamp() * 1000)
            for partition, found in consumer.offsets_for_times(dict.fromkeys(partitions, moment)).items():
                if found is None:
                    consumer.seek_to_end(partition)
                else:
                    consumer.seek(partition, found.offset)
        for partition in partitions:
            consumer.position(partition)  # now, not at the first poll: what comes from here on is seen
        yield from consumer


@contextlib.contextmanager
def _failing_as_one(topic: str) -> Iterator[None]:
    try:
        yield
    except KafkaError as error:
        raise BrokerError(f"{topic} cannot be read: {error}") from error
