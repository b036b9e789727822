"""Lemma tables: forms in no table, context, particles, mood."""

from collections.abc import Sequence

import pytest
import spacy
from spacy.tokens import Doc

from streams.language.packs import Pack

BLANK = {code: spacy.blank(code) for code in ("de", "en")}


def lemmas(
    pack: Pack, words: Sequence[str], pos: Sequence[str], heads: Sequence[int], deps: Sequence[str]
) -> list[str]:
    doc = Doc(BLANK[pack.code].vocab, words=words, pos=pos, heads=heads, deps=deps)
    assert pack.lemmas is not None
    pack.lemmas.annotate(doc)
    return [token.lemma_ for token in doc]


@pytest.mark.parametrize(
    ("form", "lemma"),
    [
        ("kündigte", "kündigen"),
        ("angekündigt", "ankündigen"),
        ("anzukündigen", "ankündigen"),
        ("warf", "werfen"),
        ("entsandt", "entsenden"),
        ("mußte", "müssen"),
        ("waren", "sein"),
        ("herauszuverhandeln", "herausverhandeln"),
        ("gemurrt", "murren"),
    ],
)
def test_a_german_verb_form_has_its_infinitive(german: Pack, form: str, lemma: str) -> None:
    assert lemmas(german, [form], ["VERB"], [0], ["ROOT"]) == [lemma]


def test_a_form_of_two_verbs_is_read_by_its_context(german: Pack) -> None:
    finite = lemmas(german, ["das", "gehört", "mir"], ["PRON", "VERB", "PRON"], [1, 1, 1], ["nsubj", "ROOT", "obl:arg"])
    perfect = lemmas(german, ["er", "hat", "gehört"], ["PRON", "AUX", "VERB"], [2, 2, 2], ["nsubj", "aux", "ROOT"])
    assert (finite[1], perfect[2]) == ("gehören", "hören")


def test_a_separated_particle_returns_to_its_verb(german: Pack) -> None:
    words, pos = ["er", "kündigte", "Hilfe", "an"], ["PRON", "VERB", "NOUN", "ADP"]
    assert lemmas(german, words, pos, [1, 1, 1, 1], ["nsubj", "ROOT", "obj", "compound:prt"])[1] == "ankündigen"


def test_a_german_compound_has_the_lemma_of_its_last_part(german: Pack) -> None:
    assert lemmas(german, ["UN-Sicherheitsrats"], ["NOUN"], [0], ["ROOT"]) == ["UN-Sicherheitsrat"]


@pytest.mark.parametrize(
    ("form", "lemma"),
    [("carried", "carry"), ("hitting", "hit"), ("wrote", "write"), ("overthrown", "overthrow"), ("used", "use")],
)
def test_an_english_verb_form_has_its_base_form(english: Pack, form: str, lemma: str) -> None:
    assert lemmas(english, [form], ["VERB"], [0], ["ROOT"]) == [lemma]


def test_contracted_modals_and_negation_are_written_out(english: Pack) -> None:
    words, pos = ["He", "wo", "n't", "go"], ["PRON", "AUX", "PART", "VERB"]
    assert lemmas(english, words, pos, [3, 3, 3, 3], ["nsubj", "aux", "advmod", "ROOT"]) == ["he", "will", "not", "go"]


@pytest.mark.parametrize(("subject", "mood"), [("ich", "Ind"), ("er", "Sub")])
def test_habe_is_indicative_of_the_first_person_only(german: Pack, subject: str, mood: str) -> None:
    doc = Doc(
        BLANK["de"].vocab,
        words=[subject, "habe", "Zeit"],
        pos=["PRON", "VERB", "NOUN"],
        heads=[1, 1, 1],
        deps=["nsubj", "ROOT", "obj"],
    )
    assert german.lemmas is not None
    german.lemmas.annotate(doc)
    assert doc[1].morph.get("Mood") == [mood]
