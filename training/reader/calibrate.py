"""How sure is sure: weights of a reader's chances, so that of events at .8 four in five are right."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from streams.reading.evaluate import gold_deeds, is_right, matches
from streams.reading.reader import Reader
from streams.reading.sentences import sentence_starts

STEPS, RATE, DECAY = 4000, 0.05, 0.02
FALSE_TEXTS = 0.05
"""Share of texts without an event that may get one: few, since newspapers have far more of them than the corpus."""


def calibrated(folder: Path, rows: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """`rows` are compiled passages; the reader's own calibration is left out of account."""
    reader = Reader(folder)
    reader.weigh([1, 1, 1], bias=0, least_trigger=0, least=0)
    gold, found = [], []
    for row in rows:
        gold.append(gold_deeds(row))
        found.append(reader.read(row["text"], sentence_starts(row["text"])).deeds)
    right = [one for pair in zip(gold, found, strict=True) for one in is_right(*pair)]
    chances = np.clip([deed.chances for deeds in found for deed in deeds], 1e-4, 1 - 1e-4)
    odds = np.log(chances / (1 - chances))
    weights, bias = fitted(odds, np.array(right, float))
    sure = 1 / (1 + np.exp(-(odds @ weights + bias)))
    rounded = [round(float(w), 3) for w in weights]
    least_trigger, least = thresholds(chances[:, 0], sure, gold, found)
    return {"weights": rounded, "bias": round(float(bias), 3), "least_trigger": least_trigger, "least": least}


def thresholds(triggers: np.ndarray, sure: np.ndarray, gold: list, found: list) -> tuple[float, float]:
    """Least chance of a trigger, and least confidence, that give the best sum of the F1 of triggers and of events.

    Of those, only which leave enough texts without an event silent. `triggers` and `sure` are of all deeds `found`.
    """
    texts = np.repeat(np.arange(len(found)), [len(deeds) for deeds in found])
    silent = np.array([not deeds for deeds in gold])
    pairs = [*zip(gold, found, strict=True)]
    matched = np.array([match is not None for pair in pairs for match in matches(*pair)])
    right = np.array([one for pair in pairs for one in is_right(*pair)])
    wanted = sum(map(len, gold))
    best = (-1.0, 0.0, 0.0)
    for least_trigger in np.arange(0, 1, 0.05):
        for least in np.arange(0, 0.6, 0.02):
            kept = (triggers >= least_trigger) & (sure >= least)
            false = len(set(texts[kept & silent[texts]].tolist())) / max(1, int(silent.sum()))
            score = float(matched[kept].sum() + right[kept].sum()) / max(1, int(kept.sum()) + wanted)
            if false <= FALSE_TEXTS and score > best[0]:
                best = (score, round(float(least_trigger), 2), round(float(least), 2))
    return best[1:]


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
