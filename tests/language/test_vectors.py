"""Cached floret vectors and word lists."""

from pathlib import Path

import numpy as np
import pytest
import spacy
from spacy.vectors import Vectors

from streams.language import vectors as module
from streams.language.vectors import load_vectors, save_vectors
from streams.language.wordlists import hashes, membership

SETTINGS = {"mode": "floret", "minn": 3, "maxn": 4, "hash_count": 2, "hash_seed": 1, "bow": "<", "eow": ">"}


@pytest.fixture
def original() -> Vectors:
    rows = np.random.default_rng(3).normal(size=(200, 8)).astype("float16").astype("float32")
    return Vectors(strings=spacy.blank("de").vocab.strings, data=rows, name="test", **SETTINGS)


def keys(vectors: Vectors, words: list[str]) -> list[int]:
    return [vectors.strings.add(word) for word in words]


def test_a_saved_table_gives_the_same_vectors(original: Vectors, tmp_path: Path) -> None:
    save_vectors(original, tmp_path)
    loaded = load_vectors(tmp_path, original.strings)
    wanted = keys(original, ["Moskau", "Bonn", "Moskau", "ruft"])
    np.testing.assert_allclose(loaded.get_batch(wanted), original.get_batch(wanted), rtol=1e-6)


def test_the_cache_begins_anew_when_full(original: Vectors, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_CACHED", 10)
    save_vectors(original, tmp_path)
    loaded = load_vectors(tmp_path, original.strings)
    for start in range(0, 40, 5):
        wanted = keys(original, [f"Wort{n}" for n in range(start, start + 5)])
        np.testing.assert_allclose(loaded.get_batch(wanted), original.get_batch(wanted), rtol=1e-6)


def test_word_lists_know_genitives_and_no_lower_case() -> None:
    is_known = membership(hashes(["Moskau", "Merkel"]))
    assert [is_known(word) for word in ("Moskau", "Moskaus", "moskau", "Bonn", "")] == [True, True, False, False, False]
