"""A small vocabulary for tests: single characters, and a few parts of words."""

from streams.reading.pieces import PieceReader, read_as
from training.reader.vocabulary import reader_of

PARTS = ("Luft", "angriff", "Regierung", "▁Regierung", "▁Die", "▁in", "▁Wien", "▁US", "traf", "ab")


def small_reader() -> PieceReader:
    single = [chr(code) for code in (*range(0x21, 0x180), *range(0x300, 0x370), *range(0x400, 0x460), 0x2581)]
    pieces = ["<unk>", "<s>", "</s>", "<pad>", *single, *PARTS]
    scores = [0.0] * 4 + [-9.0] * len(single) + [-5.0] * len(PARTS)
    return reader_of(pieces, scores, read_as({}), 0)
