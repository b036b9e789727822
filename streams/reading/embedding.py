"""Vectors of pieces from 4-bit blocks in a mapped file, which all processes share."""

from pathlib import Path

import numpy as np

BLOCK = 32
"""Weights that share a scale: a half-precision number and 32 values of 4 bits, minus 8."""
_LAYOUT = np.dtype([("scale", "<f2"), ("nibbles", "u1", BLOCK // 2)])


class Embedding:
    """Rows by number; nothing is kept in memory but what the system keeps of the file."""

    def __init__(self, path: Path, width: int) -> None:
        blocks = width // BLOCK
        self.width = width
        self._rows = np.memmap(path, _LAYOUT, "r").reshape(-1, blocks)

    def __len__(self) -> int:
        return len(self._rows)

    def rows(self, numbers: np.ndarray) -> np.ndarray:
        """[n] -> [n, width] float32."""
        blocks = self._rows[numbers]
        nibbles = blocks["nibbles"]
        values = np.concatenate([nibbles & 15, nibbles >> 4], axis=-1).astype(np.float32)
        values -= 8
        values *= blocks["scale"][..., None].astype(np.float32)
        return values.reshape(len(numbers), self.width)
