"""Reading sources in a process apart: what is wrong with a document ends that process, never the feed.

The bytes of a source are fetched here and go to the process as it asks for them; what it makes of them comes back.
"""

import queue
import signal
import socket
import subprocess
import sys
from collections.abc import Iterable, Iterator
from multiprocessing.connection import Connection
from typing import BinaryIO

from streams.broker.lifeline import spawn
from streams.errors import FeedError, Overrun
from streams.feeds.items import Context, Outcome, OutOfTime, Unreadable
from streams.feeds.registry import AUTO, opened
from streams.feeds.sources import Source
from streams.feeds.unpack import CHUNK
from streams.settings import Settings, variable

SILENCE = 12
"""Times the limit of processor time that may pass on the clock without an answer: the process is stopped or starved."""


class ParserProcess:
    """Started when it is first needed, used for one source after another, replaced after one that ended it.

    To be used by one thread at a time; `end` may be called by any.
    """

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._pipe: Connection | None = None

    def read(self, stream: BinaryIO, context: Context, format_name: str = AUTO) -> Iterator[Outcome]:
        """As `registry.read_stream`. Raises `FeedError`, and `Overrun` where reading it took too long."""
        pipe = self._pipe or self._start()
        whole = False
        try:
            pipe.send((context, format_name))
            while not whole:
                if not pipe.poll(SILENCE * context.settings.feed_cpu_limit_s):
                    raise Overrun(_too_long(context))
                outcomes, wants_more, whole, problem = pipe.recv()
                yield from outcomes
                if wants_more:
                    pipe.send(_chunk(stream, context.name))
        except (EOFError, ConnectionError) as error:
            raise self._reason(context) from error
        finally:
            if not whole:
                self.end()
        if problem is not None:
            raise FeedError(problem)

    def end(self) -> None:
        """Kills it, whatever it does."""
        process, self._process, pipe, self._pipe = self._process, None, self._pipe, None
        if process is not None:
            process.kill()
            process.wait()
        if pipe is not None:
            pipe.close()

    def _start(self) -> Connection:
        ours, theirs = socket.socketpair()
        with ours, theirs:
            command = [sys.executable, "-m", "streams.feeds.parser", str(theirs.fileno())]
            self._process = spawn(command, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL)
            self._pipe = Connection(ours.detach())
        return self._pipe

    def _reason(self, context: Context) -> FeedError:
        """Why it has gone."""
        status = self._process.wait() if self._process else 0
        if status == -signal.SIGXCPU:
            return Overrun(_too_long(context))
        died = f"died of signal {-status}" if status < 0 else f"ended with status {status}"
        return FeedError(f"{context.name}: the process that read it {died}; not read further")


def _too_long(context: Context) -> str:
    limit = f"{context.settings.feed_cpu_limit_s:g} s ({variable('feed_cpu_limit_s')})"
    return f"{context.name}: reading it takes longer than {limit} and its size allow; not read further"


def _chunk(stream: BinaryIO, name: str) -> tuple[bytes, str | None]:
    """The next bytes, none at the end; or why there are no more."""
    try:
        return stream.read1(CHUNK), None  # type: ignore[attr-defined]
    except FeedError as error:
        return b"", str(error)
    except OSError as error:
        return b"", f"{name}: cannot be read ({error.strerror or error})"


class Parsers:
    """Parser processes for several threads; only as many are started as are in use at a time."""

    def __init__(self, most: int) -> None:
        self._idle: queue.LifoQueue[ParserProcess] = queue.LifoQueue()
        self._all = [ParserProcess() for _ in range(most)]
        for process in self._all:
            self._idle.put(process)

    def read(self, stream: BinaryIO, context: Context, format_name: str = AUTO) -> Iterator[Outcome]:
        """As `ParserProcess.read`."""
        process = self._idle.get()
        try:
            yield from process.read(stream, context, format_name)
        finally:
            self._idle.put(process)

    def close(self) -> None:
        for process in self._all:
            process.end()


def read_apart(
    sources: Iterable[Source], settings: Settings, format_name: str = AUTO, wire: str | None = None
) -> Iterator[Outcome]:
    """As `registry.read_sources`; what takes too long ends in an `OutOfTime`, and the next source follows."""
    parser = ParserProcess()
    try:
        for source in sources:
            try:
                with opened(source, settings, wire) as (stream, context):
                    yield from parser.read(stream, context, format_name)
            except Overrun as error:
                yield OutOfTime(str(error), source.name)
            except FeedError as error:
                yield Unreadable(str(error), source.name)
    finally:
        parser.end()
