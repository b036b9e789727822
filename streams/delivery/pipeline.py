"""Batches on their way through a worker: analysed side by side, written strictly in order.

Order per partition, acknowledgement in order and bounded memory follow from the queue: it holds batches in the order in
which they were read, and is drained from its front.
"""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import groupby

from faust.types import TP, EventT, Message

from streams.delivery.lanes import Lanes
from streams.delivery.pool import AnalysisPool
from streams.delivery.progress import Progress
from streams.outcome import Outcome, RawRecord
from streams.records import Origin

_Analysed = tuple[Sequence[EventT], "asyncio.Task[list[Outcome]]"]


class Pipeline:
    """`in_flight` batches are analysed at most while earlier ones are written."""

    def __init__(self, pool: AnalysisPool, lanes: Lanes, progress: Progress, in_flight: int) -> None:
        self._pool = pool
        self._lanes = lanes
        self._progress = progress
        self._queue: asyncio.Queue[_Analysed] = asyncio.Queue(in_flight)

    async def submit(self, events: Sequence[EventT]) -> None:
        """Starts the analysis; waits where too much is in flight. The events are acknowledged when they are written."""
        records = [raw_record(event.message) for event in events]
        analysis = asyncio.get_running_loop().create_task(self._pool.analyse(records))
        try:
            await self._queue.put((events, analysis))
        except asyncio.CancelledError:
            analysis.cancel()
            raise

    async def drain(self) -> None:
        """Writes what was submitted until cancelled; whatever it raises must end the worker."""
        while True:
            events, analysis = await self._queue.get()
            outcomes = await analysis
            by_partition = _grouped(events, outcomes)
            await asyncio.gather(*(self._deliver(tp, *group) for tp, group in by_partition.items()))
            for event in events:
                event.ack()

    def close(self) -> None:
        """Drops what is analysed and not written yet."""
        while not self._queue.empty():
            self._queue.get_nowait()[1].cancel()

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
