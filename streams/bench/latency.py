"""From produce to readable, at a steady load, and how long a worker takes from its start to its first article."""

import random
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from streams.bench.articles import Article, Copies
from streams.bench.contenders import Contender
from streams.bench.throughput import START_LIMIT_S, Track, started, warm
from streams.bench.wire import Wire
from streams.errors import LagebildError

LOADS = (25, 50, 80)
"""Percent of the measured capacity."""
PSS_EVERY_S = 5.0
ANSWER_LIMIT_S = 120.0
SEED = 1


@dataclass(frozen=True)
class Load:
    """Articles at a mean rate, independent of each other (exponential gaps, a fixed seed).

    Latencies are in milliseconds, ascending; `pss_mb` has a value every `PSS_EVERY_S`.
    """

    percent: int
    offered_per_s: float
    latencies_ms: list[float]
    pss_mb: list[float]

    def percentile(self, percent: float) -> float:
        """The smallest latency that so many percent do not exceed."""
        return self.latencies_ms[max(1, ceil(len(self.latencies_ms) * percent / 100)) - 1]


def latencies(
    contender: Contender, processes: int, copies: Copies, capacity: float, seconds: float, track: Track
) -> list[Load]:
    """One worker under each of the `LOADS` in turn, `seconds` each; `capacity` in articles a second."""
    settings = track.own(contender, processes)
    with Wire(settings) as wire, started(contender, processes, settings, track) as running:
        warm(contender, processes, wire, running, settings, copies)
        found = []
        for percent in LOADS:
            rate = capacity * percent / 100
            articles = copies.take(max(1, round(rate * seconds)))
            sent: dict[str, float] = {}
            feeder = threading.Thread(target=_feed, args=(wire, articles, rate, sent), daemon=True)
            feeder.start()
            sizes = [running.pss_mb()]
            sampled = time.monotonic()
            while feeder.is_alive():
                wire.poll()
                running.check()
                if time.monotonic() - sampled >= PSS_EVERY_S:
                    sampled = time.monotonic()
                    sizes.append(running.pss_mb())
            wire.wait_for(articles, ANSWER_LIMIT_S, running.check)
            waits = sorted(1000 * (wire.outcomes[name] - at) for name, at in sent.items())
            found.append(Load(percent, rate, waits, sizes))
        return found


def _feed(wire: Wire, articles: Sequence[Article], rate: float, sent: dict[str, float]) -> None:
    """Keeps to its times whatever the answers do: a slow answer must not slow the questions."""
    gaps = random.Random(SEED)
    due = time.perf_counter()
    for article in articles:
        due += gaps.expovariate(rate)
        time.sleep(max(0.0, due - time.perf_counter()))
        sent[article.id] = time.perf_counter()
        wire.send(article)


def cold_start(contender: Contender, processes: int, copies: Copies, track: Track) -> float:
    """Seconds from the start of the processes to the first readable outcome; the articles lie there before."""
    settings = track.own(contender, processes)
    with Wire(settings) as wire:
        articles = copies.take(settings.partitions)
        wire.fill(articles)
        begin = time.perf_counter()
        with started(contender, processes, settings, track) as running:
            deadline = time.monotonic() + START_LIMIT_S
            while not wire.outcomes:
                wire.poll()
                running.check()
                if time.monotonic() > deadline:
                    raise LagebildError(f"no article was enriched {START_LIMIT_S:.0f} s after the start")
        return min(wire.outcomes.values()) - begin
