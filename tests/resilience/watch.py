"""What a subscriber sees of an outage: how long nothing comes, and when everything comes again."""

import threading
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise

from kafka import KafkaConsumer
from kafka.errors import KafkaError

from streams.delivery.reading import committed_consumer, partitions_of
from streams.headers import origin_of
from streams.settings import Settings
from streams.topics import ENRICHED, REJECTED, topic_name

Place = tuple[int, int]
"""Partition and offset of a raw record."""
POLL_MS = 100


class Watch(threading.Thread):
    """Reads the outcomes as they are committed; `arrivals`: Unix time, and the raw record."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(name="watch", daemon=True)
        self.arrivals: list[tuple[float, Place]] = []
        self.failure: KafkaError | None = None
        self._settings = settings
        self._ended = threading.Event()
        self._consumer: KafkaConsumer = committed_consumer(settings, request_timeout_ms=10_000)

    def run(self) -> None:
        names = (topic_name(self._settings, base) for base in (ENRICHED, REJECTED))
        try:
            self._consumer.assign([part for name in names for part in partitions_of(self._consumer, name)])
            self._consumer.seek_to_beginning()
            while not self._ended.is_set():
                for records in self._consumer.poll(timeout_ms=POLL_MS).values():
                    now = time.time()
                    origins = (origin_of(record.headers) for record in records)
                    self.arrivals += [(now, (origin.partition, origin.offset)) for origin in origins if origin]
        except KafkaError as error:
            self.failure = error
        finally:
            self._consumer.close()

    def end(self) -> None:
        self._ended.set()
        self.join()


def recovery_s(at: float, sent: Mapping[Place, float], arrivals: Sequence[tuple[float, Place]]) -> float:
    """From `at` until every partition has brought an outcome of an article that was sent after it.

    `sent`: Unix times. Partitions that nothing was sent to after `at` do not count.
    """
    first: dict[int, float] = {}
    for time_, place in arrivals:
        if sent[place] > at:
            first.setdefault(place[0], time_)
    return max(first.values(), default=at) - at


def longest_pause_s(arrivals: Sequence[tuple[float, Place]], start: float, end: float) -> float:
    """The longest time between `start` and `end` without an outcome of one of the partitions."""
    times: dict[int, list[float]] = defaultdict(list)
    for time_, (partition, _) in arrivals:
        if start <= time_ <= end:
            times[partition].append(time_)
    gaps = (later - sooner for own in times.values() for sooner, later in pairwise([start, *own, end]))
    return max(gaps, default=0.0)
