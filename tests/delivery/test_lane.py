"""One partition's way out, on a real Kafka: whoever opens it last is its only writer."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from aiokafka import AIOKafkaProducer, TopicPartition
from aiokafka.structs import OffsetAndMetadata
from faust.types import TP
from kafka import KafkaProducer
from kafka.admin import ConfigResource, ConfigResourceType, KafkaAdminClient

from streams.delivery.connection import Offsets, transactional_producer
from streams.delivery.lane import Lane
from streams.errors import DeliveryError, Fenced, NotJson, Rejected
from streams.headers import origin_headers, origin_of
from streams.outcome import Outcome, Output, RawRecord, rejected
from streams.records import Origin
from streams.settings import Settings
from streams.topics import ENRICHED, MENTIONS, RAW, REJECTED, group_of, topic_name
from tests.wire import Wire


def outcomes(topic: str, *offsets: int) -> list[Outcome]:
    origins = [Origin(topic, 0, offset) for offset in offsets]
    return [Outcome(o, (Output(ENRICHED, str(o.offset).encode(), b"{}", origin_headers(o)),), None) for o in origins]


def letter(outcome: Outcome, reason: Rejected, room: int | None) -> Outcome:
    """The dead letter in place of an outcome that cannot be written."""
    record = RawRecord(outcome.origin, b"k", b"original", (), 0)
    return rejected(record, reason, Settings(), datetime.now(UTC), room)


def hesitant(producer: AIOKafkaProducer) -> AIOKafkaProducer:
    """Waits after each batch, as for the metadata of another topic."""
    send = producer.send_batch

    async def send_and_hesitate(*arguments: Any, **options: Any) -> Any:
        sent = await send(*arguments, **options)
        await asyncio.wait([sent], timeout=5.0)
        return sent

    producer.send_batch = send_and_hesitate
    return producer


class Lanes:
    """Makes lanes of partition 0, as workers would that do not know of each other."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        self.tp = TP(topic_name(wire.settings, RAW), 0)
        self.group = group_of(wire.settings, "enrich")
        self.offsets = Offsets(wire.settings, self.group)
        self._opened: list[Lane] = []

    async def open(self, change: Callable[[AIOKafkaProducer], AIOKafkaProducer] = lambda producer: producer) -> Lane:
        lane = Lane(
            self.tp,
            self.group,
            make_producer=lambda tp: change(transactional_producer(self.wire.settings, self.group, tp)),
            offsets=self.offsets,
            address=lambda base: topic_name(self.wire.settings, base),
            transaction_timeout_s=self.wire.settings.transaction_timeout_s,
        )
        self._opened.append(lane)
        await lane.open()
        return lane

    def outcomes(self, *offsets: int) -> list[Outcome]:
        return outcomes(self.tp.topic, *offsets)

    async def written(self) -> list[int]:
        """Offsets of origin of what a subscriber reads; one that is there twice is there twice."""
        records = await asyncio.to_thread(self.wire.read, ENRICHED)
        return sorted(origin.offset for record in records if (origin := origin_of(record.headers)))

    async def close(self) -> None:
        for lane in self._opened:
            await lane.close()
        await self.offsets.close()


@pytest.fixture
async def lanes(wire: Wire) -> AsyncIterator[Lanes]:
    """Twenty records wait in partition 0."""
    raw = topic_name(wire.settings, RAW)
    producer = KafkaProducer(bootstrap_servers=wire.settings.brokers)
    for number in range(20):
        producer.send(raw, key=b"k", value=str(number).encode(), partition=0)
    producer.flush(30)
    producer.close()
    lanes = Lanes(wire)
    yield lanes
    await lanes.close()


async def test_the_next_owner_goes_on_after_the_last_commit(lanes: Lanes) -> None:
    first = await lanes.open()
    await first.deliver(lanes.outcomes(0, 1, 2), letter)
    second = await lanes.open()
    assert second.next_offset == 3
    assert [o.origin.offset for o in await second.deliver(lanes.outcomes(1, 2, 3, 4), letter)] == [3, 4]
    assert await lanes.written() == [0, 1, 2, 3, 4]


