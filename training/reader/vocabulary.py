"""The pieces that the wire's languages use, out of the encoder's 250,000: kept in their order, with their scores."""

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer, models, pre_tokenizers

from streams.reading.pieces import UNREAD, PieceReader, read_as
from training.reader.pretrained import Pretrained

SPECIAL = 4
"""`<s>`, `<pad>`, `</s>`, `<unk>`: the first pieces."""
LEAST_USES = 3
"""A piece that is not among the frequent ones stays where our texts use it so often."""
FREQUENT = 60_000
"""Pieces kept by rank: the encoder's list goes from frequent to rare over a hundred languages."""


def whole(pretrained: Pretrained) -> PieceReader:
    return reader_of(pretrained.pieces, pretrained.scores, read_as(pretrained.characters), pretrained.unknown)


def reader_of(pieces: list[str], scores: Iterable[float], characters: dict[int, int], unknown: int) -> PieceReader:
    return PieceReader(tokenizer_of(pieces, scores, unknown), characters)


def tokenizer_of(pieces: list[str], scores: Iterable[float], unknown: int) -> Tokenizer:
    rows = [(piece, float(score)) for piece, score in zip(pieces, scores, strict=True)]
    tokenizer = Tokenizer(models.Unigram(rows, unknown, byte_fallback=False))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    return tokenizer


def used(reader: PieceReader, texts: Iterable[str]) -> Counter[int]:
    uses: Counter[int] = Counter()
    for text in texts:
        uses.update(reader.pieces(text).ids.tolist())
    return uses


def kept_pieces(pretrained: Pretrained, uses: Counter[int]) -> list[int]:
    """Numbers of the pieces to keep, ascending: specials, single characters, frequent ones, and what our texts use."""
    return [
        number
        for number, piece in enumerate(pretrained.pieces)
        if number < FREQUENT or len(piece) == 1 or uses[number] >= LEAST_USES
    ]


def save(folder: Path, pretrained: Pretrained, kept: list[int]) -> None:
    """`pieces.json` and `characters.tsv`, which `PieceReader.load` reads, and `kept.json` for the embedding's rows."""
    folder.mkdir(parents=True, exist_ok=True)
    pieces = [pretrained.pieces[number] for number in kept]
    tokenizer_of(pieces, pretrained.scores[kept], kept.index(pretrained.unknown)).save(
        str(folder / "pieces.json"), pretty=False
    )
    rows = sorted(read_as(pretrained.characters).items())
    lines = (f"{code:x}\t{'' if read == UNREAD else format(read, 'x')}\n" for code, read in rows)
    (folder / "characters.tsv").write_text("".join(lines), "utf-8")
    (folder / "kept.json").write_text(json.dumps(kept), "utf-8")


def embedding(pretrained: Pretrained, kept: list[int]) -> np.ndarray:
    return pretrained.tensors["emb.word"][kept]
