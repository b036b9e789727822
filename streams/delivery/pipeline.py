"""Articles on their way through a worker: analysed side by side, written strictly in order.

Order per partition, acknowledgement in order and bounded memory follow from one queue: it holds what is under way in
the order in which it was read, and is drained from its front.

Batches form by themselves. Articles go to the analysis as soon as a process is about to be free, one by one while there
are few, more at a time where they queue. Outcomes are written at once where nothing else is under way; else they wait
for others, so that a busy worker does not spend its time on transactions.
"""

import asyncio
from collections import deque
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby

from faust.types import TP, EventT, Message

from streams.delivery.lanes import Lanes
from streams.delivery.pool import CHUNK, AnalysisPool
from streams.delivery.progress import Progress
from streams.outcome import Outcome, RawRecord
from streams.records import Origin
from streams.settings import Settings

BEHIND = 20
"""Where articles queue, outcomes wait so many times longer for others: less is spent on transactions."""


@dataclass(eq=False)
class _Chunk:
    """What one process analyses at a time. `done_s`: when it had, by the loop's clock."""

    events: Sequence[EventT]
    analysis: "asyncio.Future[list[Outcome]]"
    done_s: float = 0.0
    dropped: bool = False


class Pipeline:
    """At most `batches_in_flight` * `batch_size` articles are under way; `batch_size` more wait for a process."""

    def __init__(self, pool: AnalysisPool, lanes: Lanes, progress: Progress, settings: Settings) -> None:
        self._pool = pool
        self._lanes = lanes
        self._progress = progress
        self._batch = settings.batch_size
        self._wait_s = settings.batch_wait_s
        self._most_under_way = settings.batches_in_flight * settings.batch_size
        self._waiting: deque[tuple[EventT, RawRecord]] = deque()
        self._under_way: deque[_Chunk] = deque()
        self._articles = 0
        """Under way."""
        self._analysing = 0
        """Chunks that no process has answered yet."""
        self._room = asyncio.Event()
        self._changed = asyncio.Event()
        self._released = False

    async def submit(self, event: EventT) -> None:
        """Takes the article; returns when there is room for another. It is acknowledged when its outcome is written."""
        if self._released:
            event.ack()
            return
        self._waiting.append((event, raw_record(event.message)))
        self._hand_over()
        while len(self._waiting) >= self._batch:
            self._room.clear()
            await self._room.wait()

    async def drain(self) -> None:
        """Writes what was submitted until cancelled; whatever it raises must end the worker."""
        while True:
            chunks = await self._due()
            current = [chunk for chunk in chunks if not chunk.dropped]
            by_partition = _grouped(
                [event for chunk in current for event in chunk.events],
                [outcome for chunk in current for outcome in chunk.analysis.result()],
            )
            await asyncio.gather(*(self._deliver(tp, *group) for tp, group in by_partition.items()))
            for chunk in chunks:
                self._under_way.popleft()
                self._articles -= len(chunk.events)
                _acknowledge(chunk.events)
            self._hand_over()

    def release(self) -> None:
        """Lets go of all that is not analysed yet, and of what comes after it, until `resume`.

        The partitions are about to go: a rebalance must not wait for the analysis, and who owns them next reads from
        the committed offset.
        """
        self._released = True
        _acknowledge(event for event, _ in self._waiting)
        self._waiting.clear()
        self._room.set()
        dropping = False
        for chunk in self._under_way:
            dropping = dropping or not chunk.analysis.done()
            if dropping:
                chunk.dropped = True
                chunk.analysis.cancel()

    def resume(self) -> None:
        self._released = False

    def _hand_over(self) -> None:
        """To the processes, and one chunk more than there are of them, so that none waits for the event loop."""
        while self._waiting and self._analysing <= self._pool.size and self._articles < self._most_under_way:
            share = -(-len(self._waiting) // self._pool.size)
            taken = [self._waiting.popleft() for _ in range(min(share, CHUNK, self._batch))]
            analysis = asyncio.wrap_future(self._pool.submit([record for _, record in taken]))
            chunk = _Chunk([event for event, _ in taken], analysis)
            analysis.add_done_callback(lambda _, chunk=chunk: self._analysed(chunk))  # type: ignore[misc]
            self._under_way.append(chunk)
            self._articles += len(taken)
            self._analysing += 1
        if len(self._waiting) < self._batch:
            self._room.set()

    def _analysed(self, chunk: _Chunk) -> None:
        chunk.done_s = asyncio.get_running_loop().time()
        self._analysing -= 1
        self._hand_over()
        self._changed.set()

    async def _due(self) -> list[_Chunk]:
        """The chunks that are written next, of at most `batch_size` articles; waits for them."""
        loop = asyncio.get_running_loop()
        while True:
            done, full = self._done()
            limit_s = None
            if done:
                behind = 2 * len(self._waiting) >= self._batch
                limit_s = done[0].done_s + self._wait_s * (BEHIND if behind else 1) - loop.time()
                if full or not self._analysing or limit_s <= 0:
                    return done
            self._changed.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(limit_s):
                    await self._changed.wait()

    def _done(self) -> tuple[list[_Chunk], bool]:
        """What can be written, and whether it is all that one transaction may hold."""
        done: list[_Chunk] = []
        room = self._batch
        for chunk in self._under_way:
            if len(chunk.events) > room:
                return done, True
            if not chunk.analysis.done():
                break
            done.append(chunk)
            room -= len(chunk.events)
        return done, not room

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


def _acknowledge(events: Iterable[EventT]) -> None:
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
