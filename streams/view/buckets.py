"""Counts over time: minute and hour buckets that rows are added to and taken from again."""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import NamedTuple, TypeVar

from streams.view.rows import NOBODY, Deed, Row

Key = TypeVar("Key", bound=Hashable)


class Window(NamedTuple):
    """A span of time that ends now; `step` is the width of one point of its timelines, both in minutes."""

    name: str
    minutes: int
    step: int
    words: str


WINDOWS = {
    w.name: w
    for w in (
        Window("1h", 60, 2, "last hour"),
        Window("24h", 24 * 60, 30, "last 24 hours"),
        Window("7d", 7 * 24 * 60, 180, "last 7 days"),
    )
}


@dataclass(slots=True)
class Tally:
    """Sums over some rows; taking every row out again leaves it empty."""

    articles: int = 0
    countries: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    sources: Counter[str] = field(default_factory=Counter)
    deeds: Counter[Deed] = field(default_factory=Counter)

    def count(self, row: Row, by: int) -> None:
        """Adds (`by` = 1) or takes out (`by` = -1) one row; a country counts once an article."""
        self.articles += by
        for code in {share.code for share in row.countries}:
            _shift(self.countries, code, by)
        _shift(self.languages, row.language, by)
        _shift(self.sources, row.source, by)
        for deed in row.deeds:
            _shift(self.deeds, deed, by)

    def add(self, other: "Tally") -> None:
        self.articles += other.articles
        for mine, theirs in (
            (self.countries, other.countries),
            (self.languages, other.languages),
            (self.sources, other.sources),
            (self.deeds, other.deeds),
        ):
            for key, n in theirs.items():
                mine[key] += n  # type: ignore[index]

    def pairs(self, country: str = "", category: str = "") -> Counter[tuple[str, str]]:
        """Events between two different known parties, by (actor, recipient); of one country or category where given."""
        return _sum(
            ((deed.actor, deed.recipient), n)
            for deed, n in self.deeds.items()
            if deed.actor != deed.recipient
            and NOBODY not in (deed.actor, deed.recipient)
            and country in ("", deed.actor, deed.recipient)
            and category in ("", deed.category)
        )

    def involving(self, code: str) -> dict[Deed, int]:
        return {deed: n for deed, n in self.deeds.items() if code in (deed.actor, deed.recipient)}

    def balances(self) -> dict[str, tuple[int, float]]:
        """Country or group -> events it takes part in and their mean intensity, -10 (conflict) to +10 (cooperation)."""
        events: Counter[str] = Counter()
        tenths: Counter[str] = Counter()
        for deed, n in self.deeds.items():
            for code in {deed.actor, deed.recipient} - {NOBODY}:
                events[code] += n
                tenths[code] += n * deed.tenths
        return {code: (n, tenths[code] / n / 10) for code, n in events.items()}


@dataclass(slots=True)
class _Minute:
    tally: Tally = field(default_factory=Tally)
    ids: dict[str, None] = field(default_factory=dict)


class Buckets:
    """Minute buckets with the ids of their articles, and hour buckets so that long windows add up quickly."""

    def __init__(self) -> None:
        self.total = Tally()
        self._minutes: dict[int, _Minute] = {}
        self._hours: dict[int, Tally] = defaultdict(Tally)
        self._order: list[int] = []
        self._queued: set[int] = set()
        """Minutes in the heap `_order`, each once; those that are empty by now are passed over."""

    def add(self, row: Row) -> None:
        minute = self._minutes.setdefault(row.minute, _Minute())
        if row.minute not in self._queued:
            self._queued.add(row.minute)
            heappush(self._order, row.minute)
        minute.ids[row.id] = None
        for tally in (self.total, minute.tally, self._hours[row.minute // 60]):
            tally.count(row, 1)

    def remove(self, row: Row) -> None:
        minute, hour = self._minutes[row.minute], self._hours[row.minute // 60]
        del minute.ids[row.id]
        for tally in (self.total, minute.tally, hour):
            tally.count(row, -1)
        if not minute.ids:
            del self._minutes[row.minute]
        if not hour.articles:
            del self._hours[row.minute // 60]

    def oldest(self) -> tuple[int, str] | None:
        """The first minute that has articles, and the id that came first in it."""
        while self._order and self._order[0] not in self._minutes:
            self._queued.discard(heappop(self._order))
        if not self._order:
            return None
        return self._order[0], next(iter(self._minutes[self._order[0]].ids))

    def ids(self) -> Iterable[list[str]]:
        """The ids of each minute that has any, the newest minute first."""
        for minute in sorted(self._minutes, reverse=True):
            yield list(self._minutes[minute].ids)

    def window(self, minutes: int, now: float) -> Tally:
        """The sum of the last so many minutes, the current one included."""
        result = Tally()
        for tally in self._parts(minutes, now):
            result.add(tally)
        return result

    def series(
        self, window: Window, now: float, keys: Callable[[Tally], Mapping[Key, int]], wanted: Iterable[Key]
    ) -> dict[Key, list[int]]:
        """Per wanted key one number for each step of the window, the oldest first.

        Steps of whole hours are made of the clock's hours, so the last one is not over yet.
        """
        steps = window.minutes // window.step
        unit = 60 if window.step % 60 == 0 else 1
        first = int(now // 60) // unit - window.minutes // unit + 1
        buckets = self._hours if unit == 60 else {minute: bucket.tally for minute, bucket in self._minutes.items()}
        result = {key: [0] * steps for key in wanted}
        for time, tally in buckets.items():
            if 0 <= (step := (time - first) // (window.step // unit)) < steps:
                for key, n in keys(tally).items():
                    if key in result:
                        result[key][step] += n
        return result

    def _parts(self, minutes: int, now: float) -> Iterable[Tally]:
        """Whole hours inside the window and the single minutes at its edges."""
        minute, end = int(now // 60) - minutes + 1, int(now // 60) + 1
        while minute < end:
            if minute % 60 == 0 and minute + 60 <= end:
                if minute // 60 in self._hours:
                    yield self._hours[minute // 60]
                minute += 60
            else:
                if minute in self._minutes:
                    yield self._minutes[minute].tally
                minute += 1


def _sum(items: Iterable[tuple[Key, int]]) -> Counter[Key]:
    result: Counter[Key] = Counter()
    for key, n in items:
        result[key] += n
    return result


def _shift(counter: Counter[Key], key: Key, by: int) -> None:
    counter[key] += by
    if not counter[key]:
        del counter[key]
