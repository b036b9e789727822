"""The encoder's 250,000 pieces for the `tokenizers` library: all of them, since rare languages use rare pieces."""

from collections.abc import Iterable
from pathlib import Path

from tokenizers import Tokenizer, models, pre_tokenizers

from streams.reading.pieces import UNREAD, PieceReader, read_as
from training.reader.pretrained import Pretrained


def whole(pretrained: Pretrained) -> PieceReader:
    return reader_of(pretrained.pieces, pretrained.scores, read_as(pretrained.characters), pretrained.unknown)


def reader_of(pieces: list[str], scores: Iterable[float], characters: dict[int, int], unknown: int) -> PieceReader:
    return PieceReader(tokenizer_of(pieces, scores, unknown), characters)


def tokenizer_of(pieces: list[str], scores: Iterable[float], unknown: int) -> Tokenizer:
    rows = [(piece, float(score)) for piece, score in zip(pieces, scores, strict=True)]
    tokenizer = Tokenizer(models.Unigram(rows, unknown, byte_fallback=False))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    return tokenizer


def save(folder: Path, pretrained: Pretrained) -> None:
    """`pieces.json` and `characters.tsv`, which `PieceReader.load` reads."""
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer = tokenizer_of(pretrained.pieces, pretrained.scores, pretrained.unknown)
    tokenizer.save(str(folder / "pieces.json"), pretty=False)
    rows = sorted(read_as(pretrained.characters).items())
    lines = (f"{code:x}\t{'' if read == UNREAD else format(read, 'x')}\n" for code, read in rows)
    (folder / "characters.tsv").write_text("".join(lines), "utf-8")