async def test_an_owner_that_was_replaced_cannot_write(lanes: Lanes) -> None:
    """Frozen with a batch in hand, it comes back after its partition has moved."""
    first, second = await lanes.open(), await lanes.open()
    with pytest.raises(Fenced):
        await first.deliver(lanes.outcomes(0, 1), letter)
    await second.deliver(lanes.outcomes(0, 1), letter)
    assert await lanes.written() == [0, 1]


async def test_an_owner_that_learns_of_its_end_between_two_records_says_the_same(lanes: Lanes) -> None:
    first = await lanes.open(hesitant)
    await lanes.open()
    with pytest.raises(Fenced):
        await first.deliver(lanes.outcomes(0, 1), letter)
    assert await lanes.written() == []


async def test_an_owner_that_is_replaced_in_the_middle_of_a_transaction_leaves_nothing(lanes: Lanes) -> None:
    old = transactional_producer(lanes.wire.settings, lanes.group, lanes.tp)
    await old.start()
    await old.begin_transaction()
    await old.send_and_wait(topic_name(lanes.wire.settings, ENRICHED), b"never", key=b"0")
    offset = {TopicPartition(*lanes.tp): OffsetAndMetadata(1, "")}
    await old.send_offsets_to_transaction(offset, lanes.group)
    lane = await lanes.open()
    assert lane.next_offset == 0
    with pytest.raises(Exception, match="newer producer"):
        await old.commit_transaction()
    await old.stop()
    await lane.deliver(lanes.outcomes(0), letter)
    assert await lanes.written() == [0]


async def test_offsets_of_an_open_transaction_are_not_mistaken_for_the_last_word(lanes: Lanes) -> None:
    """A broker may apply a finished transaction to the group a moment after it has answered."""
    other = transactional_producer(lanes.wire.settings, f"{lanes.group}-other", lanes.tp)
    await other.start()
    await other.begin_transaction()
    await other.send_offsets_to_transaction({TopicPartition(*lanes.tp): OffsetAndMetadata(7, "")}, lanes.group)
    reading = asyncio.create_task(lanes.offsets.stable(lanes.tp))
    done, _ = await asyncio.wait([reading], timeout=1.0)
    assert not done
    await other.commit_transaction()
    assert await reading == 7
    await other.stop()


async def test_a_batch_with_a_record_missing_is_refused(lanes: Lanes) -> None:
    lane = await lanes.open()
    with pytest.raises(DeliveryError, match="3 records from offset 0 to 3, 2 were handed over"):
        await lane.deliver(lanes.outcomes(0, 2), letter)
    assert await lanes.written() == []


async def test_a_record_handed_over_twice_does_not_make_up_for_a_missing_one(lanes: Lanes) -> None:
    lane = await lanes.open()
    with pytest.raises(DeliveryError):
        await lane.deliver(lanes.outcomes(0, 0, 2), letter)
    assert await lanes.written() == []


async def test_a_record_handed_over_twice_is_written_once(lanes: Lanes) -> None:
    lane = await lanes.open()
    await lane.deliver(lanes.outcomes(0, 1, 2, 1, 2, 3), letter)
    assert await lanes.written() == [0, 1, 2, 3]


async def test_a_lane_that_is_closed_writes_nothing_and_does_not_open_itself_again(lanes: Lanes) -> None:
    lane = await lanes.open()
    await lane.close()
    owner = await lanes.open()
    assert await lane.deliver(lanes.outcomes(0, 1), letter) == []
    assert len(await owner.deliver(lanes.outcomes(0, 1), letter)) == 2


async def test_markers_of_a_transactional_feeder_are_no_missing_records(lanes: Lanes) -> None:
    feeder = transactional_producer(lanes.wire.settings, f"{lanes.group}-feeder", lanes.tp)
    await feeder.start()
    for value in (b"committed", b"aborted"):
        await feeder.begin_transaction()
        await feeder.send_and_wait(lanes.tp.topic, value, partition=0)
        await (feeder.commit_transaction() if value == b"committed" else feeder.abort_transaction())
    await feeder.begin_transaction()
    last = await feeder.send_and_wait(lanes.tp.topic, b"last", partition=0)
    await feeder.commit_transaction()
    await feeder.stop()
    assert last.offset == 24  # 20, its marker, an aborted one, its marker
    lane = await lanes.open()
    assert len(await lane.deliver(lanes.outcomes(*range(21), 24), letter)) == 22


