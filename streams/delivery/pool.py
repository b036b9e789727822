"""The analysis processes of a worker. The event loop never computes; no article can stop the others."""

import atexit
import os
import queue
import threading
from collections.abc import Sequence
from concurrent.futures import Future
from datetime import UTC, datetime
from itertools import takewhile

from streams.delivery.process import AnalysisProcess, Failed, TookTooLong, start_forkserver
from streams.delivery.unreadable import Unread
from streams.errors import AnalysisFailed, PoolBroken, Rejected, TextTooLarge, Unreadable
from streams.outcome import Outcome, RawRecord, rejected
from streams.reading.usage import CacheUse
from streams.settings import HEADER_ROOM, Settings, export

PRELOAD = "streams.delivery.preload"
LIFE = 10_000
"""Articles after which a process makes room for a new one, forked in a moment.

spaCy's vocabulary grows for good by some fifty bytes for each word that it had not met, memory zones or not: what a
zone removes leaves a mark in the tables (preshed 3.0), which double when they are full of marks. A million such words:
50 MB.
"""
TRIES = 2
"""An article whose process dies or runs out of time so often is rejected."""
HURRY = 8
"""What ran out of time is read once more to so small a part of the limit; what has no more than that is rejected."""
START_PAUSES_S = (0.1, 0.5, 1.0, 2.0)
"""After each start of a process that failed; after the last, the worker ends."""

_Task = tuple[Sequence[RawRecord], "Future[list[Outcome]]"]


def begin_loading(settings: Settings) -> None:
    """Loads the languages for the pools of this process while it goes on. To be called by the main thread."""
    _prepare(settings)
    start_forkserver(PRELOAD)


def _prepare(settings: Settings) -> None:
    """The environment of the processes."""
    export(settings)
    for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(threads, "1")  # a child is one process of several: more threads would only contend


