"""From figures to spans."""

import numpy as np
import pytest

from streams.reading.decoding import Run, runs, said, trigger_pieces, whole_words
from streams.reading.labels import CATEGORIES, DEED, FLAGS, NAMES, TRIGGERS


def chances(labels: list[str], names: tuple[str, ...]) -> np.ndarray:
    return np.stack([np.where(np.array(names) == label, 0.9, 0.1 / (len(names) - 1)) for label in labels])


def likeliest(figures: np.ndarray) -> list[Run]:
    return runs(figures, figures.argmax(axis=-1), NAMES)


def test_runs_of_labels_are_spans():
    found = likeliest(chances(["B-PER", "I-PER", "O", "B-LOC", "B-LOC"], NAMES))
    assert [(run.first, run.last, run.label) for run in found] == [(0, 2, "PER"), (3, 4, "LOC"), (4, 5, "LOC")]
    assert found[0].confidence == pytest.approx(0.9)


def test_an_inner_label_of_another_kind_begins_a_span():
    found = likeliest(chances(["B-PER", "I-ORG"], NAMES))
    assert [(run.first, run.last, run.label) for run in found] == [(0, 1, "PER"), (1, 2, "ORG")]


def test_a_particle_goes_to_the_trigger_before_it():
    labels = ["O", "B", "I", "O", "P", "B"]
    assert trigger_pieces(chances(labels, TRIGGERS).argmax(axis=-1)) == [[[1, 2], [4]], [[5]]]


def test_a_particle_without_a_trigger_is_one():
    assert trigger_pieces(chances(["P", "O"], TRIGGERS).argmax(axis=-1)) == [[[0]]]


def figures(**labels: str) -> np.ndarray:
    parts = [np.where(np.array(names) == labels.get(head), 5.0, 0.0) for head, names in DEED.items()]
    return np.concatenate([*parts, np.full(len(FLAGS), -5.0)])


def test_a_mode_is_one_of_its_category():
    modes = {"ASSAULT": frozenset({"aerial"}), "CONSULT": frozenset({"visit"})}
    told = said(figures(category="ASSAULT", mode="visit", modality="negated"), modes)
    assert (told.category, told.modality, told.reported, told.mutual) == ("ASSAULT", "negated", False, False)
    assert told.mode in {"none", "aerial"}


def test_what_is_no_deed_says_so():
    assert said(figures(category=CATEGORIES[0]), {}).no_deed > 0.8


@pytest.mark.parametrize(
    ("words", "whole"),
    [
        ("Luftangr", "Luftangriff"),
        (" Iran ", "Iran"),
        ("US", "US"),
        ("angriff", "Luftangriff"),
        ("Luftangriff", "Luftangriff"),
    ],
)
def test_a_span_is_whole_words(words: str, whole: str):
    text = "Ein US-Luftangriff traf den Iran schwer."
    start = text.index(words)
    first, last = whole_words(text, start, start + len(words))
    assert text[first:last] == whole
