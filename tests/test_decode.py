"""Bytes off the raw topic become an article, or the reason why not."""

import os
from datetime import UTC, datetime
from pathlib import Path

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.decode import MAX_DEPTH, decode, require_publishable
from streams.errors import Canceled, Embargoed, Rejected, Withheld
from streams.reading.gold import read_lines
from streams.records import RawArticle

LIMITS = {"text_limit_bytes": 1_000, "raw_limit_bytes": 10_000}
NOW = datetime(2026, 1, 1, tzinfo=UTC)
WIRE = Path(os.environ.get("LAGEBILD_SHARED", Path(__file__).parents[1].parent / "shared")) / "data" / "wire"


def code_of(value: bytes | None) -> str:
    with pytest.raises(Rejected) as caught:
        decode(value, **LIMITS)
    assert "\n" not in str(caught.value)
    return caught.value.code


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (None, "null-value"),
        (b"", "not-json"),
        (b"{", "not-json"),
        (b"no JSON", "not-json"),
        (b'{"body": "a"} trailing', "not-json"),
        (b'{"body": "\xff"}', "not-utf8"),
        (b'{"unknown": "\xff", "body": "a"}', "not-utf8"),
        (b"null", "wrong-type"),
        (b"[]", "wrong-type"),
        (b'"text"', "wrong-type"),
        (b"7", "wrong-type"),
        (b'{"body": 7}', "wrong-type"),
        (b'{"body": "a", "urgency": 10}', "wrong-type"),
        (b'{"body": "a", "version": "two"}', "wrong-type"),
        (b'{"body": "a", "status": "sold"}', "wrong-type"),
        (b'{"body": "a", "authors": "me"}', "wrong-type"),
        (b'{"body": "a", "embargoed_until": "tomorrow"}', "bad-date"),
        (b'{"urgency": "high", "body": }', "not-json"),
        (b"{}", "empty-text"),
        (b'{"title": " ", "body": "\\n"}', "empty-text"),
        (b'{"title": null, "body": null}', "empty-text"),
        (b'{"body": "' + b"a" * 1_001 + b'"}', "text-too-large"),
        (b'{"x": "' + b"a" * 10_000 + b'"}', "text-too-large"),
        (b'{"a":' * 65 + b"1" + b"}" * 65, "nested-too-deep"),
        (b"[" * 5_000, "nested-too-deep"),
        (b'{"body": "a", "id": "' + b"i" * 513 + b'"}', "field-too-large"),
        (b'{"body": "a", "source": "' + b"s" * 513 + b'"}', "field-too-large"),
        (b'{"body": "a", "url": "' + b"u" * 4_097 + b'"}', "field-too-large"),
        (b'{"body": "a", "authors": [' + b'"a",' * 256 + b'"a"]}', "field-too-large"),
        (b'{"body": "a", "section": null, "subjects": ["' + b"s" * 513 + b'"]}', "field-too-large"),
        (b'{"body": "a", "version": 9223372036854775808}', "wrong-type"),
        (b'{"body": "a", "version": 1' + b"0" * 400 + b"}", "wrong-type"),
    ],
)
def test_what_is_wrong_has_a_code(value: bytes | None, code: str) -> None:
    assert code_of(value) == code


def test_a_wrong_type_names_its_path() -> None:
    with pytest.raises(Rejected, match=r"\$\.subjects\[1\]"):
        decode(b'{"body": "a", "subjects": ["one", 2]}', **LIMITS)


def test_a_field_that_is_too_large_names_its_path() -> None:
    with pytest.raises(Rejected, match=r"\$\.source"):
        decode(orjson.dumps({"body": "a", "source": "s" * 2_000_000}), text_limit_bytes=10**6, raw_limit_bytes=10**7)
    with pytest.raises(Rejected, match=r"8,192 are allowed - most of it at `\$\.authors`"):
        decode(
            orjson.dumps({"body": "a", "authors": ["a" * 200] * 50, "url": "u"}),
            text_limit_bytes=9,
            raw_limit_bytes=10**7,
        )


