"""Annotated passages: what their markup says, by offset, and every fault with its line."""

import unicodedata
from pathlib import Path

import pytest

from training.corpus.corpus import read_corpus
from training.corpus.passage import Passage
from training.corpus.reading import read_file, read_passage

HEAD = "# t-001 de 2020-02-29"


def faults_of(*lines: str) -> list[tuple[int, str]]:
    """Line and message; line 1 is the head."""
    passage, faults = read_passage(list(enumerate([HEAD, *lines], 1)))
    assert passage is None
    return faults


def passage_of(*lines: str) -> Passage:
    passage, faults = read_passage(list(enumerate([HEAD, *lines], 1)))
    assert faults == []
    assert passage is not None
    return passage


def test_spans_and_triggers_are_code_points_of_the_bare_text() -> None:
    passage = passage_of(
        "[1:Israels Luftwaffe] hat Stellungen der [2:Hisbollah] im [3:Südlibanon] {a:bombardiert}, so die [4^1:Armee].",
        "[5=1:Sie] {b:drohte} der [6=2:Miliz].",
        "a ASSAULT/aerial 1>2 rep=4 at=3",
        "b THREATEN/violence 5>6 hyp",
    )
    assert passage.text == (
        "Israels Luftwaffe hat Stellungen der Hisbollah im Südlibanon bombardiert, so die Armee. Sie drohte der Miliz."
    )
    assert all(passage.text[span.start : span.end] == span.text for span in passage.spans)
    assert [(span.n, span.same_as, span.belongs_to) for span in passage.spans if span.link] == [
        (4, None, 1),
        (5, 1, None),
        (6, 2, None),
    ]
    first, second = passage.events
    assert [passage.text[start:end] for start, end in first.triggers] == ["bombardiert"]
    assert (first.category, first.mode, first.actors, first.recipients) == ("ASSAULT", "aerial", (1,), (2,))
    assert (first.modality, first.reported, first.speaker, first.place, first.date) == ("asserted", True, 4, 3, None)
    assert (second.modality, second.reported, second.speaker) == ("hypothetical", False, None)


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_combining_marks_and_letters_beyond_the_basic_plane_are_counted_as_code_points(form: str) -> None:
    mark, party, trigger = (unicodedata.normalize(form, words) for words in ("Süd 🇩🇪 Đỗ", "Việt Nam", "kündigte"))
    passage = passage_of(f"{mark} [1:{party}] {{a:{trigger}}} {mark} {{a:an}}", "a PROTEST 1>-")
    span, (first, second) = passage.spans[0], passage.events[0].triggers
    assert passage.text == f"{mark} {party} {trigger} {mark} an"
    assert (span.start, span.end) == (len(mark) + 1, len(mark) + 1 + len(party))
    assert passage.text[slice(*first)] == trigger
    assert passage.text[slice(*second)] == "an"


def test_offsets_hold_in_scripts_that_run_from_right_to_left_or_write_no_spaces() -> None:
    for text, party, trigger in (
        ("{a:أدانت} [1:وزارةُ الخارجية]", "وزارةُ الخارجية", "أدانت"),
        ("[1:中国]{a:谴责}了", "中国", "谴责"),
    ):
        passage = passage_of(text, "a ACCUSE 1>-")
        assert passage.text[passage.spans[0].start : passage.spans[0].end] == party
        assert passage.text[slice(*passage.events[0].triggers[0])] == trigger


def test_markup_may_cut_a_compound() -> None:
    passage = passage_of("Der [1:US]-{a:Luftangriff} auf [2:IS]-Stellungen", "a ASSAULT/aerial 1>2")
    assert passage.text == "Der US-Luftangriff auf IS-Stellungen"
    assert [(span.start, span.end) for span in passage.spans] == [(4, 6), (23, 25)]
    assert passage.events[0].triggers == ((7, 18),)


def test_a_trigger_may_be_cut_out_of_the_middle_of_a_word() -> None:
    passage = passage_of("Nach der Erdöl{a:sperre}n gegen den [1:Iran]", "a SANCTION ->1")
    assert passage.text == "Nach der Erdölsperren gegen den Iran"
    assert passage.text[slice(*passage.events[0].triggers[0])] == "sperre"


def test_one_letter_twice_is_one_trigger_in_two_parts() -> None:
    passage = passage_of("Die [1:Polizei] {a:nahm} den [2:Redner] {a:fest}.", "a COERCE/arrest 1>2")
    assert [passage.text[start:end] for start, end in passage.events[0].triggers] == ["nahm", "fest"]


