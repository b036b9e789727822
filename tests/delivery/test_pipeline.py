"""How batches form: nothing waits where there is room, everything is written in order, and memory is bounded."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest
from faust.types import TP
from hypothesis import given
from hypothesis import strategies as st

from streams.delivery.pipeline import BEHIND, HELD_BYTES, Pipeline
from streams.delivery.progress import Progress
from streams.delivery.turns import CHUNK, LONG_BYTES
from streams.outcome import Outcome, RawRecord
from streams.settings import Settings

TOPIC = "articles.raw"


LONG = b"x" * LONG_BYTES


class Pool:
    """Answers when it is told to."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.open: list[tuple[Sequence[RawRecord], Future[list[Outcome]]]] = []
        self.chunks: list[int] = []

    def submit(self, records: Sequence[RawRecord]) -> "Future[list[Outcome]]":
        future: Future[list[Outcome]] = Future()
        self.open.append((records, future))
        self.chunks.append(len(records))
        return future

    def answer(self, at: int = 0) -> None:
        records, future = self.open.pop(at)
        if future.set_running_or_notify_cancel():
            future.set_result([Outcome(record.origin, (), None) for record in records])


class Lanes:
    """Remembers what was delivered together; `gate` holds deliveries up."""

    def __init__(self) -> None:
        self.delivered: list[list[tuple[int, int]]] = []
        self.gate = asyncio.Event()
        self.gate.set()

    async def lane(self, tp: TP) -> Any:
        return self

    async def deliver(self, outcomes: Sequence[Outcome], instead: object) -> list[Outcome]:
        await self.gate.wait()
        self.delivered.append([(outcome.origin.partition, outcome.origin.offset) for outcome in outcomes])
        return list(outcomes)

    def offsets(self, partition: int = 0) -> list[int]:
        return [offset for group in self.delivered for number, offset in group if number == partition]


@dataclass
class Bench:
    """A pipeline, and events that remember whether they were acknowledged."""

    settings: Settings
    pool: Pool = field(init=False)
    lanes: Lanes = field(init=False)
    pipeline: Pipeline = field(init=False)
    acknowledged: list[int] = field(default_factory=list)
    sent: int = 0

    def __post_init__(self) -> None:
        self.pool, self.lanes = Pool(self.settings.pool_size), Lanes()
        self.pipeline = Pipeline(self.pool, self.lanes, Progress(), self.settings)  # type: ignore[arg-type]

    async def __aenter__(self) -> "Bench":
        self.drain = asyncio.create_task(self.pipeline.drain())
        return self

    async def __aexit__(self, *_: object) -> None:
        self.drain.cancel()
        await asyncio.wait([self.drain])
        assert self.drain.cancelled(), self.drain.exception()

    def event(self, offset: int, partitions: int = 1, value: bytes = b"") -> Any:
        tp = TP(TOPIC, offset % partitions)
        message = SimpleNamespace(
            topic=TOPIC, partition=tp.partition, offset=offset, key=None, value=value, headers=(), timestamp=0, tp=tp
        )
        message.generation_id = 1
        app = SimpleNamespace(consumer_generation_id=1)
        return SimpleNamespace(message=message, app=app, ack=lambda: self.acknowledged.append(offset))

    async def send(self, number: int) -> None:
        """As many as there is room for; the last one may wait for more."""
        for _ in range(number):
            offset, self.sent = self.sent, self.sent + 1
            await self.pipeline.submit(self.event(offset))

    async def answer(self, at: int = 0) -> None:
        self.pool.answer(at)
        await settled()


async def settled() -> None:
    """What can happen without waiting has happened."""
    for _ in range(20):
        await asyncio.sleep(0)


def bench(**settings: Any) -> Bench:
    return Bench(Settings(**({"pool_size": 2, "batch_size": 32, "batch_wait_s": 10.0} | settings)))