def test_fields_as_long_as_they_may_be_are_taken() -> None:
    value = {"body": "a", "id": "i" * 512, "source": "ü" * 512, "url": "u" * 4_096, "version": 2**63 - 1}
    assert decode(orjson.dumps(value), **LIMITS).version == 2**63 - 1


def test_a_null_field_counts_as_absent() -> None:
    article = decode(b'{"id": null, "title": null, "body": "a", "authors": null, "urgency": null}', **LIMITS)
    assert (article.title, article.authors, article.urgency) == ("", [], None)


def test_a_day_alone_is_its_beginning() -> None:
    assert decode(b'{"body": "a", "published_at": "2009-03-20"}', **LIMITS).published_at == datetime(
        2009, 3, 20, tzinfo=UTC
    )


def test_a_null_inside_a_list_is_a_wrong_type() -> None:
    assert code_of(b'{"body": "a", "title": null, "authors": [null]}') == "wrong-type"


def test_unknown_fields_are_ignored() -> None:
    assert decode(b'{"body": "a", "colour": {"deep": [1, 2]}}', **LIMITS).body == "a"


def test_brackets_in_a_text_are_no_nesting() -> None:
    body = "[{" * MAX_DEPTH + '"\\'
    assert decode(orjson.dumps({"body": body}), **LIMITS).body == body


def test_times_are_utc() -> None:
    article = decode(b'{"body": "a", "published_at": "2024-10-22T10:00:00+02:00"}', **LIMITS)
    assert article.published_at == datetime(2024, 10, 22, 8, tzinfo=UTC)
    assert article.published_at.utcoffset().total_seconds() == 0  # type: ignore[union-attr]


def test_a_time_without_zone_counts_as_utc() -> None:
    article = decode(b'{"body": "a", "published_at": "2024-10-22T10:00:00"}', **LIMITS)
    assert article.published_at == datetime(2024, 10, 22, 10, tzinfo=UTC)


def test_a_missing_id_is_derived_from_the_content() -> None:
    first, again = (decode(b'{"title": "a", "body": "b"}', **LIMITS).id for _ in range(2))
    other = decode(b'{"title": "a", "body": "c"}', **LIMITS).id
    assert first == again != other


@given(st.binary(max_size=300))
def test_any_bytes_are_an_article_or_a_rejection(value: bytes) -> None:
    try:
        assert decode(value, **LIMITS).id
    except Rejected as error:
        assert error.code


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(), lambda c: st.lists(c) | st.dictionaries(st.text(), c)
    )
)
def test_any_json_is_an_article_or_a_rejection(value: object) -> None:
    try:
        assert decode(orjson.dumps({"body": "text", "title": value, "authors": value}), **LIMITS).id
    except Rejected as error:
        assert error.code


@pytest.mark.parametrize(
    ("article", "error"),
    [
        (RawArticle(body="a", status="canceled"), Canceled),
        (RawArticle(body="a", status="withheld"), Withheld),
        (RawArticle(body="a", embargoed_until=datetime(2026, 1, 2, tzinfo=UTC)), Embargoed),
    ],
)
def test_what_may_not_be_published_is_rejected(article: RawArticle, error: type[Rejected]) -> None:
    with pytest.raises(error):
        require_publishable(article, NOW)


def test_an_embargo_that_is_over_does_not_hold() -> None:
    require_publishable(RawArticle(body="a", embargoed_until=NOW), NOW)


@pytest.mark.skipif(not WIRE.exists(), reason="the shared wire is not beside this checkout")
@pytest.mark.parametrize("name", ["gnad_de.jsonl.xz", "lgl_en.jsonl.xz"])
def test_every_article_of_the_shared_wire_can_be_read(name: str) -> None:
    articles = [
        decode(line.encode(), text_limit_bytes=10**6, raw_limit_bytes=10**6) for line in read_lines(WIRE / name)
    ]
    assert len(articles) > 500
    assert len({article.id for article in articles}) == len(articles)
