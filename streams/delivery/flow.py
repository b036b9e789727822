"""What health checks and pages ask of the enrich worker."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from faust.types import TP

from streams.delivery.lanes import Lanes
from streams.delivery.progress import Progress
from streams.delivery.standing import Standing

WATCH_S = 5.0


@dataclass(frozen=True)
class EnrichFlow:
    """`highwater`: partition -> offset after its last record.

    `missing`: what the worker waits for before it can begin; `broken`: why it cannot go on; None where all is well.
    """

    lanes: Lanes
    progress: Progress
    highwater: Callable[[TP], int]
    missing: Callable[[], str | None]
    broken: Callable[[], str | None]
    stall_limit_s: float
    standing: Standing = field(default_factory=Standing)

    def lag(self) -> Mapping[int, int]:
        return {tp.partition: max(self.highwater(tp) - position, 0) for tp, position in self.lanes.positions().items()}

    def committed_at(self) -> datetime | None:
        return self.progress.committed_at

    def standing_s(self) -> Mapping[int, float]:
        """Partition -> seconds for which records have waited in it and none was committed."""
        return self.standing.seen(self._heads(), self.lag())

    async def watch(self) -> None:
        """Sees when records begin to wait, also where nobody asks; runs until cancelled."""
        while True:
            self.standing_s()
            await asyncio.sleep(WATCH_S)

    def live(self) -> tuple[bool, str]:
        if problem := self.broken():
            return False, problem
        standing = self.standing_s()
        partition, seconds = max(standing.items(), key=lambda item: item[1], default=(0, 0.0))
        if seconds > self.stall_limit_s:
            return False, (
                f"articles wait, and none was committed for {seconds:.0f} s:"
                f" partition {partition} stands still at offset {self._heads().get(partition)}"
            )
        return True, "every agent runs"

    def ready(self) -> tuple[bool, str]:
        if problem := self.broken() or self.missing():
            return False, problem
        if not self.lanes.ready:
            return False, "no partition is assigned yet, or one is still being opened"
        return True, f"{len(self.lanes.positions())} partitions are open"

    def _heads(self) -> dict[int, int]:
        return {tp.partition: position for tp, position in self.lanes.positions().items()}
