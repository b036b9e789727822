"""The two rules for objects before the verb."""

from collections.abc import Sequence

import pytest
import spacy
from spacy.tokens import Doc

from streams.language.mending import CaseRules, load_case_rules
from streams.language.packs import Pack

VOCAB = spacy.blank("de").vocab


@pytest.fixture
def rules(german: Pack) -> CaseRules:
    return load_case_rules(german.facts["case"])


def mended(rules: CaseRules, words: str, heads: Sequence[int], deps: str) -> list[str]:
    doc = Doc(VOCAB, words=words.split(), heads=heads, deps=deps.split())
    rules.mend(doc)
    return [token.dep_ for token in doc]


def test_an_accusative_determiner_makes_an_object(rules: CaseRules) -> None:
    found = mended(rules, "Den Rücktritt verkündete der Präsident", [1, 2, 2, 4, 2], "det nsubj ROOT det nsubj")
    assert found == ["det", "obj", "ROOT", "det", "nsubj"]


def test_a_dative_determiner_makes_a_dative(rules: CaseRules) -> None:
    found = mended(rules, "Dem Land half der Bund", [1, 2, 2, 4, 2], "det nsubj ROOT det nsubj")
    assert found == ["det", "obl:arg", "ROOT", "det", "nsubj"]


def test_of_two_bare_subjects_the_second_is_the_object(rules: CaseRules) -> None:
    assert mended(rules, "Scholz traf Macron", [1, 1, 1], "nsubj ROOT nsubj") == ["nsubj", "ROOT", "obj"]


def test_a_nominative_pronoun_stays_the_subject(rules: CaseRules) -> None:
    assert mended(rules, "Macron traf er", [1, 1, 1], "nsubj ROOT nsubj") == ["obj", "ROOT", "nsubj"]


def test_a_right_parse_is_left_alone(rules: CaseRules) -> None:
    found = mended(rules, "Der Präsident verkündete den Rücktritt", [1, 2, 2, 4, 2], "det nsubj ROOT det obj")
    assert found == ["det", "nsubj", "ROOT", "det", "obj"]


def test_english_has_no_case_rules(english: Pack) -> None:
    assert english.case_rules is None
