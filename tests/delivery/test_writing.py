"""Records written in batches lie where every client of Kafka would put them, in their order, whole."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator

import pytest
from aiokafka import AIOKafkaProducer
from faust.types import TP
from kafka.partitioner import murmur2

from streams.delivery.connection import transactional_producer
from streams.delivery.writing import write
from streams.outcome import Output
from streams.topics import ENRICHED, RAW, REJECTED, topic_name
from tests.wire import Wire


@pytest.fixture
async def producer(wire: Wire) -> AsyncIterator[AIOKafkaProducer]:
    producer = transactional_producer(wire.settings, "test", TP(topic_name(wire.settings, RAW), 0))
    await producer.start()
    yield producer
    await producer.stop()


async def written(wire: Wire, producer: AIOKafkaProducer, outputs: list[Output]) -> dict[int, list[Output]]:
    """By partition, as a subscriber reads them."""
    acknowledged: list[asyncio.Future[object]] = []
    async with producer.transaction():
        await write(producer, outputs, lambda base: topic_name(wire.settings, base), acknowledged)
        await asyncio.gather(*acknowledged)
    found = defaultdict(list)
    for base in {output.base for output in outputs}:
        for record in await asyncio.to_thread(wire.read, base):
            headers = tuple((name, value) for name, value in record.headers)
            found[record.partition].append(Output(base, record.key, record.value, headers))
    return found


@pytest.mark.parametrize("size", [10, 60_000], ids=["in one batch", "in more than one"])
async def test_each_record_lies_in_the_partition_of_its_key(wire: Wire, producer: AIOKafkaProducer, size: int) -> None:
    outputs = [
        Output(
            ENRICHED, f"wire:{number % 15}".encode(), bytes([65 + number % 26]) * size, (("n", str(number).encode()),)
        )
        for number in range(40)
    ]
    wanted = defaultdict(list)
    for output in outputs:
        assert output.key is not None
        wanted[(murmur2(output.key) & 0x7FFFFFFF) % wire.settings.partitions].append(output)
    assert await written(wire, producer, outputs) == wanted


async def test_records_without_a_key_or_a_value_are_written_too(wire: Wire, producer: AIOKafkaProducer) -> None:
    outputs = [Output(REJECTED, None, b"kept", ()), Output(ENRICHED, b"wire:1", None, ())]
    found = await written(wire, producer, outputs)
    assert sorted((one for all_of_one in found.values() for one in all_of_one), key=str) == sorted(outputs, key=str)


async def test_nothing_to_write_is_no_error(wire: Wire, producer: AIOKafkaProducer) -> None:
    assert await written(wire, producer, []) == {}
