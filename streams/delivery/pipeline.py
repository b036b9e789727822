"""Articles on their way through a worker: analysed side by side, written strictly in order within a partition.

Each partition has a queue that holds what is under way in the order in which it was read, and is written from its
front in transactions of its own: order, acknowledgement in order and bounded memory follow from it, and no partition
waits for another.

Batches form by themselves. Articles go to the analysis as soon as a process is about to be free, one by one while there
are few, more at a time where they queue. Outcomes are written at once where nothing else is under way; else they wait
for others, so that a busy worker does not spend its time on transactions.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice, takewhile

from faust.types import TP, EventT, Message

from streams.delivery.lanes import Lanes
from streams.delivery.pool import AnalysisPool
from streams.delivery.progress import Progress
from streams.delivery.tracing import Spans
from streams.delivery.turns import Turns
from streams.errors import Rejected
from streams.outcome import Outcome, RawRecord, rejected
from streams.records import Origin
from streams.settings import Settings

BEHIND = 20
"""Where articles queue, outcomes wait so many times longer for others: less is spent on transactions."""
HELD_BYTES = 33_554_432
"""Raw bytes that are under way or wait, at most, beside the article that goes beyond it."""


@dataclass(eq=False)
class _Article:
    """`came_ns`: Unix time at which it was taken. `done_s`: when its outcome was there, by the loop's clock.

    `handed`: whether the analysis has it.
    """

    event: EventT
    record: RawRecord
    came_ns: int = field(default_factory=time.time_ns)
    handed: bool = False
    outcome: Outcome | None = None
    done_s: float = 0.0


class Pipeline:
    """At most `batches_in_flight` * `batch_size` articles are under way; `batch_size` more wait for a process."""

    def __init__(
        self,
        pool: AnalysisPool,
        lanes: Lanes,
        progress: Progress,
        settings: Settings,
        raw_id: Callable[[], str] = lambda: "",
    ) -> None:
        """`raw_id`: the id of the raw topic."""
        self._raw_id = raw_id
        self._pool = pool
        self._lanes = lanes
        self._progress = progress
        self._settings = settings
        self._batch = settings.batch_size
        self._wait_s = settings.batch_wait_s
        self._most_under_way = settings.batches_in_flight * settings.batch_size
        self._spans = Spans()
        self._turns: Turns[_Article] = Turns(pool.size, settings.batch_size)
        self._queues: dict[TP, deque[_Article]] = {}
        self._writing: dict[TP, asyncio.Task[None]] = {}
        self._under_way = 0
        """Articles that the analysis has or had, and that are not written yet."""
        self._held_bytes = 0
        self._analysing: set[asyncio.Future[list[Outcome]]] = set()
        self._broken: BaseException | None = None
        self._room = asyncio.Event()
        self._changed = asyncio.Event()
        self._released = False

    async def submit(self, event: EventT) -> None:
        """Takes the article; returns when there is room for another. It is acknowledged when its outcome is written."""
        if self._released:
            event.ack()
            return
        article = _Article(event, raw_record(event.message, self._raw_id() or None))
        self._queues.setdefault(event.message.tp, deque()).append(article)
        self._turns.add(article, article.record.weight)
        self._held_bytes += article.record.weight
        self._hand_over()
        while self._full():
            self._room.clear()
            await self._room.wait()

    async def drain(self) -> None:
        """Writes what was submitted until cancelled; whatever it raises must end the worker."""
        try:
            while True:
                self._changed.clear()
                if self._broken is not None:
                    raise self._broken
                with suppress(TimeoutError):
                    async with asyncio.timeout(self._write_what_is_due()):
                        await self._changed.wait()
                for tp in [tp for tp, task in self._writing.items() if task.done()]:
                    self._writing.pop(tp).result()
        finally:
            for task in self._writing.values():
                task.cancel()

    def release(self) -> None:
        """Lets go of all that cannot be written yet, and of what comes after it, until `resume`.

        The partitions are about to go: a rebalance must not wait for the analysis, and who owns them next reads from
        the committed offset.
        """
        self._released = True
        self._turns.clear()
        for queue in self._queues.values():
            kept = sum(1 for _ in _done(queue))
            while len(queue) > kept:
                self._forget(queue.pop())
        for analysis in list(self._analysing):
            analysis.cancel()
        self._room.set()

    def resume(self) -> None:
        self._released = False

    def _full(self) -> bool:
        return len(self._turns) >= self._batch or self._held_bytes > HELD_BYTES

    def _hand_over(self) -> None:
        """To the processes, and one chunk more than there are of them, so that none waits for the event loop."""
        while self._under_way < self._most_under_way and (taken := self._turns.take()):
            analysis = asyncio.wrap_future(self._pool.submit([article.record for article in taken]))
            self._analysing.add(analysis)
            self._under_way += len(taken)
            for article in taken:
                article.handed = True
            analysis.add_done_callback(lambda analysis, taken=taken: self._analysed(analysis, taken))  # type: ignore[misc]
        if not self._full():
            self._room.set()

    def _analysed(self, analysis: "asyncio.Future[list[Outcome]]", articles: Sequence[_Article]) -> None:
        self._analysing.remove(analysis)
        self._turns.back(articles)
        if not analysis.cancelled():
            if error := analysis.exception():
                self._broken = error
            else:
                now = asyncio.get_running_loop().time()
                for article, outcome in zip(articles, analysis.result(), strict=True):
                    article.outcome, article.done_s = outcome, now
        self._hand_over()
        self._changed.set()

    def _write_what_is_due(self) -> float | None:
        """Begins to write; returns after how many seconds more will be due, None where that is not known."""
        now = asyncio.get_running_loop().time()
        wait_s = self._wait_s * (BEHIND if 2 * len(self._turns) >= self._batch else 1)
        share = max(self._batch // max(sum(map(bool, self._queues.values())), 1), 1)
        at_once = not self._analysing or self._under_way >= self._most_under_way or self._held_bytes > HELD_BYTES
        next_s: float | None = None
        for tp, queue in self._queues.items():
            if tp in self._writing:
                continue
            done = list(islice(_done(queue), self._batch))
            if not done:
                continue
            left_s = done[0].done_s + wait_s - now
            if at_once or left_s <= 0 or len(done) >= share:
                task = asyncio.get_running_loop().create_task(self._write(tp, done))
                task.add_done_callback(lambda _: self._changed.set())
                self._writing[tp] = task
            else:
                next_s = left_s if next_s is None else min(next_s, left_s)
        return next_s

    async def _write(self, tp: TP, articles: Sequence[_Article]) -> None:
        """The front of the partition's queue."""
        await self._deliver(tp, articles)
        for _ in articles:
            self._forget(self._queues[tp].popleft())
        self._hand_over()

    async def _deliver(self, tp: TP, articles: Sequence[_Article]) -> None:
        """Leaves out what was read before a rebalance: its owner of now reads it again."""
        lane = await self._lanes.lane(tp)
        if lane is None:
            return
        current = [
            article
            for article in articles
            if article.event.message.generation_id == article.event.app.consumer_generation_id
        ]
        records = {article.record.origin.offset: article.record for article in current}

        def instead(outcome: Outcome, reason: Rejected, room: int | None) -> Outcome:
            return rejected(records[outcome.origin.offset], reason, self._settings, datetime.now(UTC), room)

        delivered = await lane.deliver([article.outcome for article in current if article.outcome], instead)
        self._progress.delivered(delivered, datetime.now(UTC))
        if self._spans.wanted:
            came = {article.record.origin.offset: article.came_ns for article in current}
            for outcome in delivered:
                offset = outcome.origin.offset
                self._spans.add(records[offset], outcome, came[offset])

    def _forget(self, article: _Article) -> None:
        """Acknowledges it: Faust waits for that before partitions go; it commits nothing."""
        self._under_way -= article.handed
        self._held_bytes -= article.record.weight
        article.event.ack()


def _done(queue: "deque[_Article]") -> Iterator[_Article]:
    """What can be written."""
    return takewhile(lambda article: article.outcome is not None, queue)


def raw_record(message: Message, topic_id: str | None = None) -> RawRecord:
    """Kafka's record as the analysis takes it: plain data that can be sent to another process."""
    return RawRecord(
        origin=Origin(message.topic, message.partition, message.offset, topic_id),
        key=message.key,
        value=message.value,
        headers=tuple((name, value) for name, value in message.headers or ()),
        timestamp_ms=round((message.timestamp or 0) * 1000),
    )
