"""What health checks and pages ask of the enrich worker."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from faust.types import TP

from streams.delivery.lanes import Lanes
from streams.delivery.progress import Progress


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

    def lag(self) -> Mapping[int, int]:
        return {tp.partition: max(self.highwater(tp) - position, 0) for tp, position in self.lanes.positions().items()}

    def committed_at(self) -> datetime | None:
        return self.progress.committed_at

    def live(self) -> tuple[bool, str]:
        if problem := self.broken():
            return False, problem
        stalled = self.progress.stalled_s(self.lag())
        if stalled > self.stall_limit_s:
            return False, f"articles wait, and none was committed for {stalled:.0f} s"
        return True, "every agent runs"

    def ready(self) -> tuple[bool, str]:
        if problem := self.broken() or self.missing():
            return False, problem
        if not self.lanes.ready:
            return False, "no partition is assigned yet, or one is still being opened"
        return True, f"{len(self.lanes.positions())} partitions are open"
