"""Dates as feeds write them."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.feeds.dates import read_date

MOMENT = datetime(2024, 10, 22, 8, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2024-10-22T08:30:00Z",
        "2024-10-22T10:30:00+02:00",
        "2024-10-22T08:30:00.000000000Z",
        "2024-10-22 08:30",
        "20241022T083000Z",
        "Tue, 22 Oct 2024 10:30:00 +0200",
        "Di, 22 Oct 2024 08:30:00 GMT",
        "Mon, 22 Oct 24 08:30 UT",
        "22 Oct 2024 04:30:00 EDT",
    ],
)
def test_feed_dates_are_read(text):
    assert read_date(text) == MOMENT


def test_a_date_without_a_time_is_midnight_utc():
    assert read_date("22. Oktober 2024") == read_date("2024-10-22") == datetime(2024, 10, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", [None, "", "gestern", "2024-02-30", "0001-01-01T00:00:00+14:00", "17295858001729585800"]
)
def test_what_is_no_date_is_none(text):
    assert read_date(text) is None


@given(st.text())
def test_any_text_can_be_asked(text):
    read = read_date(text)
    assert read is None or read.tzinfo is UTC


@given(st.datetimes(min_value=datetime(1970, 1, 2), timezones=st.timezones()))
def test_every_moment_is_read_back(moment):
    assert read_date(moment.isoformat()) == moment.astimezone(UTC)
