"""What a word is before its neighbours are looked at, computed with less ado than spaCy's own layers.

Attributes of the word are hashed into rows of tables; the rows, beside the word's vector, go through one layer.
"""

import numpy as np
from spacy.tokens import Doc
from thinc.api import Model
from thinc.types import Floats2d

from streams.language.layers import Layer, nodes

_PARTS = ("extract_features", "static_vectors", "maxout", "layernorm", "hashembed")


class Embedding:
    """spaCy's `MultiHashEmbed` with static vectors; raises ValueError for a model that is not one."""

    def __init__(self, model: Model) -> None:
        parts = nodes(model, _PARTS)
        if not all(parts):
            raise ValueError(f"the words are not embedded by tables and vectors: {model.name}")
        (features,), (vectors,), (maxout,), (norm,), tables = parts
        self._columns = features.attrs["columns"]
        if len(tables) != len(self._columns):
            raise ValueError(f"{len(tables)} tables for {len(self._columns)} attributes of a word")
        self._tables = [(table.get_param("E"), table.attrs["seed"]) for table in tables]
        self._mapped = np.ascontiguousarray(vectors.get_param("W"))
        self._ops = model.ops
        self._mix = Layer.of(maxout, norm)

    def __call__(self, doc: Doc) -> Floats2d:
        """One row for each token."""
        ops = self._ops
        attributes = doc.to_array(self._columns).reshape(len(doc), -1)
        parts = [
            ops.gather_add(table, ops.hash(np.ascontiguousarray(column), seed) % len(table))
            for (table, seed), column in zip(self._tables, attributes.T, strict=True)
        ]
        vectors = doc.vocab.vectors.get_batch(doc.to_array("ORTH"))
        return self._mix(np.hstack([*parts, ops.gemm(vectors, self._mapped, trans2=True)]))
