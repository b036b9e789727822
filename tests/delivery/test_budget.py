"""How far a text is read: in pieces, in linear time, between words."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.delivery.budget import LOOK_BACK, read_to


@pytest.mark.parametrize(
    ("text", "pieces", "read"),
    [
        ("", 5, ""),
        ("Moskau schweigt", 100, "Moskau schweigt"),
        ("Moskau und Kiew schweigen", 2, "Moskau und "),
        ("a b c d e f g h", 3, "a b c "),
        ("... ,,, ;;;", 3, "... "),
        ("北京莫斯科华盛顿", 3, "北京莫"),
        ("     x" * 5, 4, "     x     x "),
        ("Donaudampfschifffahrt", 2, "Donaudampfschiff"),
    ],
)
def test_pieces_are_words_marks_and_characters(text: str, pieces: int, read: str) -> None:
    assert text[: read_to(text, pieces)] == read


@given(st.text(max_size=300), st.integers(1, 50))
def test_any_text_is_read_to_its_end_or_to_some_part(text: str, pieces: int) -> None:
    end = read_to(text, pieces)
    assert min(pieces, len(text)) - LOOK_BACK <= end <= min(9 * pieces, len(text))


@pytest.mark.parametrize(
    "alphabet", ["a", " ", ".", "([{\"'", "👩\u200d👩\u200d👧", "北", "موسكو ", "a\u0301", "\x01", "a "]
)
def test_a_megabyte_takes_no_time(alphabet: str) -> None:
    text = alphabet * (1_000_000 // len(alphabet.encode()))
    began = time.process_time()
    assert read_to(text, 20_000) <= 180_000
    assert read_to(text, 10**6) <= len(text)
    assert time.process_time() - began < 1.5
