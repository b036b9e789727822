"""Batches on their way through a worker: analysed side by side, written strictly in order.

Order per partition, acknowledgement in order and bounded memory follow from the queue: it holds batches in the order in
which they were read, and is drained from its front.
"""

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby

from faust.types import TP, EventT, Message

from streams.delivery.lanes import Lanes
from streams.delivery.pool import AnalysisPool
from streams.delivery.progress import Progress
from streams.outcome import Outcome, RawRecord
from streams.records import Origin


@dataclass(eq=False)
class _Batch:
    events: Sequence[EventT]
    analysis: "asyncio.Task[list[Outcome]]"
    dropped: bool = False


class Pipeline:
    """`in_flight` batches are analysed at most while earlier ones are written."""

    def __init__(self, pool: AnalysisPool, lanes: Lanes, progress: Progress, in_flight: int) -> None:
        self._pool = pool
        self._lanes = lanes
        self._progress = progress
        self._queue: asyncio.Queue[_Batch] = asyncio.Queue(in_flight)
        self._under_way: deque[_Batch] = deque()
        self._released = False

    async def submit(self, events: Sequence[EventT]) -> None:
        """Starts the analysis; waits where too much is in flight. The events are acknowledged when they are written."""
        if self._released:
            _acknowledge(events)
            return
        records = [raw_record(event.message) for event in events]
        batch = _Batch(events, asyncio.get_running_loop().create_task(self._pool.analyse(records)))
        self._under_way.append(batch)
        await self._queue.put(batch)

    async def drain(self) -> None:
        """Writes what was submitted until cancelled; whatever it raises must end the worker."""
        while True:
            batch = await self._queue.get()
            await asyncio.wait([batch.analysis])
            if not batch.dropped:
                by_partition = _grouped(batch.events, batch.analysis.result())
                await asyncio.gather(*(self._deliver(tp, *group) for tp, group in by_partition.items()))
            self._under_way.remove(batch)
            _acknowledge(batch.events)

    def release(self) -> None:
        """Lets go of all that is not analysed yet, and of what comes after it, until `resume`.

        The partitions are about to go: a rebalance must not wait for the analysis, and who owns them next reads from
        the committed offset.
        """
        self._released = True
        dropping = False
        for batch in self._under_way:
            dropping = dropping or not batch.analysis.done()
            if dropping:
                batch.dropped = True
                batch.analysis.cancel()

    def resume(self) -> None:
        self._released = False

    async def _deliver(self, tp: TP, events: Sequence[EventT], outcomes: Sequence[Outcome]) -> None:
        """Leaves out what was read before a rebalance: its owner of now reads it again."""
        lane = await self._lanes.lane(tp)
        if lane is None:
            return
        current = [
            outcome
            for event, outcome in zip(events, outcomes, strict=True)
            if event.message.generation_id == event.app.consumer_generation_id
        ]
        delivered = await lane.deliver(current)
        self._progress.delivered(delivered, datetime.now(UTC))


def _acknowledge(events: Sequence[EventT]) -> None:
    """Faust waits for it before partitions go; it commits nothing."""
    for event in events:
        event.ack()


def raw_record(message: Message) -> RawRecord:
    """Kafka's record as the analysis takes it: plain data that can be sent to another process."""
    return RawRecord(
        origin=Origin(message.topic, message.partition, message.offset),
        key=message.key,
        value=message.value,
        headers=tuple((name, value) for name, value in message.headers or ()),
        timestamp_ms=round((message.timestamp or 0) * 1000),
    )


def _grouped(events: Sequence[EventT], outcomes: Sequence[Outcome]) -> dict[TP, tuple[list[EventT], list[Outcome]]]:
    """By partition, each in the order of the batch."""
    pairs = sorted(zip(events, outcomes, strict=True), key=lambda pair: pair[1].origin.partition)
    groups = groupby(pairs, key=lambda pair: pair[0].message.tp)
    return {tp: tuple(map(list, zip(*group, strict=True))) for tp, group in groups}  # type: ignore[misc]