async def test_a_lone_article_waits_for_nothing() -> None:
    async with bench() as work:
        await work.send(1)
        assert work.pool.chunks == [1]
        await work.answer()
        assert work.lanes.offsets() == work.acknowledged == [0]


async def test_what_is_answered_early_waits_for_those_read_before() -> None:
    async with bench() as work:
        await work.send(3)
        await work.answer(2)
        await work.answer(1)
        assert work.lanes.delivered == []
        await work.answer(0)
        assert work.lanes.delivered == [[(0, 0), (0, 1), (0, 2)]]


async def test_an_outcome_waits_for_others_only_so_long() -> None:
    async with bench(batch_wait_s=0.2) as work:
        await work.send(2)
        await work.answer()
        await asyncio.sleep(0.1)
        assert work.lanes.delivered == []
        await asyncio.sleep(0.2)
        assert work.lanes.offsets() == [0]


async def test_it_waits_longer_where_articles_queue() -> None:
    async with bench(batch_wait_s=0.05) as work:
        await work.send(3 + 31)
        await work.answer()
        await asyncio.sleep(0.2)
        assert work.lanes.delivered == []
        await asyncio.sleep(0.05 * BEHIND)
        assert work.lanes.offsets() == [0]


async def test_a_full_batch_waits_for_nothing() -> None:
    async with bench(batch_size=4) as work:
        await work.send(3)
        for _ in range(2):
            await work.answer()
        await work.send(3)
        assert work.lanes.delivered == []
        await work.answer()
        assert work.lanes.delivered == []
        await work.answer()
        assert work.lanes.delivered == [[(0, 0), (0, 1), (0, 2), (0, 3)]]


async def test_articles_that_queue_go_to_the_processes_together() -> None:
    async with bench() as work:
        await work.send(3 + 30)
        assert work.pool.chunks == [1, 1, 1]
        for _ in range(4):
            await work.answer()
        assert work.pool.chunks[3:6] == [CHUNK, CHUNK, 7]


async def test_a_chunk_is_no_larger_than_a_batch() -> None:
    async with bench(batch_size=2, pool_size=1) as work:
        sending = asyncio.create_task(work.send(9))
        await settled()
        while work.pool.open:
            await work.answer()
        await sending
        assert max(work.pool.chunks) == 2
        assert max(map(len, work.lanes.delivered)) == 2
        assert work.lanes.offsets() == list(range(9))


@pytest.mark.parametrize("in_flight", [1, 2])
async def test_memory_is_bounded_while_nothing_can_be_written(in_flight: int) -> None:
    async with bench(batches_in_flight=in_flight) as work:
        work.lanes.gate.clear()
        sending = asyncio.create_task(work.send(500))
        await settled()
        for _ in range(100):
            if work.pool.open:
                await work.answer()
        under_way = sum(work.pool.chunks)
        assert 32 * in_flight <= under_way < 32 * in_flight + CHUNK
        assert work.sent == under_way + 32
        work.lanes.gate.set()
        for _ in range(500):
            await settled()
            if work.pool.open:
                await work.answer()
        await sending
        assert work.acknowledged == work.lanes.offsets() == list(range(500))


async def test_a_rebalance_lets_go_of_what_is_not_analysed() -> None:
    async with bench() as work:
        await work.send(10)
        work.pool.answer(0)
        await settled()
        work.pipeline.release()
        await work.send(1)
        await settled()
        assert sorted(work.acknowledged) == list(range(11))
        assert work.lanes.offsets() == [0]
        work.pipeline.resume()
        for _ in range(len(work.pool.open)):
            await work.answer()
        await work.send(1)
        for _ in range(len(work.pool.open)):
            await work.answer()
        assert work.lanes.offsets() == [0, 11]


async def test_whoever_waits_for_room_is_let_go_by_a_rebalance() -> None:
    async with bench(batch_size=1) as work:
        sending = asyncio.create_task(work.send(5))
        await settled()
        assert not sending.done()
        work.pipeline.release()
        await asyncio.wait_for(sending, 1)
        await settled()
        assert sorted(work.acknowledged) == list(range(5))