class Refusing:
    """Topics that take less than they should: Kafka refuses what is larger, as it would a record nobody foresaw."""

    def __init__(self, lanes: Lanes) -> None:
        self.lanes = lanes

    async def limit(self, base: str, limit: int) -> None:
        admin = KafkaAdminClient(bootstrap_servers=self.lanes.wire.settings.brokers)
        name = topic_name(self.lanes.wire.settings, base)
        resource = ConfigResource(ConfigResourceType.TOPIC, name, configs={"max.message.bytes": str(limit)})
        await asyncio.to_thread(admin.alter_configs, [resource])
        admin.close()

    def outcomes(self, *sizes: int) -> list[Outcome]:
        found = self.lanes.outcomes(*range(len(sizes)))
        return [
            replace(
                outcome,
                outputs=(*outcome.outputs, Output(MENTIONS, b"k", os.urandom(size), outcome.outputs[0].headers)),
            )
            for outcome, size in zip(found, sizes, strict=True)
        ]


async def test_an_article_whose_records_kafka_refuses_is_rejected_and_the_others_are_delivered(lanes: Lanes) -> None:
    refusing = Refusing(lanes)
    await refusing.limit(MENTIONS, 50_000)
    lane = await lanes.open()
    delivered = await lane.deliver(refusing.outcomes(10, 90_000, 10, 60_000, 10), letter)
    assert [(outcome.origin.offset, outcome.code) for outcome in delivered] == [
        (0, None),
        (1, "unwritable"),
        (2, None),
        (3, "unwritable"),
        (4, None),
    ]
    assert await lanes.written() == [0, 2, 4]
    letters = await asyncio.to_thread(lanes.wire.read, REJECTED)
    assert {(record.value, dict(record.headers)["error.code"]) for record in letters} == {(b"original", b"unwritable")}
    assert len(letters) == 2
    assert (await lanes.open()).next_offset == 5


async def test_a_dead_letter_that_is_refused_is_cut_until_it_fits(lanes: Lanes) -> None:
    refusing = Refusing(lanes)
    await refusing.limit(REJECTED, 50_000)
    original = os.urandom(200_000)

    def large(outcome: Outcome, reason: Rejected, room: int | None) -> Outcome:
        record = RawRecord(outcome.origin, b"k", original, (), 0)
        return rejected(record, reason, Settings(), datetime.now(UTC), room)

    lane = await lanes.open()
    first, second = lanes.outcomes(0, 1)
    await lane.deliver([large(first, NotJson("no JSON"), None), second], large)
    (found,) = await asyncio.to_thread(lanes.wire.read, REJECTED)
    assert original.startswith(found.value)
    assert len(found.value) > 10_000
    assert dict(found.headers)["error.truncated"] == b"200000"
    assert await lanes.written() == [1]


async def test_a_lane_without_any_way_to_write_says_which_record_it_is(lanes: Lanes) -> None:
    refusing = Refusing(lanes)
    await refusing.limit(MENTIONS, 5_000)
    await refusing.limit(REJECTED, 10)
    lane = await lanes.open()
    with pytest.raises(DeliveryError, match="Kafka takes no dead letter of 0/0"):
        await lane.deliver(refusing.outcomes(9_000), letter)
    assert await lanes.written() == []


async def test_more_than_a_transaction_holds_is_written_in_several(lanes: Lanes) -> None:
    lane = await lanes.open()
    value = b"x" * 7_000_000
    large = [
        replace(outcome, outputs=(Output(ENRICHED, b"k", value, outcome.outputs[0].headers),))
        for outcome in lanes.outcomes(*range(6))
    ]
    begun: list[int] = []
    transaction = lane._transaction

    async def counted(producer: AIOKafkaProducer, outcomes: list[Outcome]) -> None:
        begun.append(len(outcomes))
        await transaction(producer, outcomes)

    lane._transaction = counted  # type: ignore[method-assign,assignment]
    assert len(await lane.deliver(large, letter)) == 6
    assert begun == [2, 2, 2]
    assert await lanes.written() == [0, 1, 2, 3, 4, 5]
