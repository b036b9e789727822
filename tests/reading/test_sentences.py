"""Sentence starts by rule."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.reading.sentences import sentence_starts


def sentences(text: str) -> list[str]:
    starts = sentence_starts(text)
    return [text[start:end].strip() for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]


@pytest.mark.parametrize(
    "text",
    [
        "Am 22. Oktober tagte der Rat. Danach sprach Dr. Wood.",
        "Er sei „zufrieden“, sagte J. Smith. Am Abend reiste er ab.",
        "Prices rose 2.5 percent. The U.S. Senate voted.",
        "Wirklich? Ja!",
        "Titel ohne Punkt\n\nDer Text beginnt.",
        "他抵达北京。随后会见了总理。",
    ],
)
def test_two_sentences_are_two(text: str) -> None:
    assert len(sentences(text)) == 2


@given(st.text())
def test_the_starts_are_ascending_offsets_from_zero(text: str) -> None:
    starts = sentence_starts(text)
    assert starts[0] == 0
    assert starts == sorted(set(starts))
    assert starts[-1] <= len(text)


@pytest.mark.parametrize("unit", [".", ". ", "A. ", ".\n ", "!\n\n", "a.", " " * 1_000 + ".", '."'])
def test_the_time_is_linear_in_the_length(unit: str) -> None:
    def seconds(length: int) -> float:
        text = unit * (length // len(unit))
        best = float("inf")
        for _ in range(3):
            start = time.process_time()
            sentence_starts(text)
            best = min(best, time.process_time() - start)
        return best

    assert seconds(400_000) < 20 * max(seconds(40_000), 0.002)
