"""A contender under measurement. It runs in its turns and is frozen between them; its clock stands still meanwhile.

In its turns nothing else computes but Kafka: articles are laid ready before them, and answers are only counted. What
they were is read at the end.
"""

import time
from abc import ABC, abstractmethod
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, fields, replace
from types import TracebackType
from typing import Self

from streams.bench.articles import Article, Copies
from streams.bench.contenders import Contender
from streams.bench.processes import Processes, cpu_s
from streams.bench.throughput import Run, Track
from streams.errors import LagebildError

LOOK_EVERY_S = 0.2
MARGIN = 96
"""Articles a process before the clock starts: more than any contender has under way."""
SESSION_S = 60.0
"""After which Kafka gives up a member of a group: longer than any is frozen."""
READY = 512
"""Articles a process that lie ready for a turn; later twice what a turn has taken."""


@dataclass(frozen=True)
class Moment:
    """What a contender had used when it had run for `seconds`."""

    seconds: float
    cpu_s: float
    moving_cpu_s: float
    kafka_cpu_s: float

    def since(self, earlier: Self) -> Self:
        """What was used in between."""
        return replace(
            self, **{part.name: getattr(self, part.name) - getattr(earlier, part.name) for part in fields(self)}
        )


class Meter(ABC):
    """Entering it starts the processes. `seconds` is how long it is to be measured, turns counted alone."""

    running: Processes

    def __init__(self, contender: Contender, processes: int, copies: Copies, track: Track, seconds: float) -> None:
        self.contender = contender
        self.processes = processes
        self.copies = copies
        self.track = track
        self.seconds = seconds
        self.settings = track.own(contender, processes).with_(session_timeout_s=SESSION_S)
        self.clock = 0.0
        """Seconds in its turns that have ended."""
        self.pids: list[int] = []
        self._kafka_s = 0.0
        self._turn_began: tuple[float, float] | None = None  # the time, and Kafka's CPU time then
        self._open = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as open_:
            self.start(open_)
            self._open = open_.pop_all()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._open.__exit__(kind, error, at)

    def turn(self, seconds: float) -> None:
        """Lets it run, shorter where it ends. Raises `LagebildError` where a process ends before its work does."""
        self.lay_ready()
        self.pids = self.running.pids()
        begin = time.perf_counter()
        self._turn_began = begin, cpu_s(self.track.broker_pid)
        self.running.thaw()
        while (left := begin + seconds - time.perf_counter()) > 0 and not self.ended():
            time.sleep(min(left, LOOK_EVERY_S))
            self.look()
        self.running.freeze()
        ended = self.moment()
        self.clock, self._kafka_s, self._turn_began = ended.seconds, ended.kafka_cpu_s, None

    def moment(self) -> Moment:
        """Now."""
        seconds, kafka = self.clock, self._kafka_s
        if began := self._turn_began:  # a thread may ask at the end of a turn
            seconds += time.perf_counter() - began[0]
            kafka += cpu_s(self.track.broker_pid) - began[1]
        return Moment(seconds, self.running.cpu_s(self.pids), self.running.root_cpu_s(), kafka)

    @abstractmethod
    def start(self, open_: ExitStack) -> None:
        """Starts the processes; `open_` ends them."""

    @abstractmethod
    def warm(self) -> None:
        """Returns when it can be frozen, until its first turn."""

    @abstractmethod
    def lay_ready(self) -> None:
        """What it needs for a turn."""

    @abstractmethod
    def look(self) -> None:
        """Notes how far it is. Raises `LagebildError` where it has failed."""

    @abstractmethod
    def done(self) -> bool:
        """Whether it was measured for long enough."""

    def ended(self) -> bool:
        """Whether it has nothing more to do."""
        return False

    @abstractmethod
    def run(self) -> Run:
        """What was measured. Raises `LagebildError` where that is nothing."""


class Steady(Meter):
    """Is given articles without end. Its clock runs from one answer to another.

    In between all its processes are busy: neither the start after the first thaw is counted nor the end.
    """

    def __init__(self, contender: Contender, processes: int, copies: Copies, track: Track, seconds: float) -> None:
        super().__init__(contender, processes, copies, track, seconds)
        self.given: list[Article] = []
        self.looks: list[tuple[Moment, int]] = []
        """With the number of answers, about."""
        self._most_a_turn = 0

    @property
    def answered(self) -> int:
        """At the last look."""
        return self.looks[-1][1] if self.looks else 0

    def lay_ready(self) -> None:
        ready = max(READY * self.processes, 2 * self._most_a_turn)
        fresh = self.copies.take(max(0, ready - (len(self.given) - self.answered)), self.contender.copies_each)
        self.given += fresh
        self.give(fresh)

    def turn(self, seconds: float) -> None:
        before = self.answered
        super().turn(seconds)
        self._most_a_turn = max(self._most_a_turn, self.answered - before)

    def look(self) -> None:
        self.running.check()
        self.looks.append((self.moment(), self.count()))

    def done(self) -> bool:
        """About: the exact numbers are known at the end."""
        counted = [moment.seconds for moment, answers in self.looks if answers >= MARGIN * self.processes]
        return bool(counted) and counted[-1] - counted[0] >= self.seconds

    def run(self) -> Run:
        news = self.news()
        total, reached = 0, []
        for articles in news:
            reached.append(total := total + len(articles))
        first = next((at for at, number in enumerate(reached) if number >= MARGIN * self.processes), len(news) - 1)
        last = max(at for at, articles in enumerate(news) if articles or at == first)
        if last <= first:
            raise LagebildError("all articles were answered at once: too few to measure by")
        articles = [article for found in news[first + 1 : last + 1] for article in found]
        used = self.looks[last][0].since(self.looks[first][0])
        return Run(
            articles=len(articles),
            words=sum(article.words for article in articles),
            seconds=used.seconds,
            cpu_s=used.cpu_s,
            moving_cpu_s=used.moving_cpu_s,
            pss_mb=self.running.pss_mb(),
            processes=len(self.running.pids()),
            kafka_cpu_s=used.kafka_cpu_s,
            rejected=self.rejected(),
        )

    def rejected(self) -> int:
        return 0

    @abstractmethod
    def give(self, articles: Sequence[Article]) -> None:
        """Lays them ready; it is frozen."""

    @abstractmethod
    def count(self) -> int:
        """How many answers there are, about; must take no time to speak of."""

    @abstractmethod
    def news(self) -> list[list[Article]]:
        """What each look found answered for the first time."""
