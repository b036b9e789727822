"""The encoder's 250,000 pieces as a model of SentencePiece: all of them, since rare languages use rare pieces."""

import lzma
import struct
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from sentencepiece import SentencePieceProcessor

from streams.reading.pieces import UNREAD, PieceReader, read_as
from training.reader.pretrained import Pretrained

CONTROL = frozenset({"<s>", "<pad>", "</s>", "<mask>"})
NORMAL_PIECE, UNKNOWN_PIECE, CONTROL_PIECE = 1, 2, 3
UNIGRAM = 1
VARINT, BYTES, FLOAT = 0, 2, 5
"""Wire types of protocol buffers."""


def whole(pretrained: Pretrained) -> PieceReader:
    return reader_of(pretrained.pieces, pretrained.scores, read_as(pretrained.characters), pretrained.unknown)


def reader_of(pieces: Sequence[str], scores: Iterable[float], characters: dict[int, int], unknown: int) -> PieceReader:
    return PieceReader(SentencePieceProcessor(model_proto=model_of(pieces, scores, unknown)), characters)


def model_of(pieces: Sequence[str], scores: Iterable[float], unknown: int) -> bytes:
    """A `ModelProto` of SentencePiece (sentencepiece_model.proto): a unigram model that changes no character.

    A text gets a space before it, as the encoder was trained; spaces are kept, so that offsets are those of the text.
    """
    rows = b"".join(_field(1, BYTES, _piece(*row, unknown)) for row in enumerate(zip(pieces, scores, strict=True)))
    ends = {40: unknown, 41: pieces.index("<s>"), 42: pieces.index("</s>"), 43: pieces.index("<pad>")}
    trainer = _number(3, UNIGRAM) + b"".join(_number(name, value) for name, value in ends.items())
    unchanged = _field(1, BYTES, b"identity") + _number(3, 1) + _number(4, 0) + _number(5, 1)
    return rows + _field(2, BYTES, trainer) + _field(3, BYTES, unchanged)


def _piece(number: int, row: tuple[str, float], unknown: int) -> bytes:
    text, score = row
    kind = UNKNOWN_PIECE if number == unknown else CONTROL_PIECE if text in CONTROL else NORMAL_PIECE
    return _field(1, BYTES, text.encode()) + _field(2, FLOAT, struct.pack("<f", score)) + _number(3, kind)


def _number(name: int, value: int) -> bytes:
    return _field(name, VARINT, bytes(_varint(value)))


def _field(name: int, kind: int, value: bytes) -> bytes:
    return bytes(_varint(name << 3 | kind)) + (bytes(_varint(len(value))) if kind == BYTES else b"") + value


def _varint(value: int) -> Iterator[int]:
    while value > 127:
        yield value & 127 | 128
        value >>= 7
    yield value


def save(folder: Path, pretrained: Pretrained) -> None:
    """`pieces.model.xz` and `characters.tsv`, which `PieceReader.load` reads."""
    folder.mkdir(parents=True, exist_ok=True)
    model = model_of(pretrained.pieces, pretrained.scores, pretrained.unknown)
    (folder / "pieces.model.xz").write_bytes(lzma.compress(model, preset=9))
    rows = sorted(read_as(pretrained.characters).items())
    lines = (f"{code:x}\t{'' if read == UNREAD else format(read, 'x')}\n" for code, read in rows)
    (folder / "characters.tsv").write_text("".join(lines), "utf-8")
