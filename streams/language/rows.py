"""Rows that are computed once for a key that comes again: vectors of words."""

from collections.abc import Callable, Sequence

import numpy as np
from thinc.types import Floats2d


class KeptRows:
    """Rows of `width` numbers for the `most` keys of late; then the memory begins anew."""

    def __init__(self, most: int, width: int) -> None:
        self._row_of: dict[int, int] = {}
        self._rows = np.zeros((most, width), dtype="float32")

    def of(self, keys: Sequence[int], compute: Callable[[list[int]], Floats2d]) -> Floats2d:
        """A row for each key; `compute` gets places in `keys`, no key twice, and makes their rows."""
        new = self._unknown(keys)
        if len(self._row_of) + len(new) > len(self._rows):
            self._row_of.clear()
            new = self._unknown(keys)
        if new:
            size = len(self._row_of)
            if len(new) > len(self._rows):  # so many at once
                self._rows = np.zeros((len(new), self._rows.shape[1]), dtype="float32")
            self._rows[size : size + len(new)] = compute(list(new.values()))
            self._row_of.update(zip(new, range(size, size + len(new)), strict=True))
        return self._rows[[self._row_of[key] for key in keys]]

    def _unknown(self, keys: Sequence[int]) -> dict[int, int]:
        """Keys without a row, each with the place where it stands first."""
        found: dict[int, int] = {}
        for at, key in enumerate(keys):
            if key not in self._row_of:
                found.setdefault(key, at)
        return found
