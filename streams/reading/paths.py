"""The likeliest labels of pieces in a row: spans keep whole words together unless the evidence is strong."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

CUT = 2.5
"""Log-odds that a change of label inside a word must outweigh: a compound may hide a side ("Nato|einsatz")."""
NEVER = -1e4


def best_labels(chances: np.ndarray, within: np.ndarray, labels: Sequence[str]) -> np.ndarray:
    """Of probabilities [rows, pieces, labels] the likeliest allowed numbers of labels [rows, pieces].

    `within` [rows, pieces] says where a piece goes on the word before it. An I goes on a B or I of its kind. First
    numbers of equal chance win. Time: pieces x labels squared.
    """
    scores = np.log(np.maximum(chances, 1e-9))
    between, inside = _steps(tuple(labels))
    count = scores.shape[1]
    came = np.zeros(scores.shape, np.int8)
    best = scores[:, 0] + between[0]  # as after an O
    for piece in range(1, count):
        steps = np.where(within[:, piece, None, None], inside, between)
        reached = best[:, :, None] + steps
        came[:, piece] = reached.argmax(axis=1)
        best = reached.max(axis=1) + scores[:, piece]
    rows = np.arange(len(scores))
    path = np.zeros(scores.shape[:2], np.int64)
    path[:, -1] = best.argmax(axis=1)
    for piece in range(count - 1, 0, -1):
        path[:, piece - 1] = came[rows, piece, path[:, piece]]
    return path


@lru_cache
def _steps(labels: tuple[str, ...]) -> tuple[np.ndarray, np.ndarray]:
    """What it costs to go from a label to another, between words and within one."""
    between = np.zeros((len(labels), len(labels)), np.float32)
    inside = np.full_like(between, -CUT)
    for a, before in enumerate(labels):
        for b, label in enumerate(labels):
            position, _, kind = label.partition("-")
            same = before.partition("-")[2] == kind and before != "O"
            if position == "I" and not same:
                between[a, b] = inside[a, b] = NEVER
            elif (position == "I" and same) or before == label == "O":
                inside[a, b] = 0.0
    return between, inside
