"""Date lines and datelines."""

import itertools
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.feeds.dateline import read_date_line, split_dateline, words


@pytest.mark.parametrize(
    "line",
    [
        "22. Oktober, 2024",
        "22. Oktober 2024",
        "22.Oktober 2024",
        "Dienstag, 22. Oktober 2024",
        "Di., 22. Okt. 2024",
        "22.10.2024",
        "October 22, 2024",
        "October 22nd, 2024",
        "Oct. 22 2024",
        "Tuesday, October 22, 2024",
        "22 October 2024",
        "22 OCTOBER 2024",
        "2024-10-22",
        "  2024-10-22  ",
    ],
)
def test_german_english_and_iso_dates_are_midnight_utc(line):
    assert read_date_line(line) == datetime(2024, 10, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "Oktober 2024",
        "2024",
        "31. Februar 2024",
        "22. Oktober 2024, 14 Uhr in Rom",
        "Am 22. Oktober 2024",
        "32.13.2024",
    ],
)
def test_anything_else_is_no_date_line(line):
    assert read_date_line(line) is None


@given(st.dates())
def test_every_date_is_read_back_in_every_spelling(day):
    at_midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    for month in words()["months"][str(day.month)]:
        assert read_date_line(f"{day.day}. {month} {day.year:04}") == at_midnight
        assert read_date_line(f"{month} {day.day}, {day.year:04}") == at_midnight


@given(st.text())
def test_any_line_can_be_asked(line):
    read_date_line(line)
    place, rest = split_dateline(line)
    assert line.endswith(rest)
    assert place is None or all(word in line for word in place.split())


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ("Berlin (dpa) - Die Lage", "Berlin"),
        ("Berlin (dpa/AFP) – Die Lage", "Berlin"),
        ("Kiew/Moskau (Reuters) - Die Lage", "Kiew/Moskau"),
        ("Frankfurt am Main (AP)-- Die Lage", "Frankfurt am Main"),
        ("MOSCOW, Oct 22 (Reuters) - Die Lage", "MOSCOW"),
        ("WASHINGTON, D.C. (AP) — Die Lage", "WASHINGTON, D.C."),
        ("KYIV — Die Lage", "KYIV"),
    ],
)
def test_a_dateline_is_split_off(body, place):
    assert split_dateline(body) == (place, "Die Lage")


@pytest.mark.parametrize(
    "body",
    [
        "Präsident Selenskyj (UKR) - sagte er",
        "Er (62) - so viel",
        "NATO - das Bündnis",
        "Der Minister - sonst wortkarg - sprach",
        "Moskau-Kenner sagen",
        "Berlin (dpa) - ",
        "er (dpa) - sagte",
    ],
)
def test_what_is_no_dateline_stays(body):
    assert split_dateline(body) == (None, body)


def test_the_word_lists_are_complete_and_without_doubles():
    lists = words()
    assert set(lists) == {"months", "weekdays", "sections"}
    assert set(lists["months"]) == {str(number) for number in range(1, 13)}
    months = list(itertools.chain.from_iterable(lists["months"].values()))
    assert len({name.casefold() for name in months}) == len(months)
    for name in ("weekdays", "sections"):
        entries = lists[name]["names"]
        assert len(set(entries)) == len(entries)
        assert all(entry == entry.strip() != "" for entry in entries)
