"""The whole benchmark: a broker of its own, the rounds, the latencies, the start; or the soak."""

import itertools
import os
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from statistics import median

from streams.bench.articles import Copies, originals
from streams.bench.contenders import OTHERS, OURS, Contender
from streams.bench.latency import Load, cold_start, latencies
from streams.bench.soak import Soak, soak
from streams.bench.throughput import Run, Track
from streams.bench.turns import measure
from streams.broker.server import Broker
from streams.errors import LagebildError
from streams.settings import Settings, to_environment, variable

Say = Callable[[str], None]
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
"""For every contender: each has as many processes as cores, and more threads would only contend."""


@dataclass(frozen=True)
class Plan:
    """How long it takes. `limit_s`: nothing more is compared after it."""

    seconds: float
    """Of each contender beside ours, about, and of ours beside it."""
    rounds: int
    load_seconds: float
    """Of each load under which latency is measured."""
    starts: int
    limit_s: float
    long: bool = False


QUICK = Plan(seconds=10, rounds=1, load_seconds=10, starts=2, limit_s=360)
LONG = Plan(seconds=30, rounds=5, load_seconds=60, starts=5, limit_s=6 * 3600, long=True)


@dataclass(frozen=True)
class Pair:
    """A contender, and ours in turns with it."""

    theirs: Run
    ours: Run

    @property
    def ratio(self) -> float:
        """Ours to theirs."""
        return self.ours.articles_per_s / self.theirs.articles_per_s


@dataclass
class Row:
    """A contender and what was measured of it, by round; `problem`: why that is nothing, or no more."""

    contender: Contender
    processes: int
    pairs: list[Pair] = field(default_factory=list)
    problem: str | None = None


@dataclass(frozen=True)
class Result:
    """All that was measured; `starts_s` in seconds."""

    processes: int
    rows: list[Row]
    loads: list[Load]
    starts_s: list[float]

    @property
    def ours(self) -> list[Run]:
        """Every measurement of ours."""
        return [pair.ours for row in self.rows for pair in row.pairs]


def bench(
    settings: Settings,
    names: Sequence[str],
    processes: int,
    plan: Plan,
    say: Say,
    others: Sequence[Contender] = OTHERS,
) -> Result:
    """`names` are files of articles, none: the sample wire.

    Raises `LagebildError` where nothing can be compared; the failure of one comparison is told in its row.
    """
    copies = Copies(originals(settings, names))
    with broker_track(settings, say) as track:
        rows = [
            Row(contender, 1 if contender.single else processes)
            for contender in others
            if (plan.long or not contender.long_only) and not (contender.single and processes == 1)
        ]
        begin = time.monotonic()
        for number, row in itertools.product(range(1, plan.rounds + 1), rows):
            if time.monotonic() - begin > plan.limit_s:
                row.problem = row.problem or f"no time for it in round {number}"
            elif row.problem is None:
                _compare(row, number, processes, copies, plan.seconds, track, say)
        result = Result(processes, rows, [], [])
        if not result.ours:
            raise LagebildError(f"the worker could not be measured: {rows[0].problem}")
        capacity = median(run.articles_per_s for run in result.ours)
        say(f"latency at loads of {capacity:.0f} articles/s")
        loads = latencies(OURS, processes, copies, capacity, plan.load_seconds, track)
        say("cold start")
        starts = [cold_start(OURS, processes, copies, track) for _ in range(plan.starts)]
        return replace(result, loads=loads, starts_s=starts)


def bench_soak(settings: Settings, names: Sequence[str], processes: int, minutes: float, say: Say) -> Soak:
    base = originals(settings, names)
    with broker_track(settings, say) as track:
        return soak(OURS, processes, Copies(base), minutes, track, say)


@contextmanager
def broker_track(settings: Settings, say: Say) -> Iterator[Track]:
    """A broker of its own; it and all that is written end with the benchmark."""
    with tempfile.TemporaryDirectory(prefix="lagebild-bench-", ignore_cleanup_errors=True) as name:
        folder, heap, limit_s = Path(name), settings.broker_heap_mb, settings.connect_limit_s
        say("starting Apache Kafka")
        with Broker(folder / "broker", heap_mb=heap, start_limit_s=limit_s) as broker:
            assert broker.pid is not None
            own = settings.with_(brokers=broker.bootstrap, data=name, **_plain_kafka())
            yield Track(own, child_environment, folder, broker.pid)


def _plain_kafka() -> dict[str, object]:
    """The embedded broker knows neither TLS nor users, whatever is set for another."""
    return {f.name: f.default for f in fields(Settings) if f.name.startswith("kafka_")}


def child_environment(settings: Settings) -> dict[str, str]:
    """Ours, with these settings and no others, and one thread a process."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(variable(""))}
    return inherited | ONE_THREAD | to_environment(settings)


def _compare(row: Row, number: int, processes: int, copies: Copies, seconds: float, track: Track, say: Say) -> None:
    title = row.contender.title
    if missing := row.contender.missing():
        row.problem = f"not installed ({', '.join(missing)})"
        return
    try:
        ours, theirs = measure([(OURS, processes), (row.contender, row.processes)], copies, seconds, track)
    except LagebildError as error:
        row.problem = str(error)
        say(f"round {number}: not compared: {error}")
        return
    pair = Pair(theirs, ours)
    row.pairs.append(pair)
    shown = [
        f"{run.articles_per_s:.1f} articles/s, {1000 * run.cpu_s / run.articles:.1f} ms CPU" for run in (theirs, ours)
    ]
    say(f"round {number}: {title}: {shown[0]}; ours beside it: {shown[1]}: {pair.ratio:.2f}")
