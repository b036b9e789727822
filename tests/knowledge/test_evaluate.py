"""The measures, and the quality that they show on data beside the checkout."""

import json
import lzma
from pathlib import Path

import pytest

from streams.errors import FeedError
from streams.knowledge import Knowledge, NamedSpan, evaluate
from streams.records import Entity

GOLD = Path(__file__).parent / "gold" / "gnad_countries.jsonl"


def place(start: int, end: int, country: str, lat: float, lon: float) -> Entity:
    return Entity(
        start=start, end=end, text="x", type="LOC", form="name", id="geonames:1", country=country, lat=lat, lon=lon
    )


def written(folder: Path, *items: dict[str, object]) -> Path:
    path = folder / "gold.jsonl"
    path.write_text("".join(json.dumps(item) + "\n" for item in items), encoding="utf-8")
    return path


def test_a_place_is_found_right_and_near_or_not(tmp_path: Path) -> None:
    toponym = {"start": 0, "end": 5, "phrase": "Paris", "geonameid": "1", "lat": 48.85, "lon": 2.35, "country": "FR"}
    far = toponym | {"start": 10, "end": 15}
    missed = toponym | {"start": 20, "end": 25}
    unscored = toponym | {"start": 30, "end": 35, "type": "Homonym"}
    path = written(tmp_path, {"text": "x" * 40, "toponyms": [toponym, far, missed, unscored]})
    entities = [place(0, 5, "FR", 48.9, 2.3), place(10, 15, "US", 33.7, -95.5)]
    report = evaluate.evaluate_places(path, lambda text, language: entities)
    assert (report.toponyms, report.found) == (3, 2)
    assert report.rates() == {"found": 2 / 3, "country_right": 0.5, "within_161_km": 0.5, "same_id": 1.0}


def test_countries_are_measured_against_labels(tmp_path: Path) -> None:
    path = written(tmp_path, {"id": "a", "text": "t", "lang": "de", "countries": ["FR", "DE"]})
    report = evaluate.evaluate_countries(
        path, lambda text, language: [place(0, 1, "FR", 0, 0), place(2, 3, "US", 0, 0)]
    )
    assert isinstance(report, evaluate.CountriesReport)
    assert (report.rates()["f1"], report.wrong) == (0.5, [("a", ["DE"], ["US"])])


def test_languages_of_a_story_are_measured_against_english(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        {"id": "1:en", "story": "1", "lang": "en", "text": "a"},
        {"id": "1:fr", "story": "1", "lang": "fr", "text": "a"},
        {"id": "1:ru", "story": "1", "lang": "ru", "text": "b"},
    )
    report = evaluate.evaluate_countries(path, lambda text, _: [place(0, 1, "FR" if text == "a" else "US", 0, 0)])
    assert isinstance(report, evaluate.AgreementReport)
    assert report.rates() == {"fr": 1.0, "ru": 0.0}


def test_a_bad_line_of_gold_is_named(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text('{"text": "a"}\n{', encoding="utf-8")
    with pytest.raises(FeedError, match="line 2"):
        evaluate.evaluate_countries(path, lambda text, language: [])


def test_the_distance_of_two_points() -> None:
    assert round(evaluate.distance_km(52.52, 13.405, 48.137, 11.575)) == 504


def test_german_newspaper_texts_reach_their_mark(knowledge: Knowledge, shared: Path, tmp_path: Path) -> None:
    with lzma.open(shared / "data/wire/gnad_de.jsonl.xz", "rt", encoding="utf-8") as file:
        bodies = {article["id"]: article["body"] for article in map(json.loads, file)}
    gold = map(json.loads, GOLD.read_text(encoding="utf-8").splitlines())
    items = [g | {"text": bodies[g["id"]][: g["chars"]], "lang": "de"} for g in gold]
    report = evaluate.evaluate_countries(
        written(tmp_path, *items), lambda text, language: knowledge.link(text, language=language)
    )
    assert report.rates()["f1"] >= 0.93  # type: ignore[union-attr]


def test_confidence_rises_with_accuracy(knowledge: Knowledge, shared: Path) -> None:
    """With the gold spans in the model's place, so that the linker alone is measured."""
    path = shared / "data/dev/places_lgl_en.jsonl.xz"
    spans = {
        item["text"]: [NamedSpan(t["start"], t["end"], "LOC") for t in item["toponyms"] if t.get("geonameid")]
        for item in evaluate.read_gold(path)
    }
    report = evaluate.evaluate_places(
        path, lambda text, language: knowledge.link(text, language=language, spans=spans[text])
    )
    bins = {"low": range(5), "middle": range(5, 8), "high": range(8, 10)}
    sums = {
        name: [sum(report.by_confidence[tenth][at] for tenth in tenths) for at in (0, 1)]
        for name, tenths in bins.items()
    }
    accuracy = {name: right / every for name, (right, every) in sums.items()}
    assert accuracy["low"] < accuracy["middle"] < accuracy["high"]
    assert accuracy["high"] > 0.9
    assert report.rates()["country_right"] >= 0.94
    assert report.rates()["within_161_km"] >= 0.85


def test_most_languages_agree_with_english_on_a_storys_countries(knowledge: Knowledge, shared: Path) -> None:
    path = shared / "data/dev/country_texts_multi.jsonl.xz"
    report = evaluate.evaluate_countries(path, lambda text, language: knowledge.link(text, language=language))
    assert isinstance(report, evaluate.AgreementReport)
    assert report.agreeing.total() / report.stories.total() >= 0.78
