"""The process that reads sources for a feed: `python -m streams.feeds.parser DESCRIPTOR`, of a socket to the feed.

The kernel ends it (SIGXCPU) when one source has taken more processor time than its size allows, whatever runs then: an
expression, a C library. It ends with the feed.
"""

import math
import resource
import signal
import sys
from collections.abc import Iterator
from io import BufferedReader
from multiprocessing.connection import Connection

from streams.broker.lifeline import bound
from streams.errors import FeedError
from streams.feeds.items import Context, Item, Outcome
from streams.feeds.registry import read_unpacked
from streams.feeds.unpack import CHUNK, chunk_stream, unpack

S_PER_MB = 5.0
"""Processor time for a million unpacked bytes beside the limit; RSS takes 1 s on a slow machine."""
MEMORY_BYTES = 3 * 2**30
"""The largest document, 64 MB of nothing but empty objects, takes 2.7 GB."""
TOGETHER, TOGETHER_BYTES = 100, 2**20
"""Outcomes that travel together at most, and their bytes."""


def serve(pipe: Connection) -> None:
    """Reads one source after another, until the feed hangs up.

    A job is a context and the name of a format. The answers to it are `(outcomes, wants_more, whole, problem)`: each
    that wants more is given `(bytes, problem)`, no bytes at the end; the one that is whole is the last.
    """
    for signal_number in (signal.SIGINT, signal.SIGTERM):  # a whole group gets them: the feed ends us itself
        signal.signal(signal_number, signal.SIG_IGN)
    bound(resource.RLIMIT_DATA, MEMORY_BYTES)
    bound(resource.RLIMIT_CORE, 0)
    try:
        while True:
            context, format_name = pipe.recv()
            _answer(pipe, context, format_name)
    except (EOFError, ConnectionError):
        return


def _answer(pipe: Connection, context: Context, format_name: str) -> None:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    end = usage.ru_utime + usage.ru_stime + context.settings.feed_cpu_limit_s
    bound(resource.RLIMIT_CPU, math.ceil(end))
    outcomes: list[Outcome] = []
    size = 0
    problem = None

    def chunks() -> Iterator[bytes]:
        while True:
            pipe.send((outcomes, True, False, None))
            outcomes.clear()
            chunk, failure = pipe.recv()
            if failure is not None:
                raise FeedError(failure)
            yield chunk

    try:
        packed = chunk_stream(chunks())
        stream = chunk_stream(_timed(unpack(packed, context.name, context.settings.feed_limit_bytes), end))
        for outcome in read_unpacked(stream, context, format_name):
            outcomes.append(outcome)
            size += len(outcome.value) if isinstance(outcome, Item) else 0
            if len(outcomes) == TOGETHER or size > TOGETHER_BYTES:
                pipe.send((outcomes, False, False, None))
                outcomes.clear()
                size = 0
    except FeedError as error:
        problem = str(error)
    except MemoryError:
        problem = f"{context.name}: reading it takes more than {MEMORY_BYTES // 2**20} MB; not read further"
    pipe.send((outcomes, False, True, problem))


def _timed(stream: BufferedReader, end: float) -> Iterator[bytes]:
    """The bytes of the stream; each moves the end, a processor time of this process, a little further."""
    while chunk := stream.read1(CHUNK):
        end += len(chunk) * S_PER_MB / 1e6
        bound(resource.RLIMIT_CPU, math.ceil(end))
        yield chunk


if __name__ == "__main__":
    serve(Connection(int(sys.argv[1])))
