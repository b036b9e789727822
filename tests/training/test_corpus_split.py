"""The split into training, development and test: stratified, and never changed where it stands."""

from collections import Counter
from pathlib import Path

import pytest

from training.corpus.passage import Event, Passage
from training.corpus.split import append, parts_of_new, read_split

EVENT = Event(((0, 1),), "AID", None, (1,), (), False, "asserted", False, None, None, None)


def passages(language: str, count: int, *, events: bool, first: int = 0) -> list[Passage]:
    kind = "e" if events else "n"
    return [
        Passage(f"{language}-{kind}-{n}", language, "2020-01-01", "own", f"{n}", (), (EVENT,) if events else ())
        for n in range(first, first + count)
    ]


def test_each_stratum_is_cut_eighty_ten_ten() -> None:
    for stratum in (
        passages("de", 300, events=True),
        passages("de", 100, events=False),
        passages("zh", 50, events=True),
    ):
        counts = Counter(parts_of_new(stratum + passages("en", 40, events=True), {})[one.id] for one in stratum)
        tenth = len(stratum) // 10
        assert counts == {"train": 8 * tenth, "dev": tenth, "test": tenth}


def test_the_order_of_files_and_passages_does_not_matter() -> None:
    those = passages("de", 97, events=True) + passages("fr", 31, events=False)
    assert parts_of_new(those, {}) == parts_of_new(those[::-1], {})


def test_the_parts_are_mixed_over_the_passages() -> None:
    parts = [*parts_of_new(passages("de", 200, events=True), {}).values()]
    assert {"dev", "test"} <= set(parts[:100])
    assert {"dev", "test"} <= set(parts[100:])


def test_new_passages_leave_the_old_lines_as_they_are(tmp_path: Path) -> None:
    path, old = tmp_path / "split.tsv", passages("de", 120, events=True)
    append(parts_of_new(old, {}), path)
    before = path.read_bytes()
    more = passages("de", 80, events=True, first=120) + passages("de", 10, events=False) + old
    append(parts_of_new(more, read_split(path)[0]), path)
    assert path.read_bytes().startswith(before)
    split, faults = read_split(path)
    assert faults == []
    assert split.keys() == {one.id for one in more}
    assert Counter(part for id_, part in split.items() if "-e-" in id_) == {"train": 160, "dev": 20, "test": 20}


def test_a_passage_that_changed_keeps_its_part() -> None:
    split = {"de-e-0": "test", "de-n-0": "dev", "gone": "train"}
    changed = passages("de", 1, events=True) + passages("de", 1, events=False)
    assert parts_of_new(changed, split) == {}


def test_nothing_new_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "split.tsv"
    path.write_text("de-e-0\ttest", "utf-8")
    append({}, path)
    assert path.read_text("utf-8") == "de-e-0\ttest"


def test_a_last_line_without_its_end_is_not_joined_to_the_next(tmp_path: Path) -> None:
    path = tmp_path / "split.tsv"
    path.write_text("a\ttest", "utf-8")
    append({"b": "dev"}, path)
    assert read_split(path) == ({"a": "test", "b": "dev"}, [])


@pytest.mark.parametrize("line", ["b", "b test", "b\tvalidation", "\ttest", "a\tdev", ""])
def test_a_line_that_says_no_part_or_says_it_again_is_a_fault(tmp_path: Path, line: str) -> None:
    path = tmp_path / "split.tsv"
    path.write_text(f"a\ttrain\n{line}\nc\ttest\n", "utf-8")
    split, faults = read_split(path)
    assert split == {"a": "train", "c": "test"}
    assert [fault.line for fault in faults] == [2]
