"""JSON lines."""

import gzip
import json
import time

import msgspec
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.feeds.identity import content_key, derive_id
from streams.feeds.items import DOCUMENT_LIMIT, Item, Refusal, Unreadable
from streams.records import RawArticle
from tests.feeds.reading import articles, items, outcomes

WITH_ID = b'{"id": "a:1",  "title": "Erste", "body": "Text", "extra": [1.50, {"x": null}]}'
WITHOUT_ID = b'{"title": "Zweite", "body": "Text", "extra": 1}'


def test_a_line_with_an_id_keeps_its_bytes():
    (item,) = items(WITH_ID + b"\r\n")
    assert (item.key, item.value) == ("a:1", WITH_ID)
    assert item.record is not None and item.record.title == "Erste"


def test_a_line_without_an_id_gets_the_derived_one_and_keeps_unknown_fields():
    (item,) = items(WITHOUT_ID)
    expected = derive_id(RawArticle(title="Zweite", body="Text"))
    assert item.key == expected
    assert json.loads(item.value) == {"title": "Zweite", "body": "Text", "extra": 1, "id": expected}


@pytest.mark.parametrize("empty", ["", None])
def test_an_empty_id_counts_as_none(empty):
    (item,) = items(orjson.dumps({"id": empty, "title": "Zweite", "body": "Text"}))
    assert item.key == json.loads(item.value)["id"] == derive_id(RawArticle(title="Zweite", body="Text"))


def test_feeding_a_file_twice_gives_the_same_ids():
    data = b"\n".join([WITH_ID, WITHOUT_ID, b"not json"])
    assert [item.key for item in items(data)] == [item.key for item in items(data)]


def test_a_default_source_is_added_only_where_there_is_none():
    named = b'{"id": "a:1", "body": "Text", "source": "dpa"}'
    first, second = outcomes(named + b"\n" + WITH_ID, wire="Our desk")
    assert first.value == named
    assert second.record.source == json.loads(second.value)["source"] == "Our desk"


@pytest.mark.parametrize(
    "line",
    [
        b'{"id": "a:2", "title": "cut off',
        b'{"id": "a:2", "body": "Br\xfcssel"}',
        b"[1, 2]",
        b'"text"',
        b"null",
        b"NaN",
        b'{"id": "a:2", "body": "\\ud800"}',
        b"\x00\xff",
    ],
)
def test_a_line_that_is_no_article_goes_out_as_it_came(line):
    good, broken = items(WITH_ID + b"\n" + line + b"\n")
    assert good.key == "a:1"
    assert broken == Item(content_key(line), line, None)


def test_a_wrong_type_goes_out_as_it_came_under_its_own_id():
    line = b'{"id": "a:2", "body": "Text", "urgency": "flash"}'
    assert items(line) == [Item("a:2", line, None)]


def test_blank_lines_and_a_byte_order_mark_are_no_records():
    assert [item.key for item in items(b"\xef\xbb\xbf" + WITH_ID + b"\n\n  \r\n")] == ["a:1"]


def test_the_place_of_a_refusal_counts_blank_lines():
    data = WITH_ID + b"\n\n" + b"x" * 20_000 + b"\n" + WITH_ID
    first, refusal, last = outcomes(data, raw_limit_bytes=10_000, text_limit_bytes=1_000, name="big.jsonl")
    assert refusal.where == "big.jsonl:3"
    assert "10000 bytes" in refusal.reason
    assert first == last


def test_a_record_that_its_id_makes_too_large_is_refused():
    line = orjson.dumps({"body": "x" * (10_000 - 20)})
    (refusal,) = outcomes(line, "jsonl", raw_limit_bytes=10_000, text_limit_bytes=1_000)
    assert isinstance(refusal, Refusal)


def test_a_whole_array_is_one_item_an_element():
    data = b"[\n  " + WITH_ID + b",\n\n  " + WITHOUT_ID + b", 5]\n"
    first, second, third = items(data, name="export.json")
    assert first.value == WITH_ID
    assert second.record is not None
    assert third == Item(content_key(b"5"), b"5", None)


def test_an_object_spread_over_lines_is_one_item():
    (item,) = items(json.dumps({"id": "a:9", "body": "Text"}, indent=2).encode())
    assert item.key == "a:9"


def test_an_array_over_the_document_limit_still_loses_nothing():
    line = b"[" + b" " * 3_000_000 + b"1]"
    lines = DOCUMENT_LIMIT // len(line) + 2
    found = outcomes(b"\n".join([line] * lines), "jsonl", raw_limit_bytes=4_000_000)
    assert len(found) == lines


@given(st.lists(st.binary(max_size=60).filter(lambda line: b"\n" not in line), max_size=8))
def test_every_line_is_an_item_or_a_refusal(lines):
    data = WITH_ID + b"\n" + b"\n".join(lines)
    expected = 1 + sum(bool(line.strip()) for line in lines)
    assert len(outcomes(data, "jsonl")) == expected


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data):
    for outcome in outcomes(data, "jsonl"):
        assert isinstance(outcome, Item | Refusal)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from(["id", "title", "body", "source", "urgency", "authors", "x"]), json_values))
def test_what_is_taken_for_an_article_is_one(record):
    (item,) = items(json.dumps(record).encode(), "jsonl")
    if item.record is not None:
        assert item.key == item.record.id != ""
        sent = {name: value for name, value in json.loads(item.value).items() if value is not None}
        assert msgspec.convert(sent, RawArticle) == item.record


def test_a_file_with_a_broken_first_line_is_read_on():
    assert [item.key for item in items(b"{broken\n" + WITH_ID, name="w.jsonl")] == [content_key(b"{broken"), "a:1"]


def test_articles_without_ids_differ_by_their_text():
    first, second = articles(b'{"body": "One"}\n{"body": "Two"}')
    assert first.id != second.id


def test_a_line_over_the_limit_is_no_unreadable_source():
    assert not any(
        isinstance(o, Unreadable) for o in outcomes(b"{" * 20_000, raw_limit_bytes=10_000, text_limit_bytes=1_000)
    )


def test_a_source_of_blank_lines_ends_soon():
    begin = time.process_time()
    (first, refusal) = outcomes(gzip.compress(b'{"id": "1", "body": "a"}\n' + b"\n" * 20_000_000, 1), name="a.jsonl.gz")
    assert isinstance(first, Item) and isinstance(refusal, Unreadable) and "blank" in refusal.reason
    assert time.process_time() - begin < 10
