"""Partitions that stand still: records wait in them, and none is committed."""

import time
from collections.abc import Callable, Mapping


class Standing:
    """Nobody says when a record came: what counts is since when records are seen to wait, so ask every few seconds.

    `clock` gives seconds that only go forward.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._since: dict[int, tuple[int, float]] = {}
        """Partition -> the offset at its head, and since when it is seen there."""

    def seen(self, heads: Mapping[int, int], lag: Mapping[int, int]) -> dict[int, float]:
        """Partition -> seconds since records are seen to wait in it with this offset at its head; 0 where none do.

        `heads`: the offset that comes next, of the same partitions as `lag`, records that wait.
        """
        now = self._clock()
        before, self._since = self._since, {}
        for partition, head in heads.items():
            if lag.get(partition):
                known = before.get(partition)
                self._since[partition] = known if known is not None and known[0] == head else (head, now)
        return {partition: now - self._since.get(partition, (0, now))[1] for partition in heads}
