"""The state behind the pages, kept in memory and rebuilt from the topics: rows, counts, the latest whole articles."""

from collections import Counter, OrderedDict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import islice

import msgspec
from msgspec import Struct

from streams.view.buckets import WINDOWS, Buckets, Key, Tally, Window
from streams.view.rejections import Rejections
from streams.view.rows import Row, row_of

LATENCY_BOUNDS_S = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0)
LATENCY_SAMPLES = 1_000
RECENT = 5_000
"""Arrivals that are remembered in their order, for streams."""
PACE_S = 60
"""Throughput is the mean over so many seconds."""


class Latency(Struct, frozen=True):
    """Seconds from reception to enrichment, over the last `LATENCY_SAMPLES` articles."""

    p50: float
    p95: float
    p99: float


class Projection:
    """Every article id once, in its highest version; counts are exact sums over the rows that are held.

    At most `rows` rows, none received longer ago than `retention`; of the `keep` latest articles (and at most
    `keep_bytes` of JSON) the whole record. Feeding a record again, or an older version, changes nothing.
    """

    def __init__(
        self,
        keep: int,
        rows: int = 100_000,
        retention: timedelta = timedelta(minutes=WINDOWS["7d"].minutes),
        keep_bytes: int = 100_000_000,
        *,
        show_unpublishable: bool = False,
    ) -> None:
        self.revision = 0
        """Grows with every change."""
        self.rows: dict[str, Row] = {}
        self.rejections = Rejections(show_unpublishable=show_unpublishable)
        self.unreadable = 0
        self.articles_total = 0
        """Records that changed something since the start; never falls."""
        self.positions: dict[int, int] = {}
        """Partition of the enriched topic -> the last offset taken in."""
        self.latency_counts = [0] * (len(LATENCY_BOUNDS_S) + 1)
        self.latency_sum_s = 0.0
        self._buckets = Buckets()
        self._whole: OrderedDict[str, bytes] = OrderedDict()
        self._whole_bytes = 0
        self._recent: deque[Row] = deque(maxlen=RECENT)
        self._pace: Counter[int] = Counter()
        self._latencies: deque[float] = deque(maxlen=LATENCY_SAMPLES)
        self._keep, self._keep_rows, self._keep_bytes = keep, rows, keep_bytes
        self._retention_s = retention.total_seconds()
        self._window = lru_cache(maxsize=2 * len(WINDOWS))(self._sum_window)

    @property
    def total(self) -> Tally:
        """Sums over all rows that are held."""
        return self._buckets.total

    def enriched(
        self, value: bytes | None, partition: int, offset: int, now: datetime, key: bytes | None = None
    ) -> bool:
        """Takes one record of the enriched topic; says whether anything changed. A null value removes its key's row."""
        self.positions[partition] = max(offset, self.positions.get(partition, -1))
        if value is None:
            return self._forget((key or b"").decode("utf-8", "replace"))
        try:
            row = row_of(value, partition, offset, now.timestamp())
        except msgspec.MsgspecError:
            self.unreadable += 1
            return False
        older = self.rows.get(row.id)
        if (older and older.rank >= row.rank) or row.received < now.timestamp() - self._retention_s:
            return False
        if older:
            self._forget(row.id)
        self.rows[row.id] = row
        self._recent.append(row)
        self._buckets.add(row)
        self._pace[int(row.enriched)] += 1
        self._keep_whole(row.id, value)
        self._observe(row.enriched - row.received)
        self.articles_total += 1
        self.revision += 1
        self.expire(now)
        return True

    def rejected(
        self, key: bytes | None, value: bytes | None, headers: dict[str, bytes], partition: int, offset: int
    ) -> bool:
        """Takes one record of the rejected topic; says whether it was new."""
        new = self.rejections.take(key, value, headers, partition, offset)
        self.revision += new
        return new

    def expire(self, now: datetime) -> None:
        """Drops rows past the retention or over the limit, the oldest first."""
        first_minute = (now.timestamp() - self._retention_s) // 60
        while (oldest := self._buckets.oldest()) and (oldest[0] < first_minute or len(self.rows) > self._keep_rows):
            self._forget(oldest[1])
        if len(self._pace) > 2 * PACE_S:
            since = int(now.timestamp()) - PACE_S
            self._pace = Counter({second: n for second, n in self._pace.items() if second >= since})

    def whole(self, article_id: str) -> bytes | None:
        """The enriched record as it came, where it is among the latest."""
        return self._whole.get(article_id)

    def latest(self, limit: int, accept: Callable[[Row], bool] = lambda row: True) -> list[Row]:
        """The rows received last that are accepted, the newest first."""
        found: list[Row] = []
        for row in self.newest():
            if len(found) == limit:
                break
            if accept(row):
                found.append(row)
        return found

    def newest(self) -> Iterator[Row]:
        """All rows, the one received last first."""
        for ids in self._buckets.ids():
            yield from sorted(map(self.rows.__getitem__, ids), key=_arrival, reverse=True)

    def recent(self, n: int) -> list[Row] | None:
        """The last n arrivals that still stand, in their order; None where they are no longer remembered."""
        if n > len(self._recent):
            return None
        return [row for row in islice(self._recent, len(self._recent) - n, None) if self.rows.get(row.id) is row]

    def after(self, positions: Mapping[int, int]) -> list[Row]:
        """The rows that lie after the positions (offset by partition), in the order of their arrival."""
        return [row for row in self.rows.values() if row.offset > positions.get(row.partition, -1)]

    def window(self, window: Window, now: datetime) -> Tally:
        """Sums over the rows received in the window; not to be changed."""
        return self._window(window.minutes, int(now.timestamp() // 60), self.revision)

    def window_before(self, window: Window, now: datetime) -> Tally:
        """The same for the window that ended where this one begins; empty where the retention is no longer."""
        return self._window(window.minutes, int(now.timestamp() // 60) - window.minutes, self.revision)

    def series(
        self, window: Window, now: datetime, keys: Callable[[Tally], Mapping[Key, int]], wanted: Iterable[Key]
    ) -> dict[Key, list[int]]:
        """Per wanted key one number for each step of the window, the oldest first."""
        return self._buckets.series(window, now.timestamp(), keys, wanted)

    def throughput(self, now: datetime) -> float:
        """Articles enriched per second, over the last minute."""
        second = int(now.timestamp())
        return sum(self._pace.get(s, 0) for s in range(second - PACE_S + 1, second + 1)) / PACE_S

    def latency(self) -> Latency | None:
        if not self._latencies:
            return None
        ordered = sorted(self._latencies)
        return Latency(*(ordered[min(int(q * len(ordered)), len(ordered) - 1)] for q in (0.5, 0.95, 0.99)))

    def _sum_window(self, minutes: int, last_minute: int, revision: int) -> Tally:
        return self._buckets.window(minutes, last_minute * 60)

    def _forget(self, article_id: str) -> bool:
        row = self.rows.pop(article_id, None)
        if row is None:
            return False
        self._buckets.remove(row)
        if self._pace.get(int(row.enriched)):
            self._pace[int(row.enriched)] -= 1
        self._whole_bytes -= len(self._whole.pop(article_id, b""))
        self.revision += 1
        return True

    def _keep_whole(self, article_id: str, value: bytes) -> None:
        self._whole[article_id] = value
        self._whole_bytes += len(value)
        while len(self._whole) > self._keep or self._whole_bytes > self._keep_bytes:
            _, dropped = self._whole.popitem(last=False)
            self._whole_bytes -= len(dropped)

    def _observe(self, latency_s: float) -> None:
        latency_s = max(latency_s, 0.0)
        self._latencies.append(latency_s)
        self.latency_sum_s += latency_s
        self.latency_counts[sum(bound < latency_s for bound in LATENCY_BOUNDS_S)] += 1


def _arrival(row: Row) -> tuple[float, str]:
    return row.received, row.id