async def test_a_pool_that_breaks_ends_the_writing() -> None:
    work = bench()
    drain = asyncio.create_task(work.pipeline.drain())
    await work.send(1)
    work.pool.open[0][1].set_exception(RuntimeError("no process can be kept alive"))
    with pytest.raises(RuntimeError, match="kept alive"):
        await asyncio.wait_for(drain, 1)
    assert work.acknowledged == []


async def test_a_long_article_travels_alone_and_holds_up_nobody_on_another_partition() -> None:
    async with bench(batch_wait_s=0.01) as work:
        for offset, value in enumerate([LONG, LONG, b"", b"", b"", b""]):
            await work.pipeline.submit(work.event(offset, 2, value))
        long_ones = [len(records) for records, _ in work.pool.open if records[0].value]
        assert long_ones == [1]  # the other one waits: a process is left to short articles
        while any(not records[0].value for records, _ in work.pool.open):
            at = next(at for at, (records, _) in enumerate(work.pool.open) if not records[0].value)
            await work.answer(at)
        await asyncio.sleep(0.05)
        assert (work.lanes.offsets(0), work.lanes.offsets(1)) == ([], [])
        await work.answer()  # offset 0
        await asyncio.sleep(0.05)
        assert (work.lanes.offsets(0), work.lanes.offsets(1)) == ([0, 2, 4], [])
        await work.answer()
        assert work.lanes.offsets(1) == [1, 3, 5]


async def test_a_partition_whose_broker_is_away_holds_up_no_other() -> None:
    async with bench(batch_wait_s=0.01) as work:
        await work.pipeline.submit(work.event(0, 2))
        work.lanes.gate.clear()
        await work.answer()
        gate, work.lanes.gate = work.lanes.gate, asyncio.Event()
        work.lanes.gate.set()
        await work.pipeline.submit(work.event(1, 2))
        await work.answer()
        assert work.lanes.offsets(1) == [1]
        assert work.lanes.offsets(0) == []
        gate.set()
        await settled()
        assert work.lanes.offsets(0) == [0]


async def test_bytes_that_wait_are_bounded_too() -> None:
    async with bench() as work:
        value = b"x" * 4_000_000
        sent = 0

        async def send() -> None:
            nonlocal sent
            for offset in range(20):
                await work.pipeline.submit(work.event(offset, 1, value))
                sent += 1

        sending = asyncio.create_task(send())
        await settled()
        assert sent == HELD_BYTES // 4_000_000
        while work.pool.open:
            await work.answer()
        await sending
        assert work.lanes.offsets() == work.acknowledged == list(range(20))


@given(
    steps=st.lists(st.integers(0, 5), max_size=60),
    partitions=st.integers(1, 3),
    batch_size=st.integers(1, 20),
    pool_size=st.integers(1, 3),
)
def test_every_article_is_written_once_and_in_order(
    steps: list[int], partitions: int, batch_size: int, pool_size: int
) -> None:
    async def run() -> None:
        async with bench(batch_size=batch_size, pool_size=pool_size) as work:
            events = [work.event(offset, partitions) for offset in range(len(steps))]

            async def send() -> None:
                for event in events:
                    await work.pipeline.submit(event)

            sending = asyncio.create_task(send())
            await settled()
            for step in steps:
                if work.pool.open:
                    await work.answer(step % len(work.pool.open))
            while work.pool.open:
                await work.answer()
            await sending
            await settled()
            assert sorted(work.acknowledged) == list(range(len(steps)))
            for partition in range(partitions):
                mine = [offset for offset in work.acknowledged if offset % partitions == partition]
                assert mine == sorted(mine)
                assert work.lanes.offsets(partition) == list(range(partition, len(steps), partitions))
            assert all(len(group) <= batch_size for group in work.lanes.delivered)

    asyncio.run(run())
