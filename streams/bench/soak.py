"""A worker under full load for a long time: does its memory grow?"""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from kafka.admin import ConfigResource, ConfigResourceType

from streams import topics
from streams.bench.articles import Copies
from streams.bench.contenders import Contender
from streams.bench.throughput import Track, started, warm
from streams.bench.wire import Wire
from streams.errors import LagebildError
from streams.settings import Settings

BACKLOG = 512
"""Articles that wait at any time, so that no process is ever without work."""
EVERY_S = 60.0
SETTLED = 0.2
"""The part of the time in which memory may still find its size: growth is counted from there."""
KEPT_MS = 600_000
"""How long the topics keep records, so that the disk does not fill."""
SILENCE_LIMIT_S = 120.0


@dataclass(frozen=True)
class Soak:
    """`curve` has minutes since the worker was warm and its memory in MB (proportional set size)."""

    articles: int
    seconds: float
    rejected: int
    curve: list[tuple[float, float]]

    def growth_mb_per_h(self) -> float:
        """The slope of the line that fits the settled part of the curve best."""
        points = self.settled()
        mean_x = sum(x for x, _ in points) / len(points)
        mean_y = sum(y for _, y in points) / len(points)
        spread = sum((x - mean_x) ** 2 for x, _ in points)
        return 60 * sum((x - mean_x) * (y - mean_y) for x, y in points) / spread if spread else 0.0

    def growth_mb(self) -> float:
        """The highest of the second half of the settled part against that of the first.

        Memory goes up and down, as analysis processes are renewed.
        """
        points = self.settled()
        middle = (points[0][0] + points[-1][0]) / 2
        early, late = ([size for at, size in points if (at > middle) == half] for half in (False, True))
        return max(late) - max(early) if late else 0.0

    def settled(self) -> list[tuple[float, float]]:
        first = SETTLED * self.seconds / 60
        return [point for point in self.curve if point[0] >= first] or self.curve


def soak(
    contender: Contender, processes: int, copies: Copies, minutes: float, track: Track, say: Callable[[str], None]
) -> Soak:
    """Raises `LagebildError` where the worker ends or stops answering."""
    settings = track.own(contender, processes)
    with Wire(settings) as wire, started(contender, processes, settings, track) as running:
        _keep_briefly(wire, settings)
        warm(contender, processes, wire, running, settings, copies)
        every = min(EVERY_S, 60 * minutes / 5)
        begin = heard = time.monotonic()
        curve = [(0.0, running.pss_mb())]
        waiting: deque[str] = deque()
        answered = 0
        while (now := time.monotonic()) < begin + 60 * minutes:
            fresh = copies.take(BACKLOG - len(waiting)) if len(waiting) <= BACKLOG // 2 else []
            wire.fill(fresh)
            waiting += (article.id for article in fresh)
            wire.poll()
            running.check()
            if wire.outcomes:
                answered += len(wire.outcomes)
                waiting = deque(name for name in waiting if name not in wire.outcomes)
                wire.outcomes.clear()
                heard = now
            elif now - heard > SILENCE_LIMIT_S:
                raise LagebildError(f"no article was answered for {SILENCE_LIMIT_S:.0f} s")
            if now - begin >= len(curve) * every:
                curve.append(((now - begin) / 60, running.pss_mb()))
                say(f"minute {curve[-1][0]:.1f}: {curve[-1][1]:.0f} MB, {answered} articles")
        curve.append(((time.monotonic() - begin) / 60, running.pss_mb()))
        return Soak(answered, time.monotonic() - begin, wire.rejected, curve)


def _keep_briefly(wire: Wire, settings: Settings) -> None:
    changes = {"cleanup.policy": "delete", "retention.ms": str(KEPT_MS), "segment.ms": str(KEPT_MS // 5)}
    names = [topic.name for topic in topics.wanted_topics(settings)]
    wire.admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, name, changes) for name in names])
