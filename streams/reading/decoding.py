"""From the figures of the heads to spans: runs of labels, whole words, triggers of several parts."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from streams.reading.labels import CATEGORIES, DEED, FLAGS, TRIGGERS
from streams.reading.pieces import one_word

NO_DEED = CATEGORIES.index("NONE")


class Run(NamedTuple):
    """Pieces [first, last) of one label, with the mean probability of it."""

    first: int
    last: int
    label: str
    confidence: float


def runs(chances: np.ndarray, numbers: np.ndarray, labels: Sequence[str]) -> list[Run]:
    """Spans of the BIO labels that were chosen, `numbers` [pieces], with the mean probability that they have."""
    own = np.take_along_axis(chances, numbers[:, None], 1)[:, 0]
    return [run._replace(confidence=float(own[run.first : run.last].mean())) for run in spans_of(numbers, labels)]


def spans_of(numbers: np.ndarray, labels: Sequence[str]) -> list[Run]:
    """The same without confidence; 0 is `O`. An I that goes on nothing of its kind begins a span."""
    found: list[Run] = []
    for piece in np.flatnonzero(numbers).tolist():
        position, _, kind = labels[numbers[piece]].partition("-")
        if position == "I" and found and found[-1].last == piece and found[-1].label == kind:
            found[-1] = found[-1]._replace(last=piece + 1)
        else:
            found.append(Run(piece, piece + 1, kind, 0.0))
    return found


def trigger_pieces(numbers: np.ndarray) -> list[list[list[int]]]:
    """Of each trigger its parts, of each part its pieces; a further part goes to the trigger before it.

    `numbers` of the labels `TRIGGERS`, one a piece.
    """
    found: list[list[list[int]]] = []
    last = -2
    for piece in np.flatnonzero(numbers).tolist():
        kind = TRIGGERS[numbers[piece]]
        if kind == "I" and last == piece - 1:
            found[-1][-1].append(piece)
        elif kind == "P" and found:
            found[-1].append([piece])
        else:
            found.append([[piece]])
        last = piece
    return found


class Said(NamedTuple):
    """What a trigger says."""

    category: str
    mode: str
    modality: str
    reported: bool
    mutual: bool
    no_deed: float
    """Probability that it is none."""
    confidence: float
    """Of the category."""


def said(figures: np.ndarray, modes: dict[str, frozenset[str]]) -> Said:
    """`figures` of one trigger; `modes` are those that a category has."""
    parts, at = {}, 0
    for name, labels in DEED.items():
        part = figures[at : at + len(labels)]
        raised = np.exp(part - part.max())
        parts[name] = raised / raised.sum()
        at += len(labels)
    flags = 1 / (1 + np.exp(-figures[at : at + len(FLAGS)]))
    no_deed = float(parts["category"][NO_DEED])
    deeds = parts["category"].copy()
    deeds[NO_DEED] = 0
    category = CATEGORIES[int(deeds.argmax())]
    allowed = [n for n, mode in enumerate(DEED["mode"]) if mode == "none" or mode in modes.get(category, ())]
    mode = DEED["mode"][max(allowed, key=lambda n: parts["mode"][n])]
    modality = DEED["modality"][int(parts["modality"].argmax())]
    confidence = float(deeds.max())
    return Said(category, mode, modality, bool(flags[0] > 0.5), bool(flags[1] > 0.5), no_deed, confidence)


def whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without white space at its ends and with the rest of the words that it begins and ends in."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    while 0 < start < len(text) and one_word(text[start - 1], text[start]):
        start -= 1
    while 0 < end < len(text) and one_word(text[end - 1], text[end]):
        end += 1
    return start, end
