"""The likeliest labels of pieces in a row."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.reading.labels import ROLES, TRIGGERS
from streams.reading.paths import CUT, best_labels


def sure(labels: list[str], names: tuple[str, ...], chance: float = 0.9) -> np.ndarray:
    rest = (1 - chance) / (len(names) - 1)
    return np.stack([np.where(np.array(names) == label, chance, rest) for label in labels])[None]


def told(figures: np.ndarray, within: list[bool], names: tuple[str, ...]) -> list[str]:
    return [names[number] for number in best_labels(figures, np.array([within]), names)[0]]


def test_what_is_sure_stays():
    labels = ["O", "B-actor", "I-actor", "O", "B-recipient"]
    assert told(sure(labels, ROLES), [False] * 5, ROLES) == labels


def test_a_word_is_not_cut_by_a_doubtful_piece():
    figures = sure(["B-actor", "B-recipient", "O"], ROLES, 0.5)
    assert told(figures, [False, True, False], ROLES) == ["B-actor", "I-actor", "O"]


def test_a_compound_is_cut_where_the_evidence_is_strong():
    figures = sure(["B-actor", "O"], ROLES, 0.999)
    assert told(figures, [False, True], ROLES) == ["B-actor", "O"]


def test_an_inner_label_goes_on_its_own_kind():
    assert told(sure(["B-actor", "I-recipient"], ROLES, 0.6), [False, False], ROLES)[1] != "I-recipient"
    assert told(sure(["O", "I"], TRIGGERS, 0.6), [False, False], TRIGGERS) != ["O", "I"]


def test_a_further_part_of_a_trigger_may_stand_alone():
    labels = ["B", "O", "P"]
    assert told(sure(labels, TRIGGERS), [False] * 3, TRIGGERS) == labels


@settings(deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 4))
def test_no_other_allowed_path_is_likelier(seed: int, count: int):
    random = np.random.default_rng(seed)
    figures = random.dirichlet(np.ones(len(TRIGGERS)), (1, count))
    within = random.random(count) < 0.5

    def worth(path: tuple[int, ...]) -> float:
        total, before = 0.0, "O"
        for piece, number in enumerate(path):
            label = TRIGGERS[number]
            if label == "I" and before == "O":
                return -np.inf
            stays = label == "I" or before == label == "O"
            total += np.log(figures[0, piece, number]) - (CUT if within[piece] and not stays and piece else 0)
            before = label
        return total

    best = worth(tuple(best_labels(figures, within[None], TRIGGERS)[0]))
    every = np.stack(np.meshgrid(*[range(len(TRIGGERS))] * count), -1).reshape(-1, count)
    assert best == pytest.approx(max(map(worth, map(tuple, every))), abs=1e-4)
