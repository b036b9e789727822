"""How each kind of contender is given articles, and how its answers are counted."""

import itertools
import queue
import threading
import time
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, ExitStack, suppress
from subprocess import PIPE

import orjson

from streams.bench.articles import LANGUAGES, Article
from streams.bench.contenders.pipes import edge
from streams.bench.meter import Meter, Moment, Steady
from streams.bench.processes import Processes
from streams.bench.throughput import START_LIMIT_S, WARM_EACH, Run, started, warm
from streams.bench.wire import Ends, Wire
from streams.errors import LagebildError

PACED_RATE = 20
"""Articles a second and process that spaCy's pipelines take, about: it says only how long they are measured."""


class ThroughKafka(Steady):
    """Articles lie in the raw topic; answers are counted by how far a `read_committed` reader could read."""

    def start(self, open_: ExitStack) -> None:
        self.wire = open_.enter_context(Wire(self.settings))
        self.running = open_.enter_context(started(self.contender, self.processes, self.settings, self.track))
        self.ends: list[Ends] = []

    def warm(self) -> None:
        warm(self.contender, self.processes, self.wire, self.running, self.settings, self.copies)
        self.before = self.wire.ends()

    def give(self, articles: Sequence[Article]) -> None:
        self.wire.fill(articles)

    def count(self) -> int:
        self.ends.append(self.wire.ends())
        return sum(self.ends[-1]) - sum(self.before)

    def news(self) -> list[list[Article]]:
        names = self.wire.new_at(self.ends)
        articles = {article.id: article for article in self.given}
        return [[articles[name] for name in found if name in articles] for found in names]

    def rejected(self) -> int:
        return self.wire.rejected


class ThroughLines(Steady):
    """Articles on standard input, an answer a line on standard output, in order."""

    def start(self, open_: ExitStack) -> None:
        self.running = open_.enter_context(_piped(self))
        self.lines: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self.answers = 0
        _in_background(_write, self.running, iter(self.lines.get, None))
        _in_background(self._read)
        open_.callback(self.lines.put, None)

    def warm(self) -> None:
        self.lay_ready()
        give_up = time.monotonic() + START_LIMIT_S
        while self.answers < WARM_EACH * self.settings.partitions:
            self.running.check()
            if time.monotonic() > give_up:
                raise LagebildError(f"its first articles were not answered after {START_LIMIT_S:.0f} s")
            time.sleep(0.1)

    def give(self, articles: Sequence[Article]) -> None:
        for article in articles:
            self.lines.put(article.value)

    def count(self) -> int:
        return self.answers

    def news(self) -> list[list[Article]]:
        bounds = [0, *(answers for _, answers in self.looks)]
        return [self.given[start:end] for start, end in itertools.pairwise(bounds)]

    def _read(self) -> None:
        stdout = self.running.roots[0].stdout
        assert stdout is not None
        with suppress(ValueError):  # it is closed when the process is ended
            for _ in stdout:
                self.answers += 1


class Paced(Meter):
    """Is given all articles at once; says itself between which answers it is busy (see `pipes`)."""

    def start(self, open_: ExitStack) -> None:
        self.running = open_.enter_context(_piped(self))
        self.said: list[tuple[list[bytes], Moment]] = []
        self.pss_mb = 0.0
        self.count = 0

    def warm(self) -> None:
        measured = round(PACED_RATE * self.processes * self.seconds)
        articles = self.copies.take(measured + 2 * len(LANGUAGES) * edge(self.processes))
        lines = [orjson.dumps({"language": article.language, "text": article.text}) for article in articles]
        _in_background(_write, self.running, lines)
        _in_background(self._listen)

    def lay_ready(self) -> None:
        """All lies there."""

    def look(self) -> None:
        if self.running.roots[0].poll():
            self.running.check()

    def done(self) -> bool:
        return self.ended()

    def ended(self) -> bool:
        return self.running.roots[0].poll() == 0

    def run(self) -> Run:
        articles = words = 0
        begin = self.said[0][1] if self.said else Moment(0, 0, 0, 0)
        sums = [0.0, 0.0, 0.0]
        for said, moment in self.said:
            if said[0] == b"run":
                begin = moment
                continue
            articles, words = articles + int(said[1]), words + int(said[2])
            used = moment.since(begin)
            spent = (used.seconds, used.cpu_s, used.moving_cpu_s)
            sums = [total + part for total, part in zip(sums, spent, strict=True)]
        if not articles:
            raise LagebildError(f"nothing was measured: {self.running.last_words()}")
        return Run(articles, words, *sums, self.pss_mb, self.count)

    def _listen(self) -> None:
        stdout = self.running.roots[0].stdout
        assert stdout is not None
        with suppress(ValueError):
            for line in stdout:
                self.pids = self.running.pids()  # spaCy starts new ones for each language
                self.said.append((line.split(), self.moment()))
                if line.startswith(b"pause"):
                    self.pss_mb = max(self.pss_mb, self.running.pss_mb())
                    self.count = max(self.count, len(self.running.pids()))


def _piped(meter: Meter) -> AbstractContextManager[Processes]:
    return started(meter.contender, meter.processes, meter.settings, meter.track, stdin=PIPE, stdout=PIPE)


def _write(running: Processes, lines: Iterable[bytes]) -> None:
    stdin = running.roots[0].stdin
    assert stdin is not None
    try:
        with stdin:
            for line in lines:
                stdin.write(line + b"\n")
    except (BrokenPipeError, ValueError):
        return  # it has ended; who looks at it says so


def _in_background(work: object, *arguments: object) -> None:
    threading.Thread(target=work, args=arguments, daemon=True).start()  # type: ignore[arg-type]


METERS: dict[str, type[Meter]] = {"kafka": ThroughKafka, "lines": ThroughLines, "paced": Paced}