class AnalysisPool:
    """`size` processes, each with a thread that talks to it; forked from one that has the languages loaded.

    `preload` is the module that loads them, `PRELOAD` where it is not given.
    """

    def __init__(self, settings: Settings, preload: str | None = None) -> None:
        self.settings = settings
        self.size = settings.pool_size or os.cpu_count() or 1
        self.deaths = 0
        self.timeouts = 0
        self.cache_use = CacheUse()
        self._limit_bytes = settings.raw_limit_bytes + HEADER_ROOM
        self._hurry_pieces = settings.read_limit_pieces // HURRY
        self._counting = threading.Lock()
        self._preload = preload or PRELOAD
        self._tasks: queue.SimpleQueue[_Task | None] = queue.SimpleQueue()
        self._processes: dict[int, AnalysisProcess] = {}
        self._threads: list[threading.Thread] = []
        self._closing = threading.Event()

    def start(self) -> "Future[list[Outcome]]":
        """Begins to load the languages; the future is done when a process is ready.

        It raises `ConfigurationError` where knowledge or a model cannot be loaded, `PoolBroken` where no process can be
        started.
        """
        _prepare(self.settings)
        atexit.register(self.close)  # before multiprocessing's own, which would wait for them
        for number in range(self.size):
            thread = threading.Thread(target=self._work, args=(number,), name=f"analysis-{number}", daemon=True)
            self._threads.append(thread)
            thread.start()
        return self.submit([])

    def submit(self, records: Sequence[RawRecord]) -> "Future[list[Outcome]]":
        """The outcomes of the records, in order, by one process.

        The future raises `PoolBroken` where no process can be kept alive.
        """
        future: Future[list[Outcome]] = Future()
        self._tasks.put((records, future))
        return future

    def close(self) -> None:
        """Ends the processes, whatever they do."""
        atexit.unregister(self.close)
        self._closing.set()
        threads, self._threads = self._threads, []
        for _ in threads:
            self._tasks.put(None)
        for process in list(self._processes.values()):
            process.kill()
        for thread in threads:
            thread.join()

    def _work(self, number: int) -> None:
        """A thread's life, as long as the pool's: the forkserver ends with the thread that started it."""
        while (task := self._tasks.get()) is not None:
            records, future = task
            if not future.set_running_or_notify_cancel():
                continue
            try:
                future.set_result(self._outcomes(number, records))
            except Exception as error:  # noqa: BLE001 - raised again where the future is awaited
                future.set_exception(error)
        self._end(number)

    def _end(self, number: int) -> None:
        """Ends the process of this thread, where it has one."""
        if process := self._processes.pop(number, None):
            process.end()

    def _outcomes(self, number: int, records: Sequence[RawRecord]) -> list[Outcome]:
        """In order. Where a process fails, one of several articles is to blame: each is tried alone from there on."""
        outcomes: list[Outcome] = []
        failures = 0
        alone = hurried = False
        process = self._current(number) or self._started(number)
        while len(outcomes) < len(records):
            first = records[len(outcomes)]
            if not self._passes(first):
                outcomes.append(self._stopped(first))
                continue
            left = [first] if alone else list(takewhile(self._passes, records[len(outcomes) :]))
            try:
                for outcome in process.outcomes(left, self._hurry_pieces if hurried else None):
                    outcomes.append(outcome)
                    failures, hurried = 0, False
            except Failed as reason:
                self._end(number)
                self._count(reason)
                if len(left) == 1:
                    failures += 1
                    blamed = isinstance(reason, TookTooLong) and reason.busy
                    if failures == TRIES or (blamed and len(first.value or b"") <= self._hurry_pieces):
                        outcomes.append(self._rejected(first, reason, failures))
                        failures, hurried = 0, False
                    else:
                        hurried = blamed
                alone = True
                process = self._started(number)
        return outcomes

    def _passes(self, record: RawRecord) -> bool:
        """Whether it may go through a pipe; what grew beyond every limit when it was unpacked stays here."""
        return record.weight <= self._limit_bytes and not isinstance(record.value, Unread)

    def _current(self, number: int) -> AnalysisProcess | None:
        """The process of this thread, unless it has done its share."""
        process = self._processes.get(number)
        if process is not None and process.answered >= LIFE:
            self._end(number)
            return None
        return process

    def _started(self, number: int) -> AnalysisProcess:
        """A process for this thread. Raises `PoolBroken` where that fails again and again."""
        for pause in START_PAUSES_S:
            if self._closing.is_set():
                break
            try:
                process = AnalysisProcess(self.settings, self._preload, self._count_use)
            except Failed as reason:
                problem = reason
                self._closing.wait(pause)
            else:
                self._processes[number] = process
                if self._closing.is_set():  # perhaps `close` did not see this one
                    process.kill()
                return process
        if self._closing.is_set():
            raise PoolBroken("the analysis processes were ended")
        raise PoolBroken(f"the analysis processes cannot be kept alive: one {problem}") from problem

    def _rejected(self, record: RawRecord, reason: Failed, times: int) -> Outcome:
        error = AnalysisFailed(f"its analysis process {reason}{f', {times} times' if times > 1 else ''}")
        return rejected(record, error, self.settings, datetime.now(UTC))

    def _stopped(self, record: RawRecord) -> Outcome:
        """The dead letter of one that does not pass."""
        error: Rejected = TextTooLarge(f"the record has {record.weight:,} bytes, {self._limit_bytes:,} are allowed")
        if isinstance(record.value, Unread):
            error = Unreadable(record.value.reason)
            record = record._replace(value=None)
        return rejected(record, error, self.settings, datetime.now(UTC))

    def _count_use(self, use: CacheUse) -> None:
        with self._counting:
            self.cache_use = self.cache_use.plus(use)

    def _count(self, reason: Failed) -> None:
        if isinstance(reason, TookTooLong):
            self.timeouts += 1
        else:
            self.deaths += 1
