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

from streams.language.rows import KeptRows

MAX_CACHED = 4_000  # words whose vectors are kept: 2 MB at 100 dimensions; then the cache begins anew
ROWS, SETTINGS = "rows.npy", "settings.json"


class FloretVectors(Vectors):
    """spaCy's floret vectors with a bounded cache of computed words; the same results."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self._kept = KeptRows(MAX_CACHED, self.shape[1])

    def get_batch(self, keys: Sequence[int]) -> np.ndarray:
        """Vectors of the words with these hashes, one row each."""
        hashes = [int(key) for key in keys]
        return self._kept.of(hashes, lambda new: Vectors.get_batch(self, [hashes[at] for at in new]))


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
