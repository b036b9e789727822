"""Raw records that are wrong in a common way are mended, and say so."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.decode import decode
from streams.records import RawArticle

LIMITS = {"text_limit_bytes": 100_000, "raw_limit_bytes": 100_000}


def read(value: bytes) -> RawArticle:
    return decode(value, **LIMITS)


def test_a_sound_record_has_no_notes() -> None:
    assert read(b'{"body": "a < b & c", "published_at": "2024-10-22T08:30:00Z", "status": "usable"}').notes == []


def test_a_byte_order_mark_costs_nothing() -> None:
    article = read(b'\xef\xbb\xbf{"body": "a"}')
    assert (article.body, article.notes) == ("a", ["byte-order-mark"])


@pytest.mark.parametrize(
    ("escaped", "body", "notes"),
    [
        (rb"a\ud83d b", "a\ufffd b", ["surrogate-replaced:1"]),
        (rb"\udc00\ud83d\ud83d\ude00", "\ufffd\ufffd\U0001f600", ["surrogate-replaced:2"]),
        (rb"\ud83d\ude00", "\U0001f600", []),
        (rb"\\ud83d", "\\ud83d", []),
        (rb"\\\ud83d", "\\\ufffd", ["surrogate-replaced:1"]),
    ],
)
def test_half_a_surrogate_pair_costs_one_character(escaped: bytes, body: str, notes: list[str]) -> None:
    article = read(b'{"body": "' + escaped + b'"}')
    assert (article.body, article.notes) == (body, notes)


@pytest.mark.parametrize(
    "given",
    [
        1729585800,
        1729585800000,
        1729585800.0,
        "1729585800",
        "1729585800000",
        "Tue, 22 Oct 2024 10:30:00 +0200",
        "Tue, 22 Oct 2024 10:30:00 CEST",
    ],
)
def test_epoch_and_rfc_822_dates_are_read(given: object) -> None:
    article = read(json.dumps({"body": "a", "published_at": given}).encode())
    assert article.published_at == datetime(2024, 10, 22, 8, 30, tzinfo=UTC)
    assert article.notes == ["date-mended"]


@pytest.mark.parametrize(
    "given",
    [
        "yesterday",
        "2024-13-01T00:00:00Z",
        "2024-02-30",
        "0001-01-01T00:00:00Z",
        "0001-01-01T00:00:00+14:00",
        0,
        True,
        [],
        {},
        1e300,
    ],
)
def test_a_date_that_cannot_be_read_is_left_out(given: object) -> None:
    article = read(json.dumps({"body": "a", "published_at": given}).encode())
    assert (article.published_at, article.notes) == (None, ["date-unread"])


def test_html_in_a_text_becomes_plain_text() -> None:
    article = read(b'{"title": "A &amp; B", "body": "<p>Polen &amp; <b>Rom</b></p><p>Zwei</p>"}')
    assert (article.body, article.notes) == ("Polen & Rom\n\nZwei", ["html-removed"])


@pytest.mark.parametrize("body", ["a <b> c", "AT&T", "x < y > z", "Max <max@wire.example> schrieb", "if (a<b && c>d)"])
def test_plain_text_with_signs_stays_as_it_is(body: str) -> None:
    assert read(json.dumps({"body": body}).encode()).body == body


def test_notes_that_a_feeder_wrote_are_kept() -> None:
    assert read(b'{"body": "<p>a</p>", "notes": ["byte-replaced:1"]}').notes == ["byte-replaced:1", "html-removed"]


@given(st.text(), st.text())
def test_any_text_without_markup_comes_through_or_says_what_was_done(title: str, body: str) -> None:
    article = RawArticle(title="t" + title, body=body)
    read_again = read(json.dumps({"title": article.title, "body": body}).encode("utf-8"))
    assert (read_again.title, read_again.body) == (article.title, body) or read_again.notes
