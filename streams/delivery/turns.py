"""Whose turn it is at the analysis: long articles travel alone, and never take every process."""

from collections import deque
from collections.abc import Sequence
from typing import Generic, TypeVar

T = TypeVar("T")

CHUNK = 8
"""Articles that one process takes at a time, at most; the languages work on all of them at once."""
LONG_BYTES = 32_768
"""Raw bytes from which an article is long; also of all that one process takes at a time."""
PATIENCE = 4
"""Chunks of short articles that may go before a long one that waits."""


class Turns(Generic[T]):
    """Who waits for one of `processes`; `take` gives at most `batch` at a time.

    One process is left to short articles where there are two or more, so that they wait for a long one only with a
    single process, and then for one at a time.
    """

    def __init__(self, processes: int, batch: int) -> None:
        self._processes = processes
        self._most = min(CHUNK, batch)
        self._short: deque[tuple[T, int]] = deque()
        self._long: deque[T] = deque()
        self._out = 0
        self._long_out: list[T] = []
        self._since = 0
        """Chunks of short articles since the last long one."""

    def __len__(self) -> int:
        return len(self._short) + len(self._long)

    def add(self, article: T, size: int) -> None:
        """`size` in bytes."""
        if size >= LONG_BYTES:
            self._long.append(article)
        else:
            self._short.append((article, size))

    def take(self) -> list[T]:
        """Who goes next, together; empty while one chunk more than there are processes is out."""
        if self._out > self._processes:
            return []
        taken = self._taken()
        self._out += bool(taken)
        return taken

    def back(self, taken: Sequence[T]) -> None:
        """The analysis is through with what `take` gave."""
        self._out -= 1
        if taken[0] in self._long_out:
            self._long_out.remove(taken[0])

    def clear(self) -> None:
        """Nobody waits any more."""
        self._short.clear()
        self._long.clear()

    def _taken(self) -> list[T]:
        may = len(self._long_out) < max(self._processes - 1, 1)
        if self._long and may and (not self._short or self._since >= PATIENCE):
            self._since = 0
            self._long_out.append(self._long.popleft())
            return [self._long_out[-1]]
        taken: list[T] = []
        room = LONG_BYTES
        share = min(-(-len(self._short) // self._processes), self._most)
        while len(taken) < share and (not taken or self._short[0][1] <= room):
            article, size = self._short.popleft()
            taken.append(article)
            room -= size
        self._since += bool(taken)
        return taken
