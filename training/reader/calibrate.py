"""How sure is sure: weights of a reader's chances, so that of events at .8 four in five are right."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from streams.language.sentences import sentence_starts
from streams.reading.evaluate import gold_deeds, is_right
from streams.reading.reader import Reader

CHANCES = 3
STEPS, RATE, DECAY = 4000, 0.05, 0.02


def calibrated(folder: Path, rows: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """`rows` are compiled passages; the reader's own calibration is left out of account."""
    rows = list(rows)
    columns = []
    right: list[bool] = []
    for number in range(CHANCES):
        reader = Reader(folder)
        reader.weigh(np.eye(CHANCES)[number].tolist(), 0.0)
        found, right = [], []
        for row in rows:
            deeds = reader.read(row["text"], sentence_starts(row["text"])).deeds
            right += is_right(gold_deeds(row), deeds)
            found += [deed.confidence for deed in deeds]
        columns.append(found)
    chances = np.clip(np.array(columns).T, 1e-4, 1 - 1e-4)
    weights, bias = fitted(np.log(chances / (1 - chances)), np.array(right, float))
    return {"weights": [round(float(w), 3) for w in weights], "bias": round(float(bias), 3)}


def fitted(odds: np.ndarray, right: np.ndarray) -> tuple[np.ndarray, float]:
    """Logistic regression by gradient descent, weights not below 0: a surer head never makes an event less sure."""
    weights, bias = np.full(odds.shape[1], 0.3), 0.0
    for _ in range(STEPS):
        error = 1 / (1 + np.exp(-(odds @ weights + bias))) - right
        weights = np.maximum(weights - RATE * (odds.T @ error / len(right) + DECAY * weights), 0)
        bias -= RATE * error.mean()
    return weights, bias


def write(folder: Path, calibration: dict[str, Any]) -> None:
    path = folder / "reader.json"
    facts = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps({**facts, "calibration": calibration}, indent=1) + "\n", "utf-8")
