"""How late the event loop is: what a page, a heartbeat or a rebalance waits for at least."""

import asyncio
import time
from collections import deque

INTERVAL_S = 0.05
WINDOW = 1200
"""Samples that are kept: those of the last minute."""


class LoopLag:
    """Measures how much later than asked for a sleeping task is woken; all in seconds, over the last minute."""

    def __init__(self) -> None:
        self._samples: deque[float] = deque(maxlen=WINDOW)

    async def measure(self) -> None:
        """Runs until cancelled."""
        while True:
            due = time.perf_counter() + INTERVAL_S
            await asyncio.sleep(INTERVAL_S)
            self._samples.append(max(time.perf_counter() - due, 0.0))

    def quantile(self, share: float) -> float:
        """The lag that `share` of the samples do not exceed; 0 before the first one."""
        ordered = sorted(self._samples)
        return ordered[min(int(share * len(ordered)), len(ordered) - 1)] if ordered else 0.0
