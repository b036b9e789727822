"""The corpus as it lies here, what is told of it, and what is dealt out to write."""

import json
from pathlib import Path

import pytest

from streams.reading import labels
from training.corpus.__main__ import main
from training.corpus.assignments import assignments
from training.corpus.corpus import FOLDER, corpus_files, read_corpus, write_rows
from training.corpus.figures import README, WANTED, has_sentences, is_headline, tables, with_figures
from training.corpus.passage import Passage
from training.corpus.reading import read_passage
from training.corpus.scheme import MODALITIES, modes
from training.corpus.split import counted, read_split


def passage(text: str, language: str = "de") -> Passage:
    return Passage("x", language, "2020-01-01", "own", text, (), ())


def test_the_whole_corpus_is_without_a_fault() -> None:
    corpus = read_corpus(corpus_files())
    assert len(corpus.passages) > 1000
    assert [str(fault) for fault in corpus.faults] == []


def test_the_split_is_without_a_fault_and_has_all_parts() -> None:
    split, faults = read_split()
    assert faults == []
    assert set(split.values()) == {"train", "dev", "test"}


def test_check_ends_with_one_where_there_is_a_fault_and_names_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad = tmp_path / "good.evt", tmp_path / "bad.evt"
    good.write_text("# a de 2020-01-01\nDie Kurse fielen.\n", "utf-8")
    bad.write_text("# b de 2020-01-01\nDie [1:Kurse] fielen.\n", "utf-8")
    assert main(["check", str(good)]) == 0
    assert main(["check", str(good), str(bad)]) == 1
    assert f"{bad}:2: spans that nothing uses: [1]\n" in capsys.readouterr().out


def test_the_compiled_lines_quote_their_text_by_offset(tmp_path: Path) -> None:
    passages = read_corpus([*FOLDER.glob("de/de1-01.evt")]).passages
    out = tmp_path / "new folder/corpus.jsonl"
    write_rows(passages, out)
    rows = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert [row["id"] for row in rows] == [one.id for one in passages]
    assert [*out.parent.iterdir()] == [out]
    for row in rows:
        assert all(row["text"][span["start"] : span["end"]] == span["text"] for span in row["spans"])
    marked = [row["text"][slice(*part)] for row in rows for event in row["events"] for part in event["triggers"]]
    assert len(marked) > 30
    assert all(words == words.strip() != "" for words in marked)


def test_the_reader_has_a_label_for_all_that_an_event_line_may_say() -> None:
    assert {*labels.CATEGORIES} == {"NONE", *modes()}
    assert {*labels.MODES} == {"none", *(mode for names in modes().values() for mode in names)}
    assert {*labels.MODALITIES} == {"asserted", *MODALITIES.values()}


def test_the_guide_names_every_category_and_mode() -> None:
    guide = (FOLDER / "GUIDE.md").read_text("utf-8")
    for category, names in modes().items():
        row = f"| {category} ({' '.join(names)}) |" if names else f"| {category} |"
        assert row in guide


@pytest.mark.parametrize(
    ("text", "headline", "sentences"),
    [
        ("Berlin liefert weitere Panzer", True, False),
        ('Minister: "Wir bleiben hart"', True, False),
        ("Berlin liefert am 3. Oktober weitere Panzer.", False, False),
        ("„Wir bleiben hart.“", False, False),
        ("Berlin liefert. Rom zögert.", False, True),
        ("他抵达北京。随后会见了总理。", False, True),
        ("外长抵达北京", True, False),
    ],
)
def test_headlines_and_sentences(text: str, headline: bool, sentences: bool) -> None:
    assert (is_headline(passage(text)), has_sentences(passage(text))) == (headline, sentences)


def test_the_figures_in_the_readme_are_those_of_the_corpus() -> None:
    """`python -m training.corpus check --readme` writes them."""
    passages = read_corpus(corpus_files()).passages
    page = README.read_text("utf-8")
    assert page == with_figures(page, [*tables(passages), "", *counted(passages, read_split()[0])])


def test_the_tables_tell_every_language_wanted_and_mark_what_is_missing() -> None:
    lines = list(tables([passage("Die Kurse fielen.")]))
    assert "| de | 1 ! | 3000 | 0 ! | 3500 | 100% | 0% | 0% |" in lines
    assert all(any(line.startswith(f"| {code} |") for line in lines) for code in WANTED)
    assert "| ASSAULT | 0 ! | 0 ! |" in lines


def test_a_trigger_that_is_used_too_often_is_marked() -> None:
    words = ["drohte", "Drohte", "bat"]
    read = [
        read_passage([(1, f"# {n} de 2020-01-01"), (2, f"[1:Rom] {{a:{word}}}."), (3, "a REQUEST 1>-")])[0]
        for n, word in enumerate(words)
    ]
    line = next(line for line in tables([one for one in read if one]) if line.startswith("| de | 2 |"))
    assert line == "| de | 2 | drohte 2 (66.7%) !, bat 1 (33.3%) |"


def test_the_same_seed_deals_the_same_and_every_category_alike() -> None:
    dealt = list(assignments("de", 160, "x"))
    assert dealt == list(assignments("de", 160, "x"))
    assert dealt != list(assignments("de", 160, "y"))
    assert [line.split(".")[0] for line in dealt] == [str(n) for n in range(1, 161)]
    deeds = [line.split(". ", 1)[1].split(";")[0] for line in dealt]
    for category in modes():
        assert 3 <= sum(deed == category or deed.startswith(f"{category}/") for deed in deeds) <= 10
    assert 20 <= sum(deed.startswith("NO EVENT") for deed in deeds) <= 60
