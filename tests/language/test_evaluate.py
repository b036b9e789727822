"""Scores and gold files."""

import lzma
from collections import Counter
from pathlib import Path

import pytest

from streams.language.evaluate import evaluate_ner, evaluate_syntax, name_spans, score
from streams.language.gold import aligned_spaces, guessed_spaces, merge_contractions, read_columns, read_conllu
from streams.language.packs import Pack

CONLLU = """# text = Im Mai kündigte er Hilfe an.
1-2\tIm\t_\t_\t_\t_\t_\t_\t_\t_
1\tIn\tin\tADP\t_\t_\t3\tcase\t_\t_
2\tdem\tder\tDET\t_\t_\t3\tdet\t_\t_
3\tMai\tMai\tPROPN\t_\t_\t4\tobl\t_\t_
4\tkündigte\tkündigen\tVERB\t_\t_\t0\troot\t_\t_
5\ter\ter\tPRON\t_\t_\t4\tnsubj\t_\t_
6\tHilfe\tHilfe\tNOUN\t_\t_\t4\tobj\t_\t_
7\tan\tan\tADP\t_\t_\t4\tcompound:prt\t_\tSpaceAfter=No
8\t.\t.\tPUNCT\t_\t_\t4\tpunct\t_\t_
"""


def test_a_contraction_is_one_token_with_its_outer_head(tmp_path: Path) -> None:
    path = tmp_path / "gold.conllu"
    path.write_text(CONLLU, encoding="utf-8")
    (sentence,) = read_conllu(path)
    assert sentence.words[:2] == ["Im", "Mai"]
    assert (sentence.tags[0], sentence.heads[0], sentence.deps[0]) == ("ADP", 1, "case")


def test_parts_that_are_the_text_stay_split() -> None:
    rows = [
        line.split("\t")
        for line in (
            "1-2\tdon't\t_\t_\t_\t_\t_\t_\t_\t_",
            "1\tdo\tdo\tAUX\t_\t_\t3\taux\t_\t_",
            "2\tn't\tnot\tPART\t_\t_\t3\tadvmod\t_\t_",
            "3\tgo\tgo\tVERB\t_\t_\t0\troot\t_\t_",
        )
    ]
    sentence = merge_contractions(rows)
    assert (sentence.words, sentence.spaces) == (["do", "n't", "go"], [False, True, True])


def test_compressed_gold_is_read(tmp_path: Path) -> None:
    path = tmp_path / "gold.iob2.xz"
    path.write_bytes(lzma.compress(b"# text = Bonn ruft.\n1\tBonn\tB-LOC\n2\truft\tO\n3\t.\tO\n"))
    (sentence,) = read_columns(path)
    assert (sentence.ner, sentence.spaces) == (["B-LOC", "O", "O"], [True, False, True])


def test_other_labels_become_misc_or_nothing(tmp_path: Path) -> None:
    path = tmp_path / "gold.tsv"
    path.write_text("1\tEcce\tB-OTH\n2\tdeutsche\tB-LOCderiv\n3\tIch\tI-PER\n", encoding="utf-8")
    (sentence,) = read_columns(path)
    assert sentence.ner == ["B-MISC", "O", "B-PER"]


def test_spaces_are_guessed_where_the_text_does_not_fit() -> None:
    words = ["Er", "sagt", ":", '"', "Ja", '"', "."]
    assert aligned_spaces(words, "etwas anderes") == guessed_spaces(words)
    assert guessed_spaces(words) == [True, False, True, False, False, False, True]


def test_spans_of_iob2_tags() -> None:
    assert name_spans(["B-PER", "I-PER", "B-PER", "O", "B-LOC"]) == [(0, 2, "PER"), (2, 3, "PER"), (4, 5, "LOC")]


def test_precision_recall_and_f1() -> None:
    result = score(Counter("abcd"), Counter("abx"))
    assert (result.precision, result.recall, result.gold) == (2 / 3, 0.5, 4)
    assert result.f1 == pytest.approx(4 / 7)


def test_a_perfect_sentence_scores_one(tmp_path: Path, german: Pack) -> None:
    path = tmp_path / "gold.conllu"
    path.write_text(CONLLU, encoding="utf-8")
    scores = evaluate_syntax(path, german)
    assert (scores.sentences, scores.words) == (1, 6)
    assert (scores.uas, scores.verb_lemmas) == (1.0, 1.0)
    assert scores.arcs["obj"].f1 == 1.0


def test_names_are_scored_by_label(tmp_path: Path, german: Pack) -> None:
    path = tmp_path / "gold.iob2"
    path.write_text("1\tMoskau\tB-LOC\n2\twarnt\tO\n3\tBerlin\tB-PER\n4\t.\tO\n", encoding="utf-8")
    scores = evaluate_ner(path, german)
    assert scores.labels["PER"].gold == 1
    assert scores.labels["LOC"].recall == 1.0
    assert scores.overall.f1 < 1.0


FLOORS = {"de": (0.80, 0.74, 0.93), "en": (0.84, 0.80, 0.93)}


@pytest.mark.parametrize("code", ["de", "en"])
def test_the_grammar_of_the_shipped_pack_is_no_worse_than_measured(
    code: str, shared: Path, request: pytest.FixtureRequest
) -> None:
    pack = request.getfixturevalue({"de": "german", "en": "english"}[code])
    file = {"de": "de_gsd-ud-test.conllu.xz", "en": "en_ewt-ud-test.conllu.xz"}[code]
    scores = evaluate_syntax(shared / "dev" / file, pack)
    uas, las, lemmas = FLOORS[code]
    assert scores.uas >= uas
    assert scores.las >= las
    assert scores.verb_lemmas >= lemmas


def test_english_names_are_no_worse_than_measured(english: Pack, shared: Path) -> None:
    assert evaluate_ner(shared / "dev" / "uner_en_ewt-test.iob2.xz", english).overall.f1 >= 0.65