def test_one_letter_may_have_several_lines() -> None:
    passage = passage_of(
        "[1:Katar] {a:vermittelt} zwischen [2:A] und [3:B].", "a CONSULT/third-party 1>2", "a CONSULT/third-party 1>3"
    )
    assert [event.recipients for event in passage.events] == [(2,), (3,)]


@pytest.mark.parametrize(
    ("line", "mutual", "actors", "recipients"),
    [
        ("a CONSULT 1<>2", True, (1,), (2,)),
        ("a CONSULT 1+2>3", False, (1, 2), (3,)),
        ("a CONSULT ->1+2+3", False, (), (1, 2, 3)),
        ("a CONSULT 1+2+3>-", False, (1, 2, 3), ()),
    ],
)
def test_sides(line: str, mutual: bool, actors: tuple[int, ...], recipients: tuple[int, ...]) -> None:
    text = "[1:A] [2:B] [3:C] {a:traf}" if "3" in line else "[1:A] [2:B] {a:traf}"
    event = passage_of(text, line).events[0]
    assert (event.reciprocal, event.actors, event.recipients) == (mutual, actors, recipients)


def test_a_passage_without_an_event_is_a_passage() -> None:
    assert passage_of("Die Kurse fielen.").events == ()


def test_the_row_has_the_fields_that_the_training_reads() -> None:
    row = passage_of("Die [2^1:Armee] in [1:Mali] {a:rückte} vor.", "a MOBILIZE 2>- at=1").row()
    assert list(row) == ["id", "lang", "date", "source", "text", "spans", "events"]
    assert row["source"] == "own"
    assert row["spans"][0] == {"n": 1, "start": 13, "end": 17, "text": "Mali"}
    assert row["spans"][1] == {"n": 2, "start": 4, "end": 9, "text": "Armee", "belongs_to": 1}
    assert row["events"][0]["mode"] is None
    assert row["events"][0]["place"] == 1


def test_the_source_of_a_text_that_is_not_ours_stands_in_its_head_line() -> None:
    passage, _ = read_passage([(1, f"{HEAD} Wikinews, CC BY 2.5"), (2, "Die Kurse fielen.")])
    assert passage is not None
    assert passage.source == "Wikinews, CC BY 2.5"


SOUND = "[1:Kiew] {a:bat} [2:Rom] um Hilfe."


@pytest.mark.parametrize(
    ("lines", "line", "message"),
    [
        (["[1:Kiew {a:bat} [2:Rom].", "a REQUEST 1>2"], 2, "markup is not understood"),
        (["[1:Kiew [2:Rom]] {a:bat}", "a REQUEST 1>2"], 2, "markup is not understood"),
        (["[x:Kiew] {a:bat} [2:Rom].", "a REQUEST ->2"], 2, "markup is not understood"),
        (["[1:Kiew]", "{ab:bat} [2:Rom].", "a REQUEST 1>2"], 3, "markup is not understood"),
        (["[1: Kiew] {a:bat} [2:Rom].", "a REQUEST 1>2"], 2, "white space at the edge"),
        (["[1:Kiew] {a:bat}", "[1:Rom].", "a REQUEST 1>-"], 3, "span 1 stands twice"),
        (["[1:Kiew] {a:bat} [2=3:Rom].", "a REQUEST 1>2"], 2, "span 2 points at 3, which is not there"),
        (["[1=2:Kiew] {a:bat} [2^1:Rom].", "a REQUEST 1>-"], 2, "span 1 points at itself"),
        ([SOUND, "a REQUEST 1>-"], 2, "spans that nothing uses: [2]"),
        ([SOUND, "a BEG 1>2"], 3, "no category BEG"),
        ([SOUND, "a REQUEST/beg 1>2"], 3, "REQUEST has no mode beg"),
        ([SOUND, "b REQUEST 1>2"], 3, "no trigger b in the text"),
        ([SOUND, "b REQUEST 1>2"], 2, "trigger a has no event line"),
        ([SOUND], 2, "trigger a has no event line"),
        ([SOUND, "a REQUEST 1<2"], 3, 'sides "1<2" are not understood'),
        ([SOUND, "a REQUEST ->-"], 3, "event a has no side"),
        ([SOUND, "a CONSULT 1<>-"], 3, "a mutual deed has two sides"),
        ([SOUND, "a REQUEST 1>1+2"], 3, "names a span twice among its sides"),
        ([SOUND, "a REQUEST 1>3"], 3, "names spans that are not there: [3]"),
        ([SOUND, "a REQUEST 1>2 rep=7"], 3, "names spans that are not there: [7]"),
        ([SOUND, "a REQUEST 1>2 neg hyp"], 3, "two flags for the modality"),
        ([SOUND, "a REQUEST 1>2 at=1 at=2"], 3, "two flags for the place"),
        ([SOUND, "a REQUEST 1>2 rep="], 3, "no flag rep="),
        ([SOUND, "a REQUEST 1>2 neg=1"], 3, "no flag neg=1"),
        ([SOUND, "a REQUEST 1>2 at"], 3, "no flag at"),
        ([SOUND, "a AID 1>2 fut"], 3, "a planned AID is AGREE"),
        ([SOUND, "a ASSAULT 1>2 fut"], 3, "a planned ASSAULT is THREATEN"),
        ([SOUND, "a REQUEST  1>2"], 3, "is not"),
        ([SOUND, "a REQUEST 1>2", "a REQUEST 1>2"], 4, "the event line stands twice"),
        ([SOUND, "a REQUEST 1>2", "Am Abend."], 3, "an event line among the text"),
        ([SOUND, "A REQUEST 1>2"], 3, "is not"),
        ([SOUND, "# t-002 de 2020-01-01", "a REQUEST 1>2"], 3, "without a blank line"),
        ([], 1, "no text"),
    ],
)
def test_bad_markup_is_a_fault_at_its_line(lines: list[str], line: int, message: str) -> None:
    told = [text for number, text in faults_of(*lines) if number == line]
    assert any(message in text for text in told), told


