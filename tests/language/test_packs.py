"""Packs: what they find, with which offsets, and what they do with a broken folder or hostile text."""

import shutil
import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc
from spacy.vocab import Vocab

from streams.errors import ModelError
from streams.language.analysis import LONGEST_SENTENCE, bounded_sentences
from streams.language.packs import FOLDER, Pack, available, load_pack, load_packs

DISPATCH = (
    "Nordkorea-Besuch\n\nUN-Botschafter Robert Wood warnte am Montag in New York. Ein Sprecher kündigte Hilfe an."
)


def names(pack: Pack, text: str) -> dict[str, str]:
    return {ent.text: ent.label_ for ent in pack.entities(text).doc.ents}


def test_german_names_have_their_classes(german: Pack) -> None:
    found = names(german, "Robert Wood sprach in Moskau mit Vertretern der NATO.")
    assert found == {"Robert Wood": "PER", "Moskau": "LOC", "NATO": "ORG"}


def test_english_names_have_their_classes(english: Pack) -> None:
    found = names(english, "Robert Wood met representatives of NATO in Moscow.")
    assert found == {"Robert Wood": "PER", "Moscow": "LOC", "NATO": "ORG"}


def test_a_blank_line_ends_a_sentence_without_a_stop(german: Pack) -> None:
    analysis = german.entities(DISPATCH)
    assert analysis.sentence_offsets(0) == (0, DISPATCH.index("\n"))


def test_offsets_of_parsed_tokens_quote_the_text(german: Pack) -> None:
    analysis = german.entities(DISPATCH)
    for sentence in german.parse(analysis, range(len(analysis.sentences))):
        assert [DISPATCH[slice(*sentence.span(token))] for token in sentence.doc] == [
            token.text for token in sentence.doc
        ]


def test_white_space_inside_a_sentence_does_not_shift_offsets(german: Pack) -> None:
    text = "Der Präsident\n  traf\tden   Kanzler in Berlin."
    analysis = german.entities(text)
    parsed = german.parse(analysis, range(len(analysis.sentences)))
    assert [text[slice(*s.span(t))] for s in parsed for t in s.doc] == text.replace(".", " .").split()


def test_tokens_between_finds_the_words_of_a_span(german: Pack) -> None:
    text = "Hallo. Robert Wood kam nach Bonn."
    analysis = german.entities(text)
    number = next(n for n in range(len(analysis.sentences)) if "Bonn" in text[slice(*analysis.sentence_offsets(n))])
    (sentence,) = german.parse(analysis, [number])
    start = text.index("Robert")
    span = sentence.tokens_between(start, start + len("Robert Wood"))
    assert span is not None
    assert span.text == "Robert Wood"


def test_only_the_chosen_sentences_are_parsed(german: Pack) -> None:
    analysis = german.entities("Es regnet. Die Sonne scheint. Es schneit.")
    assert [sentence.number for sentence in german.parse(analysis, [2, 0])] == [2, 0]


def test_a_separable_verb_is_one_lemma(german: Pack) -> None:
    analysis = german.entities("Der Sprecher kündigte am Montag neue Sanktionen an.")
    (sentence,) = german.parse(analysis, [0])
    assert "ankündigen" in [token.lemma_ for token in sentence.doc]


def test_a_phrasal_verb_is_one_lemma(english: Pack) -> None:
    analysis = english.entities("Russian forces carried out an attack on the city.")
    (sentence,) = english.parse(analysis, [0])
    assert "carry out" in [token.lemma_ for token in sentence.doc]


def test_the_agent_of_a_passive_is_marked(english: Pack) -> None:
    analysis = english.entities("The village was attacked by rebels on Monday.")
    (sentence,) = english.parse(analysis, [0])
    labels = {token.text: token.dep_ for token in sentence.doc}
    assert (labels["village"], labels["rebels"]) == ("nsubj:pass", "obl:agent")


@pytest.mark.parametrize(
    ("verb", "mood"),
    [("habe", "Sub"), ("könnte", "Sub"), ("wäre", "Sub"), ("hat", "Ind"), ("ist", "Ind"), ("konnte", "Ind")],
)
def test_the_mood_of_a_german_verb_is_known(german: Pack, verb: str, mood: str) -> None:
    analysis = german.entities(f"Der Minister {verb} in Berlin gewesen, sagte der Sprecher.")
    (sentence,) = german.parse(analysis, [0])
    assert [token.morph.get("Mood") for token in sentence.doc if token.text == verb] == [[mood]]


