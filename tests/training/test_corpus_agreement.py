"""Agreement of two annotations of the same texts."""

from pathlib import Path

import pytest

from training.corpus.__main__ import main
from training.corpus.agreement import compare, kappa, match, unlike_texts
from training.corpus.corpus import read_corpus
from training.corpus.passage import Passage

FIRST = """\
# p-1 de 2020-01-01
[1:Kiew] {a:bat} [2:Rom] um Hilfe, und die [3:Polizei] {b:nahm} [4:Demonstranten] {b:fest}.
a REQUEST/assist 1>2
b COERCE/arrest 3>4

# p-2 en 2020-01-01
[1:Paris] may {a:recall} its envoy; [2:Berlin] and [3:Rome] {b:met}.
a SANCTION 1>- hyp
b CONSULT 2<>3
"""
SECOND = """\
# p-1 de 2020-01-01
[1:Kiew] {a:bat} [2:Rom] um Hilfe, und die [3:Polizei] nahm [4:Demonstranten] {b:fest}.
a REQUEST/change 1>-
b COERCE/arrest 3>4 at=2

# p-2 en 2020-01-01
[1:Paris] may {a:recall} its envoy; [3:Berlin] and Rome met.
a THREATEN 1>3
"""


def annotations(tmp_path: Path, name: str, text: str) -> dict[str, Passage]:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    corpus = read_corpus([path])
    assert corpus.faults == []
    return {one.id: one for one in corpus.passages}


def test_a_tiny_pair_counted_by_hand(tmp_path: Path) -> None:
    compared = compare(annotations(tmp_path, "a", FIRST), annotations(tmp_path, "b", SECOND))
    assert compared.passages == 2
    # 4 triggers and 3: "bat" and "recall" are the same, "nahm ... fest" overlaps with "fest".
    assert (compared.exact.first, compared.exact.second, compared.exact.both) == (4, 3, 2)
    assert compared.exact.f1 == pytest.approx(4 / 7)
    assert compared.touching.f1 == pytest.approx(6 / 7)
    # Of the three deeds in common: actors 3 of 3; recipients Rom, Demonstranten and Demonstranten, Berlin; a place.
    assert compared.sides["actor"].f1 == 1
    recipients, places = compared.sides["recipient"], compared.sides["place"]
    assert (recipients.first, recipients.second, recipients.both) == (2, 2, 1)
    assert (places.first, places.second, places.both) == (0, 1, 0)
    assert compared.share("category") == pytest.approx(2 / 3)
    assert compared.share("modalities") == pytest.approx(2 / 3)
    assert compared.share("modes") == pytest.approx(2 / 3)
    # REQUEST, COERCE, SANCTION with REQUEST, COERCE, THREATEN: 2/3 observed, 2/9 by chance.
    assert compared.kappa == pytest.approx((2 / 3 - 2 / 9) / (1 - 2 / 9))


def test_an_annotation_agrees_with_itself(tmp_path: Path) -> None:
    one = annotations(tmp_path, "a", FIRST)
    compared = compare(one, one)
    assert [compared.exact.f1, compared.touching.f1, compared.kappa, compared.share("modalities")] == [1, 1, 1, 1]
    assert {overlap.f1 for overlap in compared.sides.values()} == {1}
    assert compared.differences == []


def test_numbers_of_spans_letters_and_the_order_of_mutual_sides_do_not_matter(tmp_path: Path) -> None:
    a = annotations(tmp_path, "a", "# p en 2020-01-01\n[1:Berlin] and [2:Rome] {a:met}.\na CONSULT 1<>2\n")
    b = annotations(tmp_path, "b", "# p en 2020-01-01\n[7:Berlin] and [3:Rome] {c:met}.\nc CONSULT 3<>7\n")
    compared = compare(a, b)
    assert compared.differences == []
    assert compared.sides["party"].both == 2


def test_several_lines_of_one_trigger_are_compared_as_one_deed(tmp_path: Path) -> None:
    text = "# p en 2020-01-01\n[1:Qatar] {a:mediates} between [2:A] and [3:B].\n"
    a = annotations(tmp_path, "a", f"{text}a CONSULT/third-party 1>2\na CONSULT/third-party 1>3\n")
    b = annotations(tmp_path, "b", f"{text}a CONSULT/third-party 1>2+3\n")
    compared = compare(a, b)
    assert (len(compared.pairs), compared.differences) == (1, [])


def test_every_difference_is_named(tmp_path: Path) -> None:
    differences = compare(annotations(tmp_path, "a", FIRST), annotations(tmp_path, "b", SECOND)).differences
    assert 'p-2: only the first has "met"' in differences
    assert 'p-2: "recall": SANCTION or THREATEN' in differences
    assert 'p-2: "recall": hypothetical or asserted' in differences
    assert 'p-1: "bat": REQUEST assist or change' in differences
    assert 'p-1: "bat": recipient "Rom" for the first only' in differences
    assert 'p-1: "nahm ... fest": place "Rom" for the second only' in differences


def test_kappa_at_its_edges() -> None:
    assert kappa([]) is None
    assert kappa([("AID", "AID")] * 3) == 1
    assert kappa([("AID", "AID"), ("AID", "REJECT")] * 5) == pytest.approx(0)
    assert kappa([("AID", "REJECT"), ("REJECT", "AID")]) == pytest.approx(-1)


def test_kappa_of_the_textbook_example() -> None:
    """20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no: 0.7 observed, 0.5 by chance."""
    pairs = [("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15
    assert kappa(pairs) == pytest.approx(0.4)


def test_triggers_that_are_the_same_are_matched_before_those_that_overlap() -> None:
    long, short = ((0, 10),), ((4, 8),)
    assert match([long, short], [short]) == {short: short}
    assert match([((0, 4),)], [((4, 8),)]) == {}


def test_texts_that_differ_are_named_and_not_compared(tmp_path: Path) -> None:
    a = annotations(tmp_path, "a", "# p de 2020-01-01\nEins.\n\n# q de 2020-01-01\nZwei.\n")
    b = annotations(tmp_path, "b", "# p de 2020-01-01\nEins!\n\n# r de 2020-01-01\nDrei.\n")
    assert unlike_texts(a, b) == ["q: only in the first", "r: only in the second", "p: the texts differ"]
    assert compare(a, b).passages == 0


def test_the_command_prints_the_table_and_fails_where_texts_differ(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    a, b = tmp_path / "a.evt", tmp_path / "b.evt"
    a.write_text(FIRST, "utf-8")
    b.write_text(SECOND, "utf-8")
    assert main(["agree", str(a), str(b)]) == 0
    printed = capsys.readouterr().out
    assert "| triggers, the same span | 4 | 3 | 2 | 57.1% |" in printed
    assert "| Cohen's kappa of the category | 0.57 |" in printed
    b.write_text(SECOND.replace("Hilfe", "Waffen"), "utf-8")
    assert main(["agree", str(a), str(b)]) == 1
    assert "p-1: the texts differ" in capsys.readouterr().err


def test_a_file_that_is_not_there_is_told_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    missing = str(tmp_path / "none.evt")
    assert main(["agree", missing, missing]) == 1
    assert capsys.readouterr().err == f"{missing}: No such file or directory\n"
