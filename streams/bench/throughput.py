"""Articles a second of one contender, from the moment at which its processes are warm and the articles lie ready."""

import itertools
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from streams.bench.articles import Copies
from streams.bench.contenders import Contender
from streams.bench.processes import Processes
from streams.bench.wire import Wire
from streams.errors import LagebildError
from streams.settings import Settings

START_LIMIT_S = 180.0
WARM_EACH = 8
"""Articles a partition before the clock starts."""


@dataclass(frozen=True)
class Run:
    """One measurement. `processes` are all that lived, and `cpu_s` is their CPU time.

    `moving_cpu_s` is that of the processes at the top alone: in our worker the one that moves records. `kafka_cpu_s` is
    the broker's.
    """

    articles: int
    words: int
    seconds: float
    cpu_s: float
    moving_cpu_s: float
    pss_mb: float
    processes: int
    kafka_cpu_s: float | None = None
    rejected: int = 0

    @property
    def articles_per_s(self) -> float:
        return self.articles / self.seconds


@dataclass(frozen=True)
class Track:
    """What every measurement uses. `environment` makes a process read settings; `broker_pid` is Kafka's process."""

    settings: Settings
    environment: Callable[[Settings], dict[str, str]]
    folder: Path
    broker_pid: int

    def own(self, contender: Contender, processes: int) -> Settings:
        """For one run: topics of its own, a partition at least for each process, no cache where none is meant."""
        prefix = f"bench-{next(_numbers)}-"
        partitions = max(self.settings.partitions, processes)
        own = self.settings.with_(topic_prefix=prefix, partitions=partitions)
        return own if contender.caches else own.with_(sentence_cache=0)


_numbers = itertools.count(1)


@contextmanager
def started(
    contender: Contender, processes: int, settings: Settings, track: Track, **pipes: int
) -> Iterator[Processes]:
    log = track.folder / f"{contender.name}.log"
    running = Processes(contender.commands(settings, processes), track.environment(settings), log, **pipes)
    try:
        yield running
    finally:
        running.stop()


def warm(
    contender: Contender, processes: int, wire: Wire, running: Processes, settings: Settings, copies: Copies
) -> None:
    """Returns when every process has its partitions and has answered articles."""
    deadline = time.monotonic() + START_LIMIT_S
    if contender.group:
        group = settings.topic_prefix + contender.group
        while wire.members(group) < contender.members(processes):
            running.check()
            if time.monotonic() > deadline:
                raise LagebildError(f"its group was not complete after {START_LIMIT_S:.0f} s")
            time.sleep(0.2)
    articles = copies.take(WARM_EACH * settings.partitions, contender.copies_each)
    wire.fill(articles)
    wire.wait_for(articles, START_LIMIT_S, running.check)
