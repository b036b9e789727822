"""One partition's way out, on a real Kafka: whoever opens it last is its only writer."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from aiokafka import AIOKafkaProducer, TopicPartition
from aiokafka.structs import OffsetAndMetadata
from faust.types import TP
from kafka import KafkaProducer

from streams.delivery.connection import Offsets, transactional_producer
from streams.delivery.lane import Lane
from streams.errors import DeliveryError, Fenced
from streams.headers import origin_headers, origin_of
from streams.outcome import Outcome, Output
from streams.records import Origin
from streams.topics import ENRICHED, RAW, group_of, topic_name
from tests.wire import Wire


def outcomes(topic: str, *offsets: int) -> list[Outcome]:
    origins = [Origin(topic, 0, offset) for offset in offsets]
    return [Outcome(o, (Output(ENRICHED, str(o.offset).encode(), b"{}", origin_headers(o)),), None) for o in origins]


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
    await first.deliver(lanes.outcomes(0, 1, 2))
    second = await lanes.open()
    assert second.next_offset == 3
    assert [o.origin.offset for o in await second.deliver(lanes.outcomes(1, 2, 3, 4))] == [3, 4]
    assert await lanes.written() == [0, 1, 2, 3, 4]


async def test_an_owner_that_was_replaced_cannot_write(lanes: Lanes) -> None:
    """Frozen with a batch in hand, it comes back after its partition has moved."""
    first, second = await lanes.open(), await lanes.open()
    with pytest.raises(Fenced):
        await first.deliver(lanes.outcomes(0, 1))
    await second.deliver(lanes.outcomes(0, 1))
    assert await lanes.written() == [0, 1]


async def test_an_owner_that_learns_of_its_end_between_two_records_says_the_same(lanes: Lanes) -> None:
    first = await lanes.open(hesitant)
    await lanes.open()
    with pytest.raises(Fenced):
        await first.deliver(lanes.outcomes(0, 1))
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
    await lane.deliver(lanes.outcomes(0))
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
        await lane.deliver(lanes.outcomes(0, 2))
    assert await lanes.written() == []


async def test_a_record_handed_over_twice_does_not_make_up_for_a_missing_one(lanes: Lanes) -> None:
    lane = await lanes.open()
    with pytest.raises(DeliveryError):
        await lane.deliver(lanes.outcomes(0, 0, 2))
    assert await lanes.written() == []


async def test_a_record_handed_over_twice_is_written_once(lanes: Lanes) -> None:
    lane = await lanes.open()
    await lane.deliver(lanes.outcomes(0, 1, 2, 1, 2, 3))
    assert await lanes.written() == [0, 1, 2, 3]


async def test_a_lane_that_is_closed_writes_nothing_and_does_not_open_itself_again(lanes: Lanes) -> None:
    lane = await lanes.open()
    await lane.close()
    owner = await lanes.open()
    assert await lane.deliver(lanes.outcomes(0, 1)) == []
    assert len(await owner.deliver(lanes.outcomes(0, 1))) == 2


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
    assert len(await lane.deliver(lanes.outcomes(*range(21), 24))) == 22
