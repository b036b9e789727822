"""Where a text is cut before it is analysed."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.language.segments import segments


def pieces(text: str) -> list[str]:
    return [text[start:end] for start, end in segments(text)]


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("Es regnet. Die Sonne scheint.", ["Es regnet.", "Die Sonne scheint."]),
        ("Titel ohne Punkt\n\nKiew (dpa) - Es brennt.", ["Titel ohne Punkt", "Kiew (dpa) - Es brennt."]),
        ("A headline\n \nA body", ["A headline", "A body"]),
        ("“We will stay,” he said. “Nobody leaves.” Then he left.",
         ["“We will stay,” he said.", "“Nobody leaves.”", "Then he left."]),
        ("Is it peace? Nobody knows!\nMoscow waits.", ["Is it peace?", "Nobody knows!", "Moscow waits."]),
        (" \n Das Kabinett trat zurück.  \n", ["Das Kabinett trat zurück."]),
    ],
)  # fmt: skip
def test_a_certain_end_is_cut(text: str, cut: list[str]) -> None:
    assert pieces(text) == cut


@pytest.mark.parametrize(
    "text",
    [
        "Er kam am 22. Oktober nach St. Petersburg.",
        "Dr. Robert Wood met Gov. Hochul and Sen. Warren in the U.S. Capitol.",
        "Die Bayer. Landesbank und die Univ. Wien",
        "Firma Muster u. Co. KG gegen Prof. Weber",
        "Yahoo! sued Jeopardy! today",
        "Sie sagte: usw. Und mehr nicht",
    ],
)
def test_a_doubtful_end_is_left_to_the_network(text: str) -> None:
    assert pieces(text) == [text]


@given(st.text(st.sampled_from('aB .!?\n\t"”)–äÖ1\u00a0\u2028'), max_size=80) | st.text(max_size=80))
def test_segments_hold_everything_but_white_space_at_their_ends(text: str) -> None:
    reached = 0
    for start, end in segments(text):
        assert text[reached:start].strip() == ""
        assert text[start:end] == text[start:end].strip() != ""
        reached = end
    assert text[reached:].strip() == ""


@pytest.mark.parametrize("unit", [" ", "\n ", ". ", "a", "\n" + " " * 79 + "x", '."" A'])
def test_time_grows_with_the_length_of_the_text(unit: str) -> None:
    def seconds(length: int) -> float:
        text = unit * (length // len(unit))
        start = time.process_time()
        list(segments(text))
        return time.process_time() - start

    assert seconds(800_000) < 40 * max(seconds(50_000), 0.002)
