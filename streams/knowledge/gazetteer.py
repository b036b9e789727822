"""Looks up places by name in the compiled columns; nothing is unpacked until it is asked for."""

from array import array
from bisect import bisect_left
from functools import lru_cache

from streams.knowledge.base import Kind, Places, Thing
from streams.knowledge.folding import lower, shape

KINDS: tuple[Kind, ...] = ("place", "region", "region")


REMEMBERED = 4_096
"""Names whose places are kept at hand: the same names come again and again on a wire."""


class Gazetteer:
    def __init__(self, places: Places) -> None:
        self._keys = places.keys
        self._starts = _column("I", places.starts)
        self._rows = _column("I", places.rows)
        self._labels = places.labels.decode().split("\n")
        self._ids = _column("I", places.ids)
        self._lats = _column("f", places.lats)
        self._lons = _column("f", places.lons)
        self._populations = _column("I", places.populations)
        self._admins = _column("H", places.admins)
        self._countries = places.countries
        self._kinds = places.kinds
        self._admin_names = places.admin_names
        self._country_codes = places.country_codes
        self.find = lru_cache(maxsize=REMEMBERED)(self._find)
        """All places of a name, whatever its letters' case; the largest first."""

    def __len__(self) -> int:
        return len(self._ids)

    def _find(self, name: str) -> tuple[Thing, ...]:
        key = lower(shape(name)).encode()
        at = bisect_left(_KeyView(self._keys, self._starts), key)
        found = []
        while at < len(self._starts) and _key(self._keys, self._starts, at) == key:
            found.append(self._rows[at])
            at += 1
        return tuple(self.place(row) for row in sorted(set(found), key=lambda row: -self._populations[row]))

    def place(self, row: int) -> Thing:
        return Thing(
            KINDS[self._kinds[row]],
            f"geonames:{self._ids[row]}",
            self._labels[row],
            self._country_codes[self._countries[row]],
            round(self._lats[row], 4),
            round(self._lons[row], 4),
            self._populations[row],
            admin=self._admin_names[self._admins[row]],
        )


class _KeyView:
    """The keys as a sequence for `bisect`."""

    __slots__ = ("_keys", "_starts")

    def __init__(self, keys: bytes, starts: "array[int]") -> None:
        self._keys = keys
        self._starts = starts

    def __len__(self) -> int:
        return len(self._starts)

    def __getitem__(self, at: int) -> bytes:
        return _key(self._keys, self._starts, at)


def _key(keys: bytes, starts: "array[int]", at: int) -> bytes:
    end = starts[at + 1] - 1 if at + 1 < len(starts) else len(keys)
    return keys[starts[at] : end]


def _column(code: str, data: bytes) -> "array[int]":
    column = array(code)
    column.frombytes(data)
    return column