@pytest.mark.parametrize(
    "head", ["# t-001 de", "#t-001 de 2020-01-01", "t-001 de 2020-01-01", "# t-001 deu 2020-01-01"]
)
def test_a_head_line_that_is_none_is_a_fault(head: str) -> None:
    passage, faults = read_passage([(7, head), (8, "Text.")])
    assert passage is None
    assert [line for line, _ in faults] == [7]


def test_a_day_that_is_in_no_calendar_is_a_fault() -> None:
    assert read_passage([(1, "# t-001 de 2019-02-29"), (2, "Text.")]) == (None, [(1, "no day 2019-02-29")])


def test_every_fault_of_a_passage_is_told_and_not_only_the_first() -> None:
    faults = faults_of("[1:Kiew ] {a:bat} [2:Rom].", "a BEG 1>2", "b REQUEST 1>2")
    assert [line for line, _ in faults] == [2, 3, 4]


def test_faults_name_file_and_line_and_the_other_passages_are_read(tmp_path: Path) -> None:
    path = tmp_path / "x.evt"
    path.write_text(f"{HEAD}\nGut.\n\n\n# t-002 de 2020-01-01\n{SOUND}\na BEG 1>2\n", "utf-8")
    passages, faults = read_file(path)
    assert [(line, passage.text) for line, passage in passages] == [(1, "Gut.")]
    assert [str(fault) for fault in faults] == [f"{path}:7: no category BEG"]


def test_bytes_that_are_no_text_are_a_fault_at_their_line(tmp_path: Path) -> None:
    path = tmp_path / "x.evt"
    path.write_bytes(f"{HEAD}\n".encode() + b"Gr\xfc\xdfe\n")
    assert [str(fault) for fault in read_file(path)[1]] == [f"{path}:2: not UTF-8: byte 0xfc"]


def test_an_id_or_a_text_twice_is_a_fault_across_files(tmp_path: Path) -> None:
    for name, id_, text in (("a", "t-001", "Eins."), ("b", "t-001", "Zwei."), ("c", "t-003", "Eins.")):
        (tmp_path / f"{name}.evt").write_text(f"# {id_} de 2020-01-01\n{text}\n", "utf-8")
    corpus = read_corpus(sorted(tmp_path.glob("*.evt")))
    assert [passage.text for passage in corpus.passages] == ["Eins."]
    assert ["id" in str(corpus.faults[0]), "text" in str(corpus.faults[1])] == [True, True]


def test_a_language_in_the_folder_of_another_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en/a.evt").write_text(f"{HEAD}\nEins.\n", "utf-8")
    assert "de in the folder of en" in str(read_corpus([tmp_path / "en/a.evt"], tmp_path).faults[0])
