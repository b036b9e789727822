"""How sure is sure."""

import numpy as np

from streams.reading.evaluate import GoldDeed
from streams.reading.reading import Deed
from training.reader.calibrate import fitted, thresholds


def test_what_says_nothing_of_being_right_gets_no_weight():
    random = np.random.default_rng(1)
    telling, idle = random.normal(0, 2, 4000), random.normal(0, 2, 4000)
    right = random.random(4000) < 1 / (1 + np.exp(-telling))
    weights, bias = fitted(np.stack([telling, idle], 1), right.astype(float))
    assert abs(weights[0] - 1) < 0.15
    assert weights[1] < 0.1
    assert abs(bias) < 0.15


def deed(at: int, category: str) -> Deed:
    return Deed(((at, at + 1),), category, None, "asserted", False, False, (), 0.5)


def test_thresholds_keep_texts_without_an_event_silent():
    gold = [[GoldDeed(((0, 1),), "AID", None, "asserted", False, frozenset(), frozenset())], [], []]
    found = [[deed(0, "AID")], [deed(3, "AID")], []]
    triggers, sure = np.array([0.9, 0.9]), np.array([0.5, 0.31])
    assert thresholds(triggers, sure, gold, found) == (0.0, 0.32)
    assert thresholds(np.array([0.9, 0.42]), np.array([0.5, 0.5]), gold, found) == (0.45, 0.0)
