"""A small vocabulary for tests: single characters, and a few parts of words."""

from tokenizers import Tokenizer, models, pre_tokenizers

from streams.reading.pieces import PieceReader, read_as

PARTS = ("Luft", "angriff", "Regierung", "▁Regierung", "▁Die", "▁in", "▁Wien", "▁US", "traf", "ab")


def small_reader() -> PieceReader:
    single = [chr(code) for code in (*range(0x21, 0x180), *range(0x300, 0x370), *range(0x400, 0x460), 0x2581)]
    rows = [("<unk>", 0.0), *((character, -9.0) for character in single), *((part, -5.0) for part in PARTS)]
    tokenizer = Tokenizer(models.Unigram(rows, 0, byte_fallback=False))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    return PieceReader(tokenizer, read_as({}))
