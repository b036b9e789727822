"""A dead letter always fits its topic, and says what was cut of it."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.delivery.deadletter import KEY_LIMIT, letter
from streams.errors import NotJson
from streams.headers import Headers, origin_of
from streams.records import Origin
from streams.settings import HEADER_ROOM, Settings

SETTINGS = Settings(raw_limit_bytes=10_000, text_limit_bytes=1_000)
ROOM = SETTINGS.rejected_limit_bytes + HEADER_ROOM
ORIGIN = Origin("articles.raw", 1, 2)
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def made(key: bytes | None, value: bytes | None, headers: Headers, room: int | None = None) -> tuple:
    return letter(key, value, headers, NotJson("why"), SETTINGS, NOON, origin=ORIGIN, room=room)


def size(key: bytes | None, value: bytes | None, headers: Headers) -> int:
    return len(key or b"") + len(value or b"") + sum(len(name.encode()) + len(text or b"") for name, text in headers)


def test_what_fits_stays_as_it_came() -> None:
    headers = (("a", b"1"), ("a", None), ("b", b"h" * 60_000))
    key, value, found = made(b"k" * 9_000, b"v" * 10_000, headers)
    assert (key, value, found[:3]) == (b"k" * 9_000, b"v" * 10_000, headers)
    assert not any(name.endswith("-cut") or name == "error.truncated" for name, _ in found)


def test_what_does_not_fit_is_cut_and_counted() -> None:
    headers = (("first", b"1"), ("large", b"h" * 10**6), ("last", b"2"))
    key, value, found = made(b"k" * 10**6, b"v" * 10**6, headers)
    said = dict(found)
    assert (key, value) == (b"k" * KEY_LIMIT, b"v" * SETTINGS.rejected_limit_bytes)
    assert found[0] == ("first", b"1")
    assert "large" not in said
    assert (said["error.key-cut"], said["error.truncated"], said["error.headers-cut"]) == (b"1000000", b"1000000", b"2")
    assert said["error.code"] == b"not-json"
    assert origin_of(found) == ORIGIN


lengths = st.sampled_from([0, 1, 8_192, 60_000, 100_000, 300_000])


@given(
    st.none() | lengths,
    st.none() | lengths,
    st.lists(st.tuples(lengths, lengths), max_size=5),
    st.sampled_from([None, 16_384]),
)
def test_anything_fits(key: int | None, value: int | None, headers: list[tuple[int, int]], room: int | None) -> None:
    parts = tuple(("n" * name, b"h" * text) for name, text in headers)
    found = made(None if key is None else b"k" * key, None if value is None else b"v" * value, parts, room)
    assert size(*found) <= (room or ROOM)
    assert origin_of(found[2]) == ORIGIN


@pytest.mark.parametrize("count", [1, 20_000])
def test_many_small_headers_fit_too(count: int) -> None:
    found = made(b"k", b"v" * 10**6, (("", None),) * count)
    assert len(found[2]) <= ROOM // 12
