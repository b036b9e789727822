"""Matrix products of the pipelines: fast, and the same to the last bit whatever else is in the batch.

thinc's BLIS is three times slower than numpy's OpenBLAS on AVX-512 processors: 99 against 35 GFLOP/s (thinc 8.3.14,
numpy 2.4.6, one thread, 400 x 288 by 288 x 288 float32). But OpenBLAS computes small products by other kernels, which
round otherwise: what a network says of a sentence would depend on its neighbours in the batch, and a near tie could
turn. So small products are padded until they are large, and products with small weights go to BLIS, which has one path.
"""

import numpy as np
from spacy.language import Language
from thinc.api import NumpyOps
from thinc.types import Floats2d
from threadpoolctl import threadpool_limits

LEAST_PRODUCTS = 1 << 20
"""Multiplications; up to 10^6 OpenBLAS gives to a kernel for small products."""
LEAST_WEIGHTS = 32_768


class SteadyOps(NumpyOps):
    """A row of a product depends on that row of `x` alone, not on how many rows there are or on which it is."""

    def __init__(self) -> None:
        super().__init__(use_blis=False)
        self._small = NumpyOps(use_blis=True)

    def gemm(
        self, x: Floats2d, y: Floats2d, out: Floats2d | None = None, trans1: bool = False, trans2: bool = False
    ) -> Floats2d:
        if trans1:  # a gradient
            return super().gemm(x, y, out=out, trans1=trans1, trans2=trans2)
        if y.size < LEAST_WEIGHTS:
            return self._small.gemm(np.ascontiguousarray(x), np.ascontiguousarray(y), out=out, trans2=trans2)
        rows = len(x)
        least = -(-LEAST_PRODUCTS // y.size)
        if rows >= least:
            return super().gemm(np.ascontiguousarray(x), y, out=out, trans2=trans2)
        padded = np.zeros((least, x.shape[1]), dtype=x.dtype)
        padded[:rows] = x
        product = super().gemm(padded, y, trans2=trans2)[:rows]
        if out is None:
            return product
        out[...] = product
        return out


def use_openblas(nlp: Language) -> None:
    """Puts numpy under every layer of a pipeline, and OpenBLAS on one thread: parallelism is by process."""
    threadpool_limits(limits=1, user_api="blas")
    ops = SteadyOps()
    for _, component in nlp.pipeline:
        for node in component.model.walk() if hasattr(component, "model") else ():
            node.ops = ops
