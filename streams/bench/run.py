"""The whole benchmark: a broker of its own, the rounds, the latencies, the start; or the soak."""

import os
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from statistics import median

from streams.bench.articles import Copies, originals
from streams.bench.contenders import CONTENDERS, ENRICH, LAGEBILD, OURS, Contender
from streams.bench.latency import Load, cold_start, latencies
from streams.bench.soak import Soak, soak
from streams.bench.throughput import Run, Track, measure
from streams.broker.server import Broker
from streams.errors import LagebildError
from streams.settings import Settings, to_environment, variable

Say = Callable[[str], None]
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
"""For every contender: each has as many processes as cores, and more threads would only contend."""


@dataclass(frozen=True)
class Plan:
    """How long it takes. `rounds_limit_s`: no further round is begun that would probably end after it."""

    seconds: float
    """Of each measurement of the fastest contender."""
    rounds: int
    load_seconds: float
    """Of each load under which latency is measured."""
    starts: int
    rounds_limit_s: float
    least: int = 150
    """Articles of a measurement, at least."""
    long: bool = False


QUICK = Plan(seconds=5, rounds=3, load_seconds=10, starts=2, rounds_limit_s=370)
LONG = Plan(seconds=30, rounds=5, load_seconds=60, starts=5, rounds_limit_s=6 * 3600, long=True)


@dataclass
class Row:
    """A contender and its runs; `problem`: why there are none, or no more."""

    contender: Contender
    processes: int
    runs: dict[int, Run]
    """By round."""
    problem: str | None = None


@dataclass(frozen=True)
class Result:
    """All that was measured; `starts_s` in seconds."""

    processes: int
    articles_a_round: int
    rows: list[Row]
    loads: list[Load]
    starts_s: list[float]


def bench(
    settings: Settings,
    names: Sequence[str],
    processes: int,
    plan: Plan,
    say: Say,
    contenders: Sequence[Contender] = CONTENDERS,
) -> Result:
    """`names` are files of articles, none: the sample wire.

    Raises `LagebildError` where our own worker cannot be measured; another's failure is told in its row.
    """
    base = originals(settings, names)
    with broker_track(settings, plan.seconds, say) as track:
        rows = [
            Row(contender, 1 if contender.single else processes, {})
            for contender in contenders
            if (plan.long or not contender.long_only) and not (contender.single and processes == 1)
        ]
        for row in rows:
            if missing := row.contender.missing():
                row.problem = f"not installed ({', '.join(missing)})"
        copies = Copies(base)
        by_name = {row.contender.name: row for row in rows}
        number = _articles_a_round(by_name[ENRICH].contender, processes, copies, plan, track, say)
        _rounds(rows, number, processes, copies, plan, track, say)
        ours = by_name[LAGEBILD]
        if ours.problem:
            raise LagebildError(f"the worker could not be measured: {ours.problem}")
        capacity = median(run.articles_per_s for run in ours.runs.values())
        say(f"latency at loads of {capacity:.0f} articles/s")
        loads = latencies(ours.contender, processes, copies, capacity, plan.load_seconds, track)
        say("cold start")
        starts = [cold_start(ours.contender, processes, copies, track) for _ in range(plan.starts)]
        return Result(processes, number, rows, loads, starts)


def bench_soak(settings: Settings, names: Sequence[str], processes: int, minutes: float, say: Say) -> Soak:
    base = originals(settings, names)
    with broker_track(settings, 30, say) as track:
        return soak(OURS, processes, Copies(base), minutes, track, say)


@contextmanager
def broker_track(settings: Settings, seconds: float, say: Say) -> Iterator[Track]:
    """A broker of its own; it and all that is written end with the benchmark."""
    with tempfile.TemporaryDirectory(prefix="lagebild-bench-", ignore_cleanup_errors=True) as name:
        folder, heap, limit_s = Path(name), settings.broker_heap_mb, settings.connect_limit_s
        say("starting Apache Kafka")
        with Broker(folder / "broker", heap_mb=heap, start_limit_s=limit_s) as broker:
            assert broker.pid is not None
            own = settings.with_(brokers=broker.bootstrap, data=name, **_plain_kafka())
            yield Track(own, child_environment, folder, broker.pid, seconds)


def _plain_kafka() -> dict[str, object]:
    """The embedded broker knows neither TLS nor users, whatever is set for another."""
    return {f.name: f.default for f in fields(Settings) if f.name.startswith("kafka_")}


def child_environment(settings: Settings) -> dict[str, str]:
    """Ours, with these settings and no others, and one thread a process."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(variable(""))}
    return inherited | ONE_THREAD | to_environment(settings)


def _articles_a_round(enrich: Contender, processes: int, copies: Copies, plan: Plan, track: Track, say: Say) -> int:
    say("how many articles a measurement takes")
    rate = measure(enrich, processes, copies, plan.least, track).articles_per_s
    return max(plan.least, round(rate * track.seconds))


def _rounds(
    rows: Sequence[Row], number: int, processes: int, copies: Copies, plan: Plan, track: Track, say: Say
) -> None:
    """All contenders once a round, every other round backwards; `rows` begin with ours.

    The machine's speed drifts: a ratio within a round is as good as its two measurements are near. Ours stands in the
    middle, and beside it what follows it in `rows`.
    """
    order = [*rows[2::2][::-1], rows[0], *rows[1::2]]
    begin, longest = time.monotonic(), 0.0
    for index in range(plan.rounds):
        if time.monotonic() - begin + longest > plan.rounds_limit_s and index:
            say(f"no time for round {index + 1} of {plan.rounds}")
            return
        started = time.monotonic()
        for row in order[:: -1 if index % 2 else 1]:
            if row.problem is None:
                share = max(plan.least, number * row.processes // processes)
                _measured(row, index + 1, share, copies, track, say)
        longest = max(longest, time.monotonic() - started)


def _measured(row: Row, index: int, number: int, copies: Copies, track: Track, say: Say) -> None:
    try:
        run = measure(row.contender, row.processes, copies, number, track)
    except LagebildError as error:
        row.problem = str(error)
        say(f"round {index}: {row.contender.title}: {error}")
        return
    row.runs[index] = run
    cpu_ms = 1000 * run.cpu_s / run.articles
    say(f"round {index}: {row.contender.title}: {run.articles_per_s:.1f} articles/s, {cpu_ms:.1f} ms CPU each")
