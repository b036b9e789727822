"""One ride: the same articles through a calm pipeline and through a stormy one."""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from streams.broker.server import Broker
from streams.settings import Settings
from tests.resilience.articles import Value
from tests.resilience.schedule import Fault, schedule
from tests.resilience.storm import Storm
from tests.resilience.verdict import findings
from tests.wire import Wire


@dataclass(frozen=True)
class Ride:
    """`wrong`: what does not hold, one line each; `exits`: how workers ended of themselves."""

    faults: list[Fault]
    wrong: list[str]
    exits: Counter[str]
    starts: int
    storm_s: float


def ride(
    settings: Settings,
    folder: Path,
    articles: Sequence[Value],
    faults: int | Sequence[Fault],
    seed: int,
    broker: Broker | None,
    say: Callable[[str], None],
    drain_limit_s: float,
) -> Ride:
    """`faults`: which, or how many by the seed. A share of the articles is sent before each of them."""
    planned = schedule(faults, seed) if isinstance(faults, int) else list(faults)
    with wire_named("calm", settings, folder) as calm, wire_named("stormy", settings, folder) as stormy:
        carry(calm, articles, say, drain_limit_s)
        started = time.monotonic()
        storm = Storm(stormy, broker, 2, say)
        stormy.workers["enrich", 0].wait_ready()
        share = -(-len(articles) // (len(planned) + 1))
        for number, fault in enumerate(planned):
            storm.wait(fault.after_s)
            stormy.send(articles[number * share : (number + 1) * share])
            storm.wait(fault.into_s)
            storm.strike(fault)
        stormy.send(articles[len(planned) * share :])
        until = time.monotonic() + drain_limit_s
        storm.calm()
        while stormy.lag() and time.monotonic() < until:
            storm.wait(1.0)
        took = time.monotonic() - started
        say(f"stormy: drained after {took:.0f} s")
        wrong = findings(calm, stormy)
    return Ride(planned, wrong, storm.exits, storm.starts, took)


def carry(calm: Wire, articles: Sequence[Value], say: Callable[[str], None], drain_limit_s: float) -> None:
    """All articles through one worker, undisturbed."""
    calm.start_worker().wait_ready(drain_limit_s)
    calm.send(articles)
    calm.wait_drained(drain_limit_s)
    calm.workers["enrich", 0].stop()
    say(f"calm: {len(articles)} articles")


def wire_named(name: str, settings: Settings, folder: Path) -> Wire:
    """Topics of its own, and a folder for its logs."""
    logs = folder / name
    logs.mkdir(exist_ok=True)
    return Wire(settings.with_(topic_prefix=f"{settings.topic_prefix}{name}-"), logs)
