"""The analysis processes of a worker. The event loop never computes; no article can stop the others."""

import asyncio
import multiprocessing
import os
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from pebble import ProcessExpired, ProcessPool

from streams.delivery import child
from streams.errors import AnalysisFailed, ConfigurationError, PoolBroken
from streams.outcome import Outcome, RawRecord, rejected
from streams.settings import Settings, export, variable

PRELOAD = "streams.delivery.preload"
CHUNK = 8
"""Articles that one process takes at a time."""
TRIES = 2
"""An article whose process dies or runs out of time so often is rejected."""
START_LIMIT_S = 120.0
"""Longest wait for the languages to be loaded."""


class AnalysisPool:
    """`size` processes, forked from one that has the languages loaded."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.size = settings.pool_size or os.cpu_count() or 1
        self.deaths = 0
        self.timeouts = 0
        self._pool: ProcessPool | None = None

    def start(self) -> None:
        """Returns when a child is ready. Raises `ConfigurationError` where knowledge or a model cannot be loaded."""
        export(self.settings)
        for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
            os.environ.setdefault(threads, "1")  # a child is one process of several: more threads would only contend
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload([PRELOAD])
        self._pool = ProcessPool(
            max_workers=self.size, initializer=child.initialise, initargs=(self.settings,), context=context
        )
        try:
            problem = self._pool.schedule(child.check).result(START_LIMIT_S)
        except (ProcessExpired, TimeoutError, OSError, EOFError) as error:
            raise PoolBroken(f"the analysis processes do not start: {error!r}") from error
        if problem:
            raise ConfigurationError(problem)

    async def analyse(self, records: Sequence[RawRecord]) -> list[Outcome]:
        """The outcomes of the records, in order. Raises `PoolBroken` where no process can be kept alive."""
        chunks = [records[at : at + CHUNK] for at in range(0, len(records), CHUNK)]
        results = await asyncio.gather(*(self._chunk(chunk) for chunk in chunks))
        return [outcome for result in results for outcome in result]

    def close(self) -> None:
        if self._pool is not None:
            pool, self._pool = self._pool, None
            pool.stop()
            pool.join()

    async def _chunk(self, records: Sequence[RawRecord]) -> list[Outcome]:
        try:
            return await self._run(child.analyse, list(records))
        except (ProcessExpired, TimeoutError):
            return [await self._alone(record) for record in records]

    async def _alone(self, record: RawRecord) -> Outcome:
        """One article in a process of its own; the process that it takes down twice takes no other with it."""
        reason = ""
        for _ in range(TRIES):
            try:
                return (await self._run(child.analyse, [record]))[0]
            except ProcessExpired as error:
                reason = f"its analysis process died (exit status {error.exitcode})"
            except TimeoutError:
                reason = f"its analysis took longer than {self.settings.article_limit_s:g} s"
                reason += f" ({variable('article_limit_s')})"
        return rejected(record, AnalysisFailed(f"{reason}, {TRIES} times"), self.settings, datetime.now(UTC))

    async def _run(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """pebble ends the process of a task that runs past its time, and replaces it: other tasks do not notice."""
        if self._pool is None:
            raise PoolBroken("the analysis processes have ended")
        try:
            future = self._pool.schedule(function, args=arguments, timeout=self.settings.article_limit_s)
            return await asyncio.wrap_future(future)
        except ProcessExpired:
            self.deaths += 1
            raise
        except TimeoutError:
            self.timeouts += 1
            raise
        except RuntimeError as error:
            raise PoolBroken(f"the analysis processes cannot be kept alive: {error}") from error
