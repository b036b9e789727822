"""One layer of a word encoder: the largest of several products, normalised."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from thinc.api import Model
from thinc.types import Floats2d

_EPSILON = np.float32(1e-8)
"""Added to a variance, as thinc's layer norm does."""


def nodes(model: Model, names: Sequence[str]) -> list[list[Model]]:
    """The parts of a network that have each of the names, in order."""
    found = list(model.walk())
    return [[node for node in found if node.name == name] for name in names]


@dataclass(frozen=True, slots=True)
class Layer:
    """thinc's `Maxout` and `LayerNorm`. The pieces lie behind one another: their maximum is one pass of numpy."""

    weights: Floats2d  # (inputs, pieces * width), a piece's columns together
    bias: np.ndarray  # (pieces * width,)
    scale: np.ndarray  # (width,)
    shift: np.ndarray  # (width,)
    product: Callable[..., Floats2d]

    @classmethod
    def of(cls, maxout: Model, norm: Model) -> Self:
        weights = maxout.get_param("W")
        width, pieces, inputs = weights.shape
        return cls(
            np.ascontiguousarray(weights.transpose(2, 1, 0)).reshape(inputs, pieces * width),
            np.ascontiguousarray(maxout.get_param("b").T).reshape(pieces * width),
            norm.get_param("G"),
            norm.get_param("b"),
            maxout.ops.gemm,
        )

    def __call__(self, rows: Floats2d) -> Floats2d:
        """(rows, inputs) to (rows, width)."""
        width = len(self.scale)
        pieces = self.product(rows, self.weights)
        pieces += self.bias
        best = np.maximum(pieces[:, :width], pieces[:, width : 2 * width])
        for start in range(2 * width, pieces.shape[1], width):
            np.maximum(best, pieces[:, start : start + width], out=best)
        best -= best.mean(axis=1, keepdims=True)
        best *= 1 / np.sqrt(np.einsum("ij,ij->i", best, best)[:, None] / np.float32(width) + _EPSILON)
        best *= self.scale
        best += self.shift
        return best
