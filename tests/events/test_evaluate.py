"""The measure itself, and the quality that the coder keeps on gold (floors a little below what is measured)."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from streams.errors import ConfigurationError
from streams.events.evaluate import evaluate_events

GOLD = Path(__file__).parent / "gold"
SHARED = Path(os.environ.get("LAGEBILD_SHARED", Path(__file__).parents[2].parent / "shared"))
PAIRS_EN = SHARED / "data/dev/events_pairs_en.jsonl.xz"


def test_german_development_triples(code):
    report = evaluate_events(GOLD / "dev_de.jsonl", code).report()
    assert report["f1"] >= 0.36
    assert report["false_texts"] <= 0.03


def test_english_development_triples(code):
    report = evaluate_events(GOLD / "dev_en.jsonl", code).report()
    assert report["f1"] >= 0.60
    assert report["false_texts"] <= 0.06


def test_minimal_pairs(code):
    report = evaluate_events(GOLD / "pairs.jsonl", code).report()
    assert report["minimal_pairs"] >= 0.18
    assert report["f1"] >= 0.50


@pytest.mark.skipif(not PAIRS_EN.exists(), reason="the shared development data is not beside the checkout")
def test_what_is_found_in_english_news_has_the_right_category(code):
    report = evaluate_events(PAIRS_EN, code).report()
    assert report["found_right"] >= 0.31
    assert report["right_of_found"] >= 0.74
    assert report["events_per_text"] <= 2


def test_an_event_that_is_missed_costs_recall(tmp_path: Path):
    record = {
        "text": "A hit B.",
        "lang": "en",
        "events": [{"actor_text": "A", "recipient_text": "B", "category": "ASSAULT"}],
    }
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps(record) + "\n", encoding="utf-8")
    report = evaluate_events(path, lambda *_: []).report()
    assert (report["gold"], report["found_right"]) == (1, 0)


def test_the_older_label_yield_is_a_concession_or_a_retreat(code, tmp_path: Path):
    text = "Russland hat ukrainische Gefangene freigelassen."
    record = {
        "text": text,
        "lang": "de",
        "events": [{"actor_text": "Russland", "recipient_text": "ukrainische Gefangene", "category": "YIELD"}],
    }
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps(record) + "\n", encoding="utf-8")
    assert evaluate_events(path, code).report()["found_right"] == 1


def test_a_file_of_another_format_is_refused_with_its_line(tmp_path: Path):
    path = tmp_path / "gold.jsonl"
    path.write_text('{"text": "A", "events": [{"category": "DANCE"}]}\n', encoding="utf-8")
    with pytest.raises(ConfigurationError, match="line 1"):
        evaluate_events(path, lambda *_: [])


def test_dates_reach_the_coder(tmp_path: Path):
    path = tmp_path / "gold.jsonl"
    path.write_text('{"text": "A", "lang": "de", "date": "2024-06-12", "events": []}\n', encoding="utf-8")
    seen = []
    evaluate_events(path, lambda text, lang, date: seen.append((text, lang, date)) or [])
    assert seen == [("A", "de", datetime(2024, 6, 12, tzinfo=UTC))]
