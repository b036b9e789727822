"""Our encoder says of every word what spaCy's would, whatever was read before it."""

from collections.abc import Sequence
from functools import cache

import numpy as np
import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language
from thinc.api import Model, chain

from streams.language import encoder as module
from streams.language.analysis import tokenise
from streams.language.encoder import Encoder
from streams.language.packs import FOLDER, Pack, load_pack
from tests.language.sample import sample_sentences

ODD = [
    "",
    " ",
    "\n\n",
    "I can't, won't, he'd.",
    "geht's?",
    "U.S.",
    ". . .",
    "\u201eNATO\u201c 3:1 \u2013 x",
    "AAAA " * 40,
]
LANGUAGES = ["de", "en"]


@cache
def packs_of(language: str) -> tuple[Pack, Pack]:
    """The pack with our encoders, and with spaCy's."""
    return load_pack(FOLDER / language), load_pack(FOLDER / language, bare=True)


def pipelines_of(language: str) -> list[tuple[Language, Language]]:
    ours, bare = packs_of(language)
    return [(ours.entities_nlp, bare.entities_nlp), (ours.syntax_nlp, bare.syntax_nlp)]


def vectors(nlp: Language, texts: Sequence[str]) -> list[np.ndarray]:
    return list(nlp.get_pipe("tok2vec").predict([tokenise(nlp, text) for text in texts]))


@pytest.mark.parametrize("language", LANGUAGES)
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_the_vectors_are_spacys(language: str, data: st.DataObject) -> None:
    texts = data.draw(st.lists(st.sampled_from([*sample_sentences(language), *ODD]), min_size=1, max_size=8))
    for ours, bare in pipelines_of(language):
        for found, wanted in zip(vectors(ours, texts), vectors(bare, texts), strict=True):
            np.testing.assert_allclose(found, wanted, atol=1e-4)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sample_wire_is_read_alike(language: str) -> None:
    sentences = sample_sentences(language)
    for ours, bare in pipelines_of(language):
        for found, wanted in zip(ours.pipe(sentences), bare.pipe(sentences), strict=True):
            assert found.to_json() == wanted.to_json()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_memory_of_words_changes_nothing(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_WORDS", 30)
    bare = packs_of(language)[1]
    sentences = sample_sentences(language)
    for nlp, (ours, _) in zip((bare.entities_nlp, bare.syntax_nlp), pipelines_of(language), strict=True):
        small = Encoder(nlp.get_pipe("tok2vec").model)
        for sentence in [*sentences, " ".join(sentences)]:  # more words than it has room for, then very many at once
            doc = tokenise(nlp, sentence)
            np.testing.assert_allclose(small([doc])[0], vectors(ours, [sentence])[0], atol=1e-4)


def test_an_encoder_of_another_kind_is_refused() -> None:
    model = spacy.blank("de").add_pipe("tok2vec").model
    with pytest.raises(ValueError, match="not made of window layers"):
        Encoder(chain(model.layers[0], Model("other", lambda m, x, t: (x, lambda d: d))))
    with pytest.raises(ValueError, match="not embedded by tables and vectors"):
        Encoder(model)
