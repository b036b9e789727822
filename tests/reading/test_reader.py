"""A trained reader on whole texts; skipped where none has been exported (training/README.md)."""

import shutil
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.errors import ModelError
from streams.reading.reader import FOLDER, Reader
from streams.reading.reading import Reading
from streams.reading.sentences import sentence_starts

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="no model has been exported")
LOADED = Reader(cached=50) if FOLDER.is_dir() else None


def read(text: str, reader: Reader = LOADED) -> Reading:
    return reader.read(text, sentence_starts(text))


def told(text: str) -> list[tuple[str, str, list[str], list[str]]]:
    """Category, trigger, actors and recipients of each deed."""
    return [
        (
            deed.category,
            " ".join(text[start:end] for start, end in deed.trigger),
            [text[side.start : side.end] for side in deed.of("actor")],
            [text[side.start : side.end] for side in deed.of("recipient")],
        )
        for deed in read(text).deeds
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Russland hat die Ukraine angegriffen.", ("ASSAULT", "angegriffen", ["Russland"], ["Ukraine"])),
        ("Iran condemned Israel on Monday.", ("ACCUSE", "condemned", ["Iran"], ["Israel"])),
        ("La France a expulsé deux diplomates russes.", ("SANCTION", "expulsé", ["France"], ["diplomates russes"])),
    ],
)
def test_who_does_what_to_whom_in_several_languages(text: str, expected: tuple):
    assert told(text) == [expected]


def test_names_have_exact_spans():
    text = "Der Politiker Robert Wood sprach in Washington über die Vereinten Nationen."
    assert {(text[n.start : n.end], n.label) for n in read(text).names} >= {
        ("Robert Wood", "PER"),
        ("Washington", "LOC"),
    }


def test_a_denial_is_negated_and_a_plan_is_future():
    (denied,) = read("Die Türkei hat Syrien nicht angegriffen.").deeds
    assert denied.modality == "negated"


def test_the_weather_has_no_deed():
    assert read("Am Wochenende bleibt es im Süden sonnig, im Norden ziehen Wolken auf.").deeds == []


def test_a_text_is_read_the_same_again_and_with_or_without_the_cache(reader: Reader):
    text = "Moskau droht Kiew mit neuen Angriffen.\n\nDie Regierung in Berlin kritisierte die Drohung."
    assert read(text) == read(text) == read(text, reader)


def test_a_paragraph_is_read_from_the_cache_where_it_stands_in_another_place():
    reader = Reader(cached=10)
    paragraph = "Die Polizei in Minsk hat am Montag drei Demonstranten festgenommen. " * 12
    first = read(paragraph + "\n\n" + "Ein anderer Absatz. " * 40, reader)
    before = reader.use
    again = read("Vorspann. " * 60 + "\n\n" + paragraph + "\n\n" + "Schluss. " * 60, reader)
    assert reader.use.since(before).hits >= 1
    assert len(first.deeds) > 0
    assert len(again.deeds) > 0


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=400))
def test_any_text_is_read_with_spans_inside_it(text: str):
    reading = read(text)
    spans = [(name.start, name.end) for name in reading.names]
    spans += [part for deed in reading.deeds for part in deed.trigger]
    spans += [side.span for deed in reading.deeds for side in deed.sides]
    assert all(0 <= start < end <= len(text) for start, end in spans)


@pytest.mark.parametrize("unit", ["a", "!", "a b ", "\u0301", "中", "\u200fא "])
def test_a_long_text_of_anything_takes_time_in_proportion(unit: str):
    def seconds(length: int) -> float:
        text = (unit * length)[:length]
        before = time.process_time()
        read(text)
        return time.process_time() - before

    seconds(500)
    assert seconds(40_000) < 10 * seconds(10_000) + 1


@pytest.mark.parametrize("part", ["reader.json", "lower.onnx", "pieces.model.xz", "pieces.q4"])
def test_a_missing_part_of_the_model_is_named_in_one_line(part: str, tmp_path: Path):
    for path in FOLDER.iterdir():
        if path.is_file() and path.name != part:
            (tmp_path / path.name).symlink_to(path)
    with pytest.raises(ModelError, match="missing or damaged") as error:
        Reader(tmp_path)
    assert "\n" not in str(error.value)


def test_a_damaged_network_is_named_in_one_line(tmp_path: Path):
    shutil.copytree(FOLDER, tmp_path / "model")
    (tmp_path / "model" / "upper.onnx").write_bytes(b"nothing")
    with pytest.raises(ModelError, match="missing or damaged"):
        Reader(tmp_path / "model")


def test_confidence_is_a_share():
    deeds = read("Russland hat die Ukraine angegriffen. Iran kritisierte Israel.").deeds
    assert all(0 < deed.confidence < 1 for deed in deeds)
    assert deeds == [replace(deed) for deed in deeds]


def test_a_text_full_of_triggers_is_read_for_deeds_up_to_a_bound_and_for_names_to_its_end():
    text = "".join(f"Iran condemned Israel in {year}. " for year in range(1000, 1700)) + "\n\nParis is in France."
    reading = read(text)
    assert reading.deeds_to is not None
    assert max(deed.trigger[0][0] for deed in reading.deeds) < reading.deeds_to
    assert text[slice(*[(n.start, n.end) for n in reading.names][-1])] == "France"
    assert read("Iran condemned Israel.").deeds_to is None
