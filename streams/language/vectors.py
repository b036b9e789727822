"""Static word vectors of a pack: floret rows (Bojanowski et al. 2017, hashed as in Explosion's floret), kept small.

On disk the rows are float16 (half of float32, no loss that a score shows); in memory float32. spaCy computes a floret
vector from the character n-grams at every occurrence of a word; here the vectors of recent words are kept.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from spacy.strings import StringStore
from spacy.vectors import Vectors

MAX_CACHED = 4_000  # words whose vectors are kept: 2 MB at 100 dimensions; then the cache begins anew
ROWS, SETTINGS = "rows.npy", "settings.json"


class FloretVectors(Vectors):
    """spaCy's floret vectors with a bounded cache of computed words; the same results."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self._row_of: dict[int, int] = {}
        self._computed = np.zeros((0, self.shape[1]), dtype="float32")

    def get_batch(self, keys: Sequence[int]) -> np.ndarray:
        """Vectors of the words with these hashes, one row each."""
        hashes = [int(key) for key in keys]
        new = list(dict.fromkeys(key for key in hashes if key not in self._row_of))
        if len(self._row_of) + len(new) > MAX_CACHED:
            self._row_of.clear()
            new = list(dict.fromkeys(hashes))
        if new:
            self._remember(new)
        return self._computed[[self._row_of[key] for key in hashes]]

    def _remember(self, new: list[int]) -> None:
        size = len(self._row_of)
        if size + len(new) > len(self._computed):
            room = max(min(2 * (size + len(new)), MAX_CACHED), size + len(new), 4096)
            grown = np.zeros((room, self.shape[1]), dtype="float32")
            grown[:size] = self._computed[:size]
            self._computed = grown
        self._computed[size : size + len(new)] = super().get_batch(new)
        self._row_of.update(zip(new, range(size, size + len(new)), strict=True))


def load_vectors(folder: Path, strings: StringStore) -> FloretVectors:
    """The vectors of a pack; raises OSError or ValueError where a file is missing or damaged."""
    settings = json.loads((folder / SETTINGS).read_text(encoding="utf-8"))
    rows = np.load(folder / ROWS).astype("float32")
    return FloretVectors(strings=strings, data=rows, mode="floret", **settings)


def save_vectors(vectors: Vectors, folder: Path) -> None:
    """The rows as float16 and the hash settings of spaCy's floret vectors."""
    folder.mkdir(parents=True, exist_ok=True)
    np.save(folder / ROWS, vectors.data.astype("float16"))
    settings = {
        "name": vectors.name,
        "minn": vectors.minn,
        "maxn": vectors.maxn,
        "hash_count": vectors.hash_count,
        "hash_seed": vectors.hash_seed,
        "bow": vectors.bow,
        "eow": vectors.eow,
    }
    (folder / SETTINGS).write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")
