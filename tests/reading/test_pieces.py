"""Pieces of any text, with exact offsets into it."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.reading.pieces import PieceReader, goes_on, read_as
from tests.reading.vocabulary import small_reader

LOADED = small_reader()


@pytest.fixture(scope="module")
def pieces() -> PieceReader:
    return LOADED


def surfaces(reader: PieceReader, text: str) -> list[str]:
    found = reader.pieces(text)
    return [text[start:end] for start, end in zip(found.starts.tolist(), found.ends.tolist(), strict=True)]


def test_the_pieces_of_a_text_are_its_words_in_parts(pieces: PieceReader):
    text = "Die US-Luftangriffe trafen Sanaa."
    assert "".join(surfaces(pieces, text)) == text.replace(" ", "")


@pytest.mark.parametrize(
    ("typed", "plain"), [("„Nein“", '"Nein"'), ("l’Iran", "l'Iran"), ("Kiew – Bonn", "Kiew - Bonn")]
)
def test_typographic_characters_are_read_as_plain_ones(pieces: PieceReader, typed: str, plain: str):
    assert pieces.pieces(typed).ids.tolist() == pieces.pieces(plain).ids.tolist()


def test_a_soft_hyphen_is_not_read_but_counted(pieces: PieceReader):
    text = "Regie\u00adrung in Wien"
    assert pieces.pieces(text).ids.tolist() == pieces.pieces("Regierung in Wien").ids.tolist()
    assert surfaces(pieces, text)[-1] == "Wien"


@given(st.text(max_size=300))
def test_offsets_ascend_and_lie_in_the_text(text: str):
    found = LOADED.pieces(text)
    assert (found.starts < found.ends).all()
    assert (found.starts[1:] >= found.ends[:-1]).all()
    assert not len(found.ends) or found.ends[-1] <= len(text)
    assert all(not text[start].isspace() for start in found.starts.tolist())


@given(st.text(alphabet="aäß 中日한🏳\u200d\u0301\u00ad\ud7ff\n", max_size=120))
def test_every_character_that_is_read_lies_in_a_piece(text: str):
    found = LOADED.pieces(text)
    covered = {
        at for start, end in zip(found.starts.tolist(), found.ends.tolist(), strict=True) for at in range(start, end)
    }
    assert all(at in covered for at, character in enumerate(text) if character.isalpha())


@pytest.mark.parametrize("unit", ["a", "!", "\u0301", "🏳\u200d🌈", "中", " ", "\u200f", "ab "])
def test_a_megabyte_of_anything_takes_seconds(pieces: PieceReader, unit: str):
    text = unit * (1_000_000 // len(unit.encode()))
    before = time.process_time()
    found = pieces.pieces(text)
    assert time.process_time() - before < 15
    assert not len(found.ends) or found.ends[-1] <= len(text)


def test_a_character_that_reads_as_several_is_read_as_the_first():
    table = read_as({ord("ﬁ"): "fi", ord("Ａ"): "A"})
    assert (chr(table[ord("ﬁ")]), chr(table[ord("Ａ")])) == ("f", "A")


def test_the_first_piece_of_each_word_is_told(pieces: PieceReader):
    text = "Die US-Luftangriffe."
    found = pieces.pieces(text)
    firsts = [text[start:] for start in found.starts[~goes_on(text, found)].tolist()]
    assert firsts == ["Die US-Luftangriffe.", "US-Luftangriffe.", "-Luftangriffe.", "Luftangriffe.", "."]