@pytest.mark.parametrize(
    "part", ["entities/config.cfg", "syntax/parser/model", "vectors/rows.npy", "facts.toml", "verb_forms.tsv"]
)
def test_a_missing_part_is_one_line_that_names_the_folder(tmp_path: Path, part: str) -> None:
    folder = tmp_path / "de"
    shutil.copytree(FOLDER / "de", folder)
    (folder / part).unlink()
    with pytest.raises(ModelError) as caught:
        load_pack(folder)
    assert str(folder) in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("part", ["entities/ner/model", "syntax/tok2vec/model", "vectors/rows.npy", "facts.toml"])
def test_a_damaged_part_is_one_line_that_names_the_folder(tmp_path: Path, part: str) -> None:
    folder = tmp_path / "de"
    shutil.copytree(FOLDER / "de", folder)
    (folder / part).write_bytes((folder / part).read_bytes()[:50] + b"\x00")
    with pytest.raises(ModelError) as caught:
        load_pack(folder)
    assert str(folder) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_unknown_spacy_pipeline_is_an_error() -> None:
    with pytest.raises(ModelError, match="xx_no_such_model"):
        load_packs(["de=xx_no_such_model"])


def test_the_shipped_packs_are_listed() -> None:
    assert available() == ["de", "en"]


HOSTILE = {
    "no punctuation": "das land und die leute " * 900,
    "no space": "x" * 20_000,
    "stops only": "!" * 20_000,
    "emojis": "😀🚀 " * 5_000,
    "right to left": "\u200fשלום \u202eעולם " * 2_000,
    "capitals": "PRÄSIDENT TRIFFT KANZLER IN BERLIN " * 600,
    "markup": '<p class="x"><b>Berlin</b>&nbsp;</p>' * 600,
    "blank": " \n\t " * 5_000,
    "empty": "",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_is_analysed_without_a_crash(german: Pack, text: str) -> None:
    with german.memory_zone():
        analysis = german.entities(text)
        assert analysis.doc.text == text
        assert max((end - start for start, end in analysis.sentences), default=0) <= LONGEST_SENTENCE
        german.parse(analysis, range(min(20, len(analysis.sentences))))


def test_time_grows_with_the_length_of_the_text(german: Pack) -> None:
    def seconds(text: str) -> float:
        start = time.process_time()
        with german.memory_zone():
            german.entities(text)
        return time.process_time() - start

    unit = "Der Präsident traf den Kanzler in Berlin " * 500
    seconds(unit)
    assert seconds(unit * 8) < 30 * seconds(unit)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=300))
def test_any_text_keeps_its_offsets(german: Pack, text: str) -> None:
    with german.memory_zone():
        analysis = german.entities(text)
        assert analysis.doc.text == text
        for sentence in german.parse(analysis, range(len(analysis.sentences))):
            for token in sentence.doc:
                start, end = sentence.span(token)
                assert text[start:end] == token.text


def test_the_dispatch_is_read_with_exact_offsets(german: Pack, shared: Path) -> None:
    text = (shared / "wire" / "seed_de.txt").read_text(encoding="utf-8")
    found = {(ent.text, ent.label_) for ent in german.entities(text).doc.ents}
    assert {
        ("Robert Wood", "PER"),
        ("CBC", "ORG"),
        ("NATO", "ORG"),
        ("Moskau", "LOC"),
        ("Pjöngjang", "LOC"),
        ("Seoul", "LOC"),
    } <= found
    assert {
        ("Wladiwostok", "LOC"),
        ("Kursk", "LOC"),
        ("Ukraine", "LOC"),
        ("Nordkorea", "LOC"),
        ("Südkorea", "LOC"),
    } <= found


@given(
    words=st.lists(st.sampled_from(["wort", ",", "\n\n", " "]), min_size=1, max_size=400),
    starts=st.sets(st.integers(0, 400), max_size=6),
)
def test_no_sentence_is_longer_than_the_bound_wherever_commas_stand(words: list[str], starts: set[int]) -> None:
    doc = Doc(Vocab(), words, [False] * len(words))
    found = bounded_sentences(doc, [index in starts for index in range(len(words))])
    assert len(found) == len(words)
    assert found[0]
    bounds = [index for index, start in enumerate(found) if start] + [len(words)]
    assert max(end - start for start, end in pairwise(bounds)) <= LONGEST_SENTENCE


def test_a_long_sentence_that_ends_in_a_comma_is_cut_before_it() -> None:
    doc = Doc(Vocab(), ["wort"] * LONGEST_SENTENCE + [","])
    assert [index for index, start in enumerate(bounded_sentences(doc, [False] * len(doc))) if start] == [0, 120]
