"""Words that come again stay in the vocabulary, within bounds."""

import spacy
from spacy.language import Language

from streams.language.familiar import FamiliarWords


def read(nlp: Language, words: FamiliarWords, text: str) -> None:
    with nlp.memory_zone():
        words.note(nlp.make_doc(text))
    words.keep(nlp)


def known(nlp: Language, *words: str) -> list[bool]:
    return [word in nlp.vocab for word in words]


def test_a_word_of_two_texts_is_kept_and_others_are_forgotten() -> None:
    nlp, words = spacy.blank("de"), FamiliarWords()
    read(nlp, words, "Der Kanzler schweigt, der Kanzler bleibt.")
    assert known(nlp, "Kanzler", "schweigt") == [False, False]
    read(nlp, words, "Kanzler besucht Paris.")
    assert known(nlp, "Kanzler", "schweigt", "Paris") == [True, False, False]
    assert "Kanzler" in words.kept


def test_no_more_words_are_kept_than_there_is_room_for() -> None:
    nlp, words = spacy.blank("de"), FamiliarWords(most=3)
    for _ in range(3):
        read(nlp, words, "Minister aus Frankreich, Italien, Spanien, Portugal und Belgien beraten.")
    assert len(words.kept) == 3


def test_a_very_long_word_is_not_kept() -> None:
    nlp, words = spacy.blank("de"), FamiliarWords()
    for _ in range(2):
        read(nlp, words, "x" * 200)
    assert not words.kept
