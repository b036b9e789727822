"""The parts of the training recipe that are plain functions: forms of verbs, exchange of names."""

import random
from collections import Counter

import pytest

from streams.language.gold import Sentence
from training import english, german
from training.lemmas import PACKS
from training.mentions import mention_pool, with_other_names

IRREGULAR = german.read_irregular(PACKS / "de-irregular-verbs.tsv")


@pytest.mark.parametrize(
    ("infinitive", "form", "code"),
    [
        ("arbeiten", "gearbeitet", "P"),
        ("ankündigen", "angekündigt", "P"),
        ("ankündigen", "anzukündigen", "Z"),
        ("verhandeln", "verhandelt", "P"),
        ("verwerfen", "verworfen", "P"),
        ("sein", "wäre", "J"),
        ("können", "könnte", "J"),
        ("haben", "habe", "k"),
        ("regieren", "regiert", "P"),
    ],
)
def test_a_german_verb_is_conjugated(infinitive: str, form: str, code: str) -> None:
    assert (form, code) in set(german.forms(infinitive, IRREGULAR, {"kündigen"}))


def test_an_infinitive_needs_evidence() -> None:
    counts = Counter({"liefern": 9, "liefert": 9, "lieferte": 4, "geliefert": 9, "vielen": 50})
    found = german.infinitives(counts, Counter({"liefern": 3, "vielen": 8}), IRREGULAR)
    assert ("liefern" in found, "vielen" in found) == (True, False)


def test_a_genitive_loses_its_ending() -> None:
    counts = Counter({"Kremls": 20, "Kreml": 90, "Verhandlungen": 10, "Verhandlung": 20})
    table = german.noun_table(counts, Counter({"Verhandlung": 9}), Counter({"Kremls": 15}))
    assert table == {"Verhandlungen": "Verhandlung", "Kremls": "Kreml"}


@pytest.mark.parametrize(
    ("base", "form"), [("hit", "hitting"), ("carry", "carried"), ("use", "using"), ("die", "dying")]
)
def test_an_english_verb_is_conjugated(base: str, form: str) -> None:
    irregular = english.read_irregular(PACKS / "en-irregular-verbs.tsv")
    assert form in {found for found, _ in english.forms(base, irregular)}


def test_exchanged_names_keep_their_class_and_the_rest() -> None:
    source = Sentence(["Merkel", "besucht", "Paris", "."], [True, True, False, True], ner=["B-PER", "O", "B-LOC", "O"])
    other = Sentence(["Robert", "Wood", "in", "Rom"], [True] * 4, ner=["B-PER", "I-PER", "O", "B-LOC"])
    result = with_other_names(source, mention_pool([other]), 1.0, random.Random(1))
    assert result.words == ["Robert", "Wood", "besucht", "Rom", "."]
    assert result.ner == ["B-PER", "I-PER", "O", "B-LOC", "O"]
    assert result.spaces == [True, True, True, False, True]


def test_a_sentence_without_names_is_left_alone() -> None:
    source = Sentence(["Es", "regnet"], [True, True], ner=["O", "O"])
    assert with_other_names(source, {"PER": [], "LOC": [], "ORG": []}, 1.0, random.Random(1)) is source
