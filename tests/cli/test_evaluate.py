"""`lagebild evaluate`: scores on gold files that are small enough to count by hand."""

import json
import lzma
from pathlib import Path

import orjson
import pytest

from tests.cli.running import lagebild

PLACE = {
    "text": "Der Außenminister reiste nach Moskau und Kiew.",
    "lang": "de",
    "toponyms": [
        {
            "start": 30,
            "end": 36,
            "phrase": "Moskau",
            "lat": 55.75,
            "lon": 37.62,
            "geonameid": "524901",
            "country": "RU",
        },
        {"start": 41, "end": 45, "phrase": "Kiew", "lat": 0.0, "lon": 0.0, "geonameid": "1", "country": "XX"},
    ],
}
COUNTRIES = [
    {
        "id": "right",
        "text": "Moskau warnt Kiew vor einem Angriff auf Belgorod.",
        "lang": "de",
        "countries": ["RU", "UA"],
    },
    {"id": "wrong", "text": "Paris und Berlin sind sich einig.", "lang": "de", "countries": ["FR", "IT"]},
]
NAMES = "# text = Angela Merkel traf Macron in Paris .\n" + "\n".join(
    f"{number}\t{word}\t{tag}"
    for number, (word, tag) in enumerate(
        [("Angela", "B-PER"), ("Merkel", "I-PER"), ("traf", "O"), ("Macron", "B-PER"), ("in", "O"), ("Paris", "B-LOC")],
        1,
    )
)


def evaluate(task: str, file: Path, *options: str) -> dict:
    result = lagebild("evaluate", task, str(file), *options)
    assert result.returncode == 0, result.stderr.decode()
    return orjson.loads(result.stdout)


def json_lines(folder: Path, *records: dict) -> Path:
    file = folder / "gold.jsonl.xz"
    file.write_bytes(lzma.compress("\n".join(map(json.dumps, records)).encode()))
    return file


def test_places_count_what_is_found_and_what_is_right(tmp_path: Path) -> None:
    report = evaluate("places", json_lines(tmp_path, PLACE))
    assert (report["toponyms"], report["found"], report["country_right"]) == (2, 1.0, 0.5)
    assert report["within_161_km"] == 0.5


def test_countries_are_compared_as_sets(tmp_path: Path) -> None:
    report = evaluate("countries", json_lines(tmp_path, *COUNTRIES), "--errors")
    assert (report["right"], report["missing"], report["extra"]) == (3, 1, 1)
    assert report["wrong"] == [["wrong", ["IT"], ["DE"]]]


def test_names_are_compared_span_by_span(tmp_path: Path) -> None:
    file = tmp_path / "gold.iob2"
    file.write_text(NAMES + "\n\n", encoding="utf-8")
    report = evaluate("ner", file, "--language", "de")
    assert (report["sentences"], report["overall"]["gold"]) == (1, 3)
    assert report["overall"]["f1"] == pytest.approx(1.0)


def test_a_file_that_is_no_gold_is_one_line(tmp_path: Path) -> None:
    file = tmp_path / "gold.jsonl"
    file.write_text('{"text": "a"}\n')
    result = lagebild("evaluate", "places", str(file))
    assert result.returncode == 1
    (line,) = result.stderr.decode().splitlines()
    assert "is no gold file for places" in line
