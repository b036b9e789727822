"""A text in windows: whole paragraphs where they fit, else whole sentences, and every piece in exactly one."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from streams.reading.pieces import Pieces
from streams.reading.windows import LONGEST, windows


def words(text: str) -> Pieces:
    """A piece a word."""
    spans, at = [], 0
    for word in text.split():
        at = text.index(word, at)
        spans.append((at, at + len(word)))
        at += len(word)
    starts, ends = np.array(spans, np.int64).reshape(-1, 2).T
    return Pieces(np.zeros(len(spans), np.int64), starts, ends)


def cut(text: str, starts: list[int]) -> list[str]:
    pieces = words(text)
    return [text[pieces.starts[w.first] : pieces.ends[w.last - 1]] for w in windows(text, pieces, starts)]


def test_a_short_text_is_one_window():
    assert cut("Titel\n\nEin Satz. Noch einer.", [0, 7, 17]) == ["Titel\n\nEin Satz. Noch einer."]


def test_paragraphs_stay_whole_where_they_fit():
    paragraph = "wort " * 89 + "ende"
    found = cut(f"{paragraph}\n\n{paragraph}\n\nkurz", [0])
    assert found == [paragraph, f"{paragraph}\n\nkurz"]


def test_a_long_paragraph_is_cut_before_a_sentence():
    sentence = "wort " * 59 + "ende. "
    text = (sentence * 4).strip()
    assert cut(text, [number * len(sentence) for number in range(4)]) == [(sentence * 2).strip()] * 2


def test_a_sentence_that_fits_nowhere_is_cut_anywhere():
    text = ("wort " * (LONGEST + 10)).strip()
    assert [len(part.split()) for part in cut(text, [0])] == [LONGEST, 10]


@given(st.lists(st.sampled_from(["a", "b.", "\n\n", "c" * 30]), max_size=900), st.integers(1, 40))
def test_every_piece_lies_in_one_window(parts: list[str], step: int):
    text = " ".join(parts)
    pieces = words(text)
    found = list(windows(text, pieces, list(range(0, len(text), step))))
    bounds = [at for window in found for at in (window.first, window.last)]
    assert bounds == sorted(bounds)
    assert sum(window.last - window.first for window in found) == len(pieces.ids)
    assert all(0 < window.last - window.first <= LONGEST for window in found)
