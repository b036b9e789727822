"""Records into a producer, a batch for each partition; aiokafka's `send` makes a future and a hash for every record."""

import asyncio
from collections.abc import Callable, Iterable
from typing import Any

from aiokafka import AIOKafkaProducer
from aiokafka.partitioner import DefaultPartitioner
from aiokafka.producer.message_accumulator import BatchBuilder

from streams.futures import heard
from streams.outcome import Output

_partition_of = DefaultPartitioner()


async def write(
    producer: AIOKafkaProducer,
    outputs: Iterable[Output],
    address: Callable[[str], str],
    acknowledged: "list[asyncio.Future[Any]]",
) -> None:
    """Hands the records over, those of a partition in their order; adds the futures that tell when Kafka has them.

    Keyed records go where every client of Kafka would put them; `address` turns a topic's base name into its name here.
    Raises what `send_batch` raises: `KafkaError`, `AssertionError`.
    """
    batches: dict[tuple[str, int], BatchBuilder] = {}
    places: dict[tuple[str, bytes | None], tuple[str, int]] = {}

    async def send(place: tuple[str, int]) -> None:
        topic, partition = place
        sent = await producer.send_batch(batches.pop(place), topic, partition=partition)
        sent.add_done_callback(heard)  # where one batch fails, the others fail with it
        acknowledged.append(sent)

    for base, key, value, headers in outputs:
        place = places.get((base, key))
        if place is None:
            topic = address(base)
            partitions = sorted(await producer.partitions_for(topic))
            place = places[base, key] = topic, _partition_of(key, partitions, partitions)
        if place not in batches:
            batches[place] = producer.create_batch()
        if batches[place].append(key=key, value=value, timestamp=None, headers=list(headers)) is None:  # full
            await send(place)
            batches[place] = producer.create_batch()
            batches[place].append(key=key, value=value, timestamp=None, headers=list(headers))
    for place in list(batches):
        await send(place)
