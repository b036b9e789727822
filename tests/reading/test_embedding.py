"""Rows of 4-bit blocks."""

from pathlib import Path

import numpy as np

from streams.reading.embedding import Embedding


def test_a_row_is_its_nibbles_less_eight_times_the_scale(tmp_path: Path):
    block = np.zeros(2, [("scale", "<f2"), ("nibbles", "u1", 16)])
    block["scale"] = [0.5, 2.0]
    block["nibbles"][0] = 0x9A  # low nibble 10, high nibble 9
    block["nibbles"][1] = 0x80
    path = tmp_path / "pieces.q4"
    path.write_bytes(block.tobytes())
    rows = Embedding(path, 32).rows(np.array([1, 0, 1]))
    assert rows.shape == (3, 32)
    assert rows[1].tolist() == [1.0] * 16 + [0.5] * 16
    assert rows[0].tolist() == rows[2].tolist() == [-16.0] * 16 + [0.0] * 16
