"""Articles a second of one contender: from the moment at which its processes are warm and the articles lie ready."""

import itertools
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import PIPE
from typing import IO

import orjson

from streams.bench.articles import Article, Copies
from streams.bench.contenders import Contender
from streams.bench.contenders.pipes import edge
from streams.bench.processes import Processes, cpu_s
from streams.bench.wire import Wire
from streams.errors import LagebildError
from streams.settings import Settings

START_LIMIT_S = 180.0
WARM_EACH = 8
"""Articles a partition before the clock starts."""
MARGIN = 96
"""Articles a process before and after the clock runs: more than any contender has under way."""
PATIENCE_S = 0.2
"""How often outcomes are read while throughput is measured."""


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
    seconds: float
    """How long a measurement of the fastest contender takes, about."""

    def own(self, contender: Contender, processes: int) -> Settings:
        """For one run: topics of its own, a partition at least for each process, no cache where none is meant."""
        prefix = f"bench-{next(_numbers)}-"
        partitions = max(self.settings.partitions, processes)
        own = self.settings.with_(topic_prefix=prefix, partitions=partitions)
        return own if contender.caches else own.with_(sentence_cache=0)

    @property
    def limit_s(self) -> float:
        return 60 + 8 * self.seconds


_numbers = itertools.count(1)


def measure(contender: Contender, processes: int, copies: Copies, number: int, track: Track) -> Run:
    """`number` articles. Raises `LagebildError` where the contender fails or takes too long."""
    measures = {"kafka": through_kafka, "lines": through_lines, "paced": through_pipes}
    return measures[contender.kind](contender, processes, copies, number, track)


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


def through_kafka(contender: Contender, processes: int, copies: Copies, number: int, track: Track) -> Run:
    """The processes are frozen while the raw topic is filled; the clock runs from one readable outcome to another.

    In between all processes are busy: neither the start after the thaw is counted nor the last articles, which leave
    some without work.
    """
    settings = track.own(contender, processes)
    margin = MARGIN * processes
    with Wire(settings, PATIENCE_S) as wire, started(contender, processes, settings, track) as running:
        warm(contender, processes, wire, running, settings, copies)
        articles = copies.take(margin + number + margin, contender.copies_each)
        running.freeze()
        wire.fill(articles)
        running.thaw()
        begin = wire.wait_for(articles, track.limit_s, running.check, margin)
        before = wire.readable(articles)
        cpu, moving, kafka = running.cpu_s(), running.root_cpu_s(), cpu_s(track.broker_pid)
        end = wire.wait_for(articles, track.limit_s, running.check, min(before + number, len(articles)))
        used, moved, kafka_used = running.cpu_s() - cpu, running.root_cpu_s() - moving, cpu_s(track.broker_pid) - kafka
        answered = [article for article in articles if begin < wire.outcomes.get(article.id, begin) <= end]
        if not answered:
            raise LagebildError("all articles were answered at once: too few to measure by")
        return Run(
            articles=len(answered),
            words=_words(answered),
            seconds=end - begin,
            cpu_s=used,
            moving_cpu_s=moved,
            pss_mb=running.pss_mb(),
            processes=len(running.pids()),
            kafka_cpu_s=kafka_used,
            rejected=wire.rejected,
        )


def through_lines(contender: Contender, processes: int, copies: Copies, number: int, track: Track) -> Run:
    """The clock runs from one answer to another, between which it reads and answers without a pause."""
    settings = track.own(contender, processes)
    margin = MARGIN * processes
    articles = copies.take(margin + number + margin)
    with started(contender, processes, settings, track, stdin=PIPE, stdout=PIPE) as running, _limited(running, track):
        answers = _fed(running, [article.value for article in articles])
        _skip(answers, margin)
        cpu, moving, begin = running.cpu_s(), running.root_cpu_s(), time.perf_counter()
        answered = sum(1 for _ in itertools.islice(answers, number // 2))
        pss, count = running.pss_mb(), len(running.pids())
        answered += sum(1 for _ in itertools.islice(answers, number - answered))
        seconds = time.perf_counter() - begin
        used, moved = running.cpu_s() - cpu, running.root_cpu_s() - moving
        if answered < number:
            raise LagebildError(f"answered {answered} of {number} articles: {running.last_words()}")
        return Run(number, _words(articles[margin:-margin]), seconds, used, moved, pss, count)


def through_pipes(contender: Contender, processes: int, copies: Copies, number: int, track: Track) -> Run:
    """Between `run` and `pause` of each language; `number` are those in between, about."""
    settings = track.own(contender, processes)
    languages = len(settings.language_codes)
    articles = copies.take(number + 2 * languages * edge(processes))
    lines = [orjson.dumps({"language": article.language, "text": article.text}) for article in articles]
    measured = words = 0
    seconds = used = moved = pss = 0.0
    count = 0
    with started(contender, processes, settings, track, stdin=PIPE, stdout=PIPE) as running, _limited(running, track):
        begin = cpu = moving = 0.0
        for line in _fed(running, lines):
            said = line.split()
            if said[0] == b"run":
                pss, count = max(pss, running.pss_mb()), max(count, len(running.pids()))
                cpu, moving, begin = running.cpu_s(), running.root_cpu_s(), time.perf_counter()
            else:
                seconds += time.perf_counter() - begin
                used += running.cpu_s() - cpu
                moved += running.root_cpu_s() - moving
                measured, words = measured + int(said[1]), words + int(said[2])
        if not measured or running.roots[0].wait() != 0:
            raise LagebildError(f"did not come to its end: {running.last_words()}")
    return Run(measured, words, seconds, used, moved, pss, count)


def _fed(running: Processes, lines: Sequence[bytes]) -> IO[bytes]:
    """The answers of a process that is given all lines by a thread of its own."""
    root = running.roots[0]
    assert root.stdin is not None and root.stdout is not None
    threading.Thread(target=_feed, args=(root.stdin, lines), daemon=True).start()
    return root.stdout


def _feed(stdin: IO[bytes], lines: Sequence[bytes]) -> None:
    try:
        with stdin:
            for line in lines:
                stdin.write(line + b"\n")
    except (BrokenPipeError, ValueError):
        return  # it has ended; who reads its answers says so


def _skip(answers: IO[bytes], number: int) -> None:
    for _ in itertools.islice(answers, number):
        pass


@contextmanager
def _limited(running: Processes, track: Track) -> Iterator[None]:
    """Ends a process that does not end in time: who reads its answers then comes to their end."""
    timer = threading.Timer(START_LIMIT_S + track.limit_s, running.stop)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _words(articles: Sequence[Article]) -> int:
    return sum(article.words for article in articles)
