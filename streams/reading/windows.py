"""What the network sees at once: runs of whole paragraphs, or of whole sentences of a long one.

A window depends on its own text alone, so that a copy of a paragraph is read like its original.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from streams.reading.pieces import Pieces

LONGEST = 160
"""Pieces of a window; time grows with its square, context with it."""
REACH = 48
"""Pieces before and after a trigger that are looked at for its sides."""
_PARAGRAPH = re.compile(r"\n[^\S\n]{0,80}\n")


@dataclass(frozen=True, slots=True)
class Window:
    """Pieces [first, last) of a text."""

    first: int
    last: int


def windows(text: str, pieces: Pieces, starts: Sequence[int]) -> Iterator[Window]:
    """In order, together all pieces. `starts` are offsets at which sentences begin.

    Paragraphs share a window where they fit; one that does not fit is cut before a sentence, a sentence that does not
    fit anywhere.
    """
    count = len(pieces.ids)
    paragraphs = _numbers(pieces, [match.end() for match in _PARAGRAPH.finditer(text)], count)
    sentences = _numbers(pieces, starts, count)
    first = 0
    while first < count:
        furthest = first + LONGEST
        if furthest >= count:
            yield Window(first, count)
            return
        last = _before(paragraphs, first, furthest) or _before(sentences, first, furthest) or furthest
        yield Window(first, last)
        first = last


def _numbers(pieces: Pieces, offsets: Sequence[int], count: int) -> np.ndarray:
    """Number of the first piece at or after each offset, ascending, each once."""
    numbers = np.searchsorted(pieces.starts, np.asarray(offsets, np.int64))
    return np.unique(numbers[(numbers > 0) & (numbers < count)])


def _before(numbers: np.ndarray, first: int, furthest: int) -> int | None:
    """The last of `numbers` after `first` and not after `furthest`."""
    place = int(np.searchsorted(numbers, furthest, "right")) - 1
    return int(numbers[place]) if place >= 0 and numbers[place] > first else None


def around(triggers: np.ndarray, count: int) -> np.ndarray:
    """Of `count` pieces those within `REACH` of each trigger [n]: their numbers [n, pieces], equally many for each."""
    width = min(count, 2 * REACH + 1)
    starts = np.clip(triggers - REACH, 0, count - width)
    return starts[:, None] + np.arange(width)
