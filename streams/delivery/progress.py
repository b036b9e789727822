"""What delivery has done and how far it has come: the numbers behind the enrich worker's health and metrics pages."""

import time
from collections import Counter, deque
from collections.abc import Callable, Sequence
from datetime import datetime

from streams.outcome import Outcome

WINDOW_S = 60.0


class Progress:
    """Counts outcomes; `clock` gives seconds that only go forward."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.outcomes: Counter[str] = Counter()
        self.committed_at: datetime | None = None
        self.rebalances = 0
        self._clock = clock
        self._started = clock()
        self._recent: deque[tuple[float, int]] = deque()

    def delivered(self, outcomes: Sequence[Outcome], at: datetime) -> None:
        """Takes note of one committed transaction; an empty one was committed before."""
        if not outcomes:
            return
        now = self._clock()
        self.committed_at = at
        self.outcomes.update(outcome.code or "enriched" for outcome in outcomes)
        self._recent.append((now, len(outcomes)))
        self._forget(now)

    def rate(self) -> float:
        """Articles a second over the last minute, or since the start."""
        now = self._clock()
        self._forget(now)
        return sum(count for _, count in self._recent) / max(min(WINDOW_S, now - self._started), 1.0)

    def _forget(self, now: float) -> None:
        while self._recent and self._recent[0][0] < now - WINDOW_S:
            self._recent.popleft()
