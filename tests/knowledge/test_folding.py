import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from streams.knowledge.folding import Folded


@given(st.text())
def test_the_folded_texts_have_one_length(text: str) -> None:
    folded = Folded(text)
    assert len(folded.shaped) == len(folded.lowered)


@given(st.text(alphabet="aKǘ̈­‎ -Иё\n", min_size=1), st.data())
def test_a_folded_span_leads_back_to_the_characters_it_was_folded_from(text: str, data: st.DataObject) -> None:
    folded = Folded(text)
    if not folded.shaped:
        return
    start = data.draw(st.integers(0, len(folded.shaped) - 1))
    end = data.draw(st.integers(start + 1, len(folded.shaped)))
    first, last = folded.span(start, end)
    assert 0 <= first < last <= len(text)
    assert Folded(text[first:last]).lowered == folded.lowered[start:end]


def test_a_soft_hyphen_inside_a_word_is_not_seen_but_is_quoted() -> None:
    text = "in Russ\u00adland."
    folded = Folded(text)
    start = folded.lowered.index("russland")
    assert text[slice(*folded.span(start, start + 8))] == "Russ\u00adland"


def test_decomposed_letters_match_composed_ones() -> None:
    text = unicodedata.normalize("NFD", "in Türkei!")
    folded = Folded(text)
    start = folded.lowered.index("türkei")
    assert unicodedata.normalize("NFC", text[slice(*folded.span(start, start + 6))]) == "Türkei"


def test_a_letter_whose_lower_case_is_longer_keeps_its_place() -> None:
    assert len(Folded("İİ Istanbul").lowered) == len("İİ Istanbul")
