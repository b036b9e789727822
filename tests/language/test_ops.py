"""A network says the same of a sentence whatever else is in its batch, to the last bit."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc

from streams.language.ops import SteadyOps
from streams.language.packs import Pack

OPS = SteadyOps()
SENTENCES = (
    "Der Präsident traf den Kanzler .",
    "Moskau",
    "Die Vereinten Nationen verurteilten am Montag in New York den Angriff auf die Hafenstadt Odessa scharf .",
    "Er schwieg .",
    "Südkoreas Geheimdienst berichtete , dass Soldaten aus Nordkorea nach Wladiwostok gebracht worden seien .",
)


SHAPES = [(288, 288), (288, 672), (384, 1024), (1024, 64), (384, 64), (96, 100), (2, 96)]


@pytest.mark.parametrize("transposed", [True, False])
@pytest.mark.parametrize(("outputs", "inputs"), SHAPES)
def test_a_row_of_a_product_does_not_depend_on_the_others(outputs: int, inputs: int, transposed: bool) -> None:
    chance = np.random.default_rng(7)
    weights = chance.standard_normal((outputs, inputs) if transposed else (inputs, outputs)).astype("float32")
    x = chance.standard_normal((1_500, inputs)).astype("float32")
    whole = OPS.gemm(x, weights, trans2=transposed)
    for rows in (1, 2, 3, 4, 5, 7, 12, 15, 31, 32, 33, 64, 100, 257, 1_111):
        for first in (0, 1, 50):
            part = OPS.gemm(x[first : first + rows], weights, trans2=transposed)
            assert np.array_equal(part, whole[first : first + rows])


def test_a_product_is_the_product() -> None:
    chance = np.random.default_rng(7)
    for rows, inputs, outputs in ((3, 288, 288), (90, 288, 288), (3, 96, 4)):
        x = chance.standard_normal((rows, inputs)).astype("float32")
        weights = chance.standard_normal((outputs, inputs)).astype("float32")
        out = np.empty((rows, outputs), dtype="float32")
        OPS.gemm(x, weights, trans2=True, out=out)
        assert np.allclose(out, x @ weights.T, atol=1e-4)


@settings(max_examples=15, deadline=None)
@given(order=st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=12))
def test_a_sentence_has_the_same_vectors_in_every_batch(german: Pack, order: list[str]) -> None:
    for nlp in (german.entities_nlp, german.syntax_nlp):
        alone = {text: next(nlp.pipe([Doc(nlp.vocab, text.split())])).tensor for text in SENTENCES}
        for text, doc in zip(order, nlp.pipe(Doc(nlp.vocab, text.split()) for text in order), strict=True):
            assert np.array_equal(doc.tensor, alone[text])
