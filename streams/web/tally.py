"""What goes wrong often is said once a minute, with its number."""

import logging
import time
from collections.abc import Callable

MINUTE_S = 60.0

log = logging.getLogger(__name__)


class Tally:
    """One line a minute for each kind of trouble, the first at once. `clock` gives seconds that only go forward."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._kinds: dict[str, tuple[int, float]] = {}
        """What is said (with a %d for the number) -> how often it was not said yet, and when it may be."""

    def count(self, kind: str, error: BaseException | None = None) -> None:
        """`error` is shown with its traceback where its line is due."""
        n, due = self._kinds.get(kind, (0, 0.0))
        self._kinds[kind] = (n + 1, due)
        self._say(kind, error)

    def flush(self) -> None:
        """Says what has become due; to be called now and then."""
        for kind in self._kinds:
            self._say(kind)

    def _say(self, kind: str, error: BaseException | None = None) -> None:
        n, due = self._kinds[kind]
        now = self._clock()
        if n and now >= due:
            self._kinds[kind] = (0, now + MINUTE_S)
            log.warning(kind, n, exc_info=error)
