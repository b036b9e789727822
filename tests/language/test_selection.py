"""Which sentences are parsed."""

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from streams.language.analysis import Analysis, sentence_spans
from streams.language.selection import candidate_sentences

NLP = spacy.blank("de")
TEXT = "Berlin und Paris reden. Moskau schweigt. Rom droht Wien."


@pytest.fixture
def analysis() -> Analysis:
    doc = NLP.make_doc(TEXT)
    starts = [token.i == 0 or doc[token.i - 1].text == "." for token in doc]
    return Analysis(TEXT, doc, sentence_spans(doc, starts))


def spans(*names: str) -> list[tuple[int, int]]:
    return [(TEXT.index(name), TEXT.index(name) + len(name)) for name in names]


def test_two_actors_make_a_candidate(analysis: Analysis) -> None:
    assert candidate_sentences(analysis, spans("Wien", "Berlin", "Moskau", "Paris", "Rom")) == [0, 2]


def test_overlapping_actors_count_once(analysis: Analysis) -> None:
    assert candidate_sentences(analysis, [(0, 6), (0, 16), *spans("Moskau")]) == []


def test_a_trigger_word_is_needed_where_asked_for(analysis: Analysis) -> None:
    actors = spans("Berlin", "Paris", "Rom", "Wien")
    assert candidate_sentences(analysis, actors, is_trigger=lambda word: word == "droht") == [2]


def test_no_actor_no_candidate(analysis: Analysis) -> None:
    assert candidate_sentences(analysis, []) == []


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(1, 12))))
def test_candidates_are_existing_sentences_in_order(actors: list[tuple[int, int]]) -> None:
    doc = NLP.make_doc(TEXT)
    one = Analysis(TEXT, doc, sentence_spans(doc, [token.i == 0 or doc[token.i - 1].text == "." for token in doc]))
    found = candidate_sentences(one, [(start, start + length) for start, length in actors], least=1)
    assert found == sorted(set(found) & {0, 1, 2})
