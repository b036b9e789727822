"""Scores of the reader on gold files."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from streams.errors import ConfigurationError
from streams.reading.evaluate import evaluate_ner, evaluate_passages
from streams.reading.reading import Deed, Name, Reading, Side


def reads(*names: Name):
    """A reader that finds the same names in every text."""
    return lambda text: Reading(names=[*names])


def test_names_are_scored_by_label(tmp_path: Path) -> None:
    path = tmp_path / "gold.iob2"
    path.write_text("1\tMoskau\tB-LOC\n2\twarnt\tO\n3\tBerlin\tB-PER\n4\t.\tO\n", encoding="utf-8")
    scores = evaluate_ner(path, reads(Name(0, 6, "LOC"), Name(13, 19, "LOC")))
    assert scores.labels["PER"].gold == 1
    assert (scores.labels["LOC"].recall, scores.labels["LOC"].precision) == (1.0, 0.5)
    assert scores.overall.f1 == 0.5


PASSAGE = {
    "text": "Kenya expelled two envoys of Sudan.",
    "lang": "en",
    "spans": [{"n": 1, "start": 0, "end": 5}, {"n": 2, "start": 19, "end": 34}],
    "events": [
        {
            "triggers": [[6, 14]], "category": "SANCTION", "mode": "expel", "actors": [1], "recipients": [2],
            "modality": "asserted", "reported": False,
        }
    ],
}  # fmt: skip


def told(**changes: object) -> Deed:
    sides = (Side(0, 5, "actor"), Side(29, 34, "recipient"))
    deed = Deed(((6, 14),), "SANCTION", "expel", "asserted", False, False, sides, 0.9)
    return replace(deed, **changes)


@pytest.mark.parametrize(
    ("deeds", "triggers", "events", "sure_right"),
    [
        ([told()], 1.0, 1.0, 1.0),
        ([told(category="ACCUSE")], 1.0, 0.0, 0.0),
        ([told(sides=(Side(29, 34, "actor"), Side(0, 5, "recipient")))], 1.0, 0.0, 0.0),
        ([told(trigger=((15, 18),))], 0.0, 0.0, 0.0),
        ([], 0.0, 0.0, 0.0),
    ],
)
def test_an_event_is_right_where_trigger_category_and_sides_are(
    tmp_path: Path, deeds: list[Deed], triggers: float, events: float, sure_right: float
) -> None:
    path = tmp_path / "passages.jsonl"
    path.write_text(json.dumps(PASSAGE) + "\n", encoding="utf-8")
    report = evaluate_passages(path, lambda text: Reading(deeds=deeds))
    assert (report["triggers"]["f1"], report["events"]["f1"], report["sure_right"]) == (triggers, events, sure_right)


def test_the_sides_of_a_mutual_deed_have_no_order(tmp_path: Path) -> None:
    path = tmp_path / "passages.jsonl"
    path.write_text(json.dumps(PASSAGE) + "\n", encoding="utf-8")
    turned = told(mutual=True, sides=(Side(29, 34, "actor"), Side(0, 5, "recipient")))
    assert evaluate_passages(path, lambda text: Reading(deeds=[turned]))["events"]["f1"] == 1.0


def test_a_passage_without_an_event_that_gets_one_is_counted(tmp_path: Path) -> None:
    path = tmp_path / "passages.jsonl"
    path.write_text(json.dumps({**PASSAGE, "events": []}) + "\n", encoding="utf-8")
    assert evaluate_passages(path, lambda text: Reading(deeds=[told()]))["empty_with_event"] == 1.0


def test_another_file_is_no_corpus(tmp_path: Path) -> None:
    path = tmp_path / "passages.jsonl"
    path.write_text('{"text": "A"}\n', encoding="utf-8")
    with pytest.raises(ConfigurationError, match="no compiled passages"):
        evaluate_passages(path, lambda text: Reading())
