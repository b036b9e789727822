"""The lanes of the partitions that this worker owns, through rebalances."""

import asyncio
import logging
from collections.abc import Callable, Iterable

from faust.types import TP

from streams.delivery.connection import Offsets, transactional_producer
from streams.delivery.lane import Lane
from streams.settings import Settings
from streams.topics import topic_name

log = logging.getLogger(__name__)


class Lanes:
    """`group` is the consumer group whose offsets are committed; `crash` is told when a lane cannot be opened."""

    def __init__(self, settings: Settings, group: str, crash: Callable[[BaseException], None]) -> None:
        self.offsets = Offsets(settings, group)
        self._settings = settings
        self._group = group
        self._crash = crash
        self._open: dict[TP, asyncio.Task[Lane]] = {}

    def assigned(self, partitions: Iterable[TP]) -> None:
        """Begins to open a lane for each partition that has none; `lane` waits for it."""
        for tp in set(partitions) - self._open.keys():
            task = asyncio.get_running_loop().create_task(self._opened(tp))
            task.add_done_callback(self._report)
            self._open[tp] = task

    async def revoked(self, partitions: Iterable[TP]) -> None:
        """Closes the lanes of partitions that another worker may own from now on."""
        tasks = [self._open.pop(tp) for tp in set(partitions) & self._open.keys()]
        await asyncio.gather(*(self._closed(task) for task in tasks))

    async def close(self) -> None:
        await self.revoked(list(self._open))
        await self.offsets.close()

    async def lane(self, tp: TP) -> Lane | None:
        """The open lane of the partition; None where this worker does not own it any more."""
        task = self._open.get(tp)
        if task is None:
            return None
        await asyncio.wait([task])
        return None if task.cancelled() else task.result()

    @property
    def ready(self) -> bool:
        """Whether there are lanes, and all of them are open."""
        return bool(self._open) and all(task.done() for task in self._open.values())

    def positions(self) -> dict[TP, int]:
        """Partition -> the offset that comes next, for the lanes that are open."""
        return {
            tp: task.result().next_offset
            for tp, task in self._open.items()
            if task.done() and not task.cancelled() and task.exception() is None
        }

    async def _opened(self, tp: TP) -> Lane:
        lane = Lane(
            tp,
            self._group,
            make_producer=lambda tp: transactional_producer(self._settings, self._group, tp),
            offsets=self.offsets,
            address=lambda base: topic_name(self._settings, base),
            transaction_timeout_s=self._settings.transaction_timeout_s,
        )
        await lane.open()
        log.info("partition %d: open at offset %d", tp.partition, lane.next_offset)
        return lane

    async def _closed(self, task: asyncio.Task[Lane]) -> None:
        task.cancel()
        await asyncio.wait([task])
        if not task.cancelled() and task.exception() is None:
            await task.result().close()

    def _report(self, task: asyncio.Task[Lane]) -> None:
        if not task.cancelled() and (error := task.exception()) is not None:
            self._crash(error)
