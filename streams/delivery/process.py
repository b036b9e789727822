"""One analysis process, seen from the worker.

Each has a pipe of its own. Pools whose processes share one (concurrent.futures, pebble 5.2) lose more than an article
when a process is killed while it holds the pipe's lock or has written half an answer.
"""

import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from multiprocessing import forkserver
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from streams.errors import ModelError
from streams.outcome import Outcome, RawRecord
from streams.reading.usage import CacheUse
from streams.settings import Settings, variable

START_LIMIT_S = 120.0
"""Longest wait for the languages to be loaded."""

_bookkeeping = threading.Lock()  # of multiprocessing, which asks after all processes whenever one is started


class Failed(Exception):
    """The process could not do its work; `str()` says what happened to it."""


class Died(Failed):
    pass


class TookTooLong(Failed):
    """`busy`: it computed for at least half of its time; else it was stopped, or others had the machine."""

    def __init__(self, problem: str, *, busy: bool) -> None:
        super().__init__(problem)
        self.busy = busy


def start_forkserver(preload: str) -> None:
    """It imports the module `preload` while the caller goes on, and ends with the calling thread."""
    with _bookkeeping:
        multiprocessing.get_context("forkserver").set_forkserver_preload([preload])
        forkserver.ensure_running()


def _serve(requests: Connection, settings: Settings) -> None:
    from streams.delivery import child  # only there: the worker itself needs no languages

    child.serve(requests, settings)


class AnalysisProcess:
    """A fork of the forkserver. To be used by one thread.

    The first one starts the forkserver, where `start_forkserver` did not; it ends with that thread, which must last.
    """

    def __init__(self, settings: Settings, preload: str, heard: Callable[[CacheUse], None] = lambda use: None) -> None:
        """Returns when the process is ready. `preload` is the module that the forkserver imports.

        `heard` is called with every outcome, for what its article asked of the sentence cache.

        Raises `Failed`, and `ModelError` where knowledge or a model cannot be loaded.
        """
        self.answered = 0
        self._limit_s = settings.article_limit_s
        self._heard = heard
        context = multiprocessing.get_context("forkserver")
        ours, theirs = context.Pipe()
        self._pipe = ours
        self._ended = False
        self._process: BaseProcess = context.Process(target=_serve, args=(theirs, settings), daemon=True)
        try:
            with _bookkeeping, theirs:
                context.set_forkserver_preload([preload])
                self._process.start()
            problem = self._answer(START_LIMIT_S, "")
        except (OSError, EOFError) as error:
            ours.close()
            raise Died(f"it could not be started ({error!r})") from error
        except Failed:
            self.end()
            raise
        if problem is not None:
            self.end()
            raise ModelError(problem)

    def outcomes(self, records: Sequence[RawRecord], pieces: int | None = None) -> Iterator[Outcome]:
        """One for each record, as they come; `pieces` replaces the setting of how far a text is read.

        Raises `Failed` when the process cannot be used any more: `end` it.
        """
        try:
            self._pipe.send((records, pieces))
        except OSError as error:
            raise Died(self._how_it_died()) from error
        for _ in records:
            outcome, use = self._answer(self._limit_s, variable("article_limit_s"))
            self._heard(use)
            self.answered += 1
            yield outcome

    def kill(self) -> None:
        """May be called from any thread: `outcomes` then raises."""
        with _bookkeeping:
            if not self._ended and self._process.is_alive():
                self._process.kill()

    def end(self) -> None:
        """Kills it, whatever it does, and frees what it held."""
        self.kill()
        with _bookkeeping:
            self._ended = True
            self._process.join()
            self._process.close()
        self._pipe.close()

    def _answer(self, limit_s: float, setting: str) -> Any:
        before = self._computed_s()
        try:
            if not self._pipe.poll(limit_s):
                busy = self._computed_s() - before >= limit_s / 2
                raise TookTooLong(f"took longer than {limit_s:g} s{setting and f' ({setting})'}", busy=busy)
            return self._pipe.recv()
        except (OSError, EOFError) as error:
            raise Died(self._how_it_died()) from error

    def _computed_s(self) -> float:
        """CPU time of the process (fields 14 and 15 of /proc/PID/stat), 0 where it has gone."""
        try:
            fields = Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            return 0.0
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def _how_it_died(self) -> str:
        with _bookkeeping:
            self._process.join(1.0)
            status = self._process.exitcode
        if status is None:
            return "closed its pipe"
        return f"died of signal {-status}" if status < 0 else f"ended with status {status}"
