"""A ride over a cluster of three: its brokers are lost in turn under a steady load, then workers with them."""

import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

import orjson

from streams.topics import ENRICHED, RAW, REJECTED
from tests.resilience.articles import Value
from tests.resilience.cluster import ThreeBrokers
from tests.resilience.load import Load
from tests.resilience.schedule import Fault
from tests.resilience.storm import Outage, Storm
from tests.resilience.verdict import miscounts, out_of_order
from tests.resilience.watch import Place, Watch, longest_pause_s, recovery_s
from tests.wire import Wire, WorkerProcess, wait_until

VIEW_ARTICLES = 100_000
VIEW_LIMIT_S = 120.0
READY_LIMIT_S = 300.0


@dataclass(frozen=True)
class Voyage:
    """`recoveries_s`: for each outage, until every partition brought an article that was sent after it.

    `articles`: what was sent. `pause_s`: the longest time in which a partition brought nothing, under load. The others
    as in `run.Ride`.
    """

    articles: list[Value]
    outages: list[Outage]
    recoveries_s: list[float]
    pause_s: float
    wrong: list[str]
    exits: Counter[str]
    starts: int
    storm_s: float


def voyage(
    wire: Wire,
    cluster: ThreeBrokers,
    articles: Iterator[Value],
    faults: Sequence[Fault],
    *,
    at_least: int,
    workers: int,
    rate: float,
    say: Callable[[str], None],
    drain_limit_s: float,
) -> Voyage:
    """`rate`: articles a second as long as faults happen; `at_least` so many are sent in all."""
    storm = Storm(wire, None, workers, say, cluster)
    view = wire.start_worker("view", view_articles=VIEW_ARTICLES).wait_ready(READY_LIMIT_S)
    wire.workers["enrich", 0].wait_ready(READY_LIMIT_S)
    watch, load = Watch(wire.settings), Load(wire.settings, articles, rate, at_least)
    started = time.time()
    watch.start()
    load.start()
    for fault in faults:
        storm.wait(fault.after_s + fault.into_s)
        storm.strike(fault)
    storm.calm()
    storm.heal()
    ended = time.time()
    load.enough()
    give_up = time.monotonic() + drain_limit_s
    while (load.is_alive() or wire.lag()) and time.monotonic() < give_up:
        storm.wait(1.0)
    took = time.time() - started
    say(f"stormy: {len(load.articles)} articles, drained after {took:.0f} s")
    watch.end()
    sent = {_place(record): record.timestamp / 1000 for record in wire.read(RAW)}
    wrong = miscounts(wire) + _order(wire) + _client_errors(load, watch, sent) + _view_errors(wire, view)
    recoveries = [recovery_s(outage.at, sent, watch.arrivals) for outage in storm.outages]
    pause = longest_pause_s(watch.arrivals, started, ended)
    return Voyage(load.articles, storm.outages, recoveries, pause, wrong, storm.exits, storm.starts, took)


def _order(wire: Wire) -> list[str]:
    return [line for base in (ENRICHED, REJECTED) for line in out_of_order(wire.read(base))]


def _client_errors(load: Load, watch: Watch, raw: Collection[Place]) -> list[str]:
    """Feeder and subscriber must have lived through it, and each article must be in the raw topic once."""
    wrong = [f"{thread.name} failed: {thread.failure}" for thread in (load, watch) if thread.failure]
    if not len(load.articles) == load.result.sent == len(raw):
        wrong.append(f"{len(load.articles)} articles, {load.result.sent} acknowledged, {len(raw)} in the raw topic")
    if sorted(place for _, place in watch.arrivals) != sorted(raw):
        wrong.append(f"the subscriber saw {len(watch.arrivals)} outcomes, or not each once")
    return wrong


def _view_errors(wire: Wire, view: WorkerProcess) -> list[str]:
    """It must have lived through all of it, and show every article."""
    if not view.alive:
        return [f"the view ended with status {view.process.returncode}"]
    expected = len({record.key for record in wire.read(ENRICHED)})

    def shown() -> int:
        status, body = view.get("/api/countries?window=24h")
        return orjson.loads(body)["articles"] if status == 200 else -1

    try:
        wait_until(lambda: shown() == expected and view.get("/health/ready")[0] == 200, VIEW_LIMIT_S)
    except AssertionError:
        return [f"the view shows {shown()} articles of {expected}; {view.get('/health/ready')}"]
    return []


def _place(record: object) -> Place:
    return record.partition, record.offset  # type: ignore[attr-defined]
