"""Every raw record has one outcome; whatever goes wrong with an article becomes its dead letter."""

from dataclasses import replace
from datetime import UTC, datetime

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams import topics
from streams.enrich import Analyst, load_analyst
from streams.errors import REJECTION_CODES
from streams.headers import origin_headers, origin_of
from streams.outcome import NOWHERE, Outcome, RawRecord, event_key, outcome_of
from streams.records import Actor, Event, Origin, Trigger, decode_enriched
from streams.settings import Settings

SETTINGS = Settings(text_limit_bytes=50_000, raw_limit_bytes=100_000)
NOW = datetime(2026, 1, 1, tzinfo=UTC)
ORIGIN = Origin("articles.raw", 2, 17)


@pytest.fixture(scope="module")
def analyst() -> Analyst:
    return load_analyst(SETTINGS)


def outcome(value: bytes | None, analyst: Analyst, origin: Origin = ORIGIN) -> Outcome:
    record = RawRecord(origin, b"key", value, (("trace", b"1"), ("trace", b"2")), 1_767_225_600_000)
    return outcome_of(record, analyst, SETTINGS, lambda: NOW)


def test_an_article_gives_its_record_and_a_mention_of_each_linked_entity(analyst: Analyst) -> None:
    result = outcome(b'{"id": "a", "body": "Moskau und Kiew verhandeln, so Moskau.", "language": "de"}', analyst)
    enriched, *others = result.outputs
    mentions = [output for output in others if output.base == topics.MENTIONS]
    assert (result.code, enriched.base, enriched.key) == (None, topics.ENRICHED, b"a")
    assert [output.base for output in others if output not in mentions] == [topics.EVENTS]
    counts = {m["entity"]["name"]: m["count"] for m in (orjson.loads(output.value or b"") for output in mentions)}
    assert sorted(counts.values()) == [1, 2]


def test_every_output_says_where_it_came_from(analyst: Analyst) -> None:
    for value in (b'{"body": "Moskau"}', b"no JSON"):
        for output in outcome(value, analyst).outputs:
            assert origin_of(output.headers) == ORIGIN


def test_a_dead_letter_keeps_bytes_key_and_headers(analyst: Analyst) -> None:
    result = outcome(b'{"broken": \xff', analyst)
    (letter,) = result.outputs
    assert (letter.base, letter.key, letter.value) == (topics.REJECTED, b"key", b'{"broken": \xff')
    assert letter.headers[:2] == (("trace", b"1"), ("trace", b"2"))
    headers = dict(letter.headers)
    assert headers["error.code"] == b"not-utf8" == (result.code or "").encode()
    assert headers["error.at"] == b"2026-01-01T00:00:00.000Z"
    assert headers["error.reason"]


def test_a_tombstone_is_a_dead_letter_without_a_value(analyst: Analyst) -> None:
    (letter,) = outcome(None, analyst).outputs
    assert (letter.value, dict(letter.headers)["error.code"]) == (None, b"null-value")


def test_lists_that_make_a_record_too_large_are_cut_and_the_record_says_how_much_is_missing(analyst: Analyst) -> None:
    result = outcome(orjson.dumps({"body": "Moskau " * 7_000}), analyst)
    article = decode_enriched(result.outputs[0].value or b"")
    assert result.code is None
    assert len(result.outputs[0].value or b"") <= SETTINGS.enriched_limit_bytes
    assert len(article.entities) == 1_250  # a quarter of what the settings allow
    assert article.notes == [f"entities-cut:{7_000 - 1_250}"]
    assert article.countries[0].mentions == 7_000


def test_a_text_is_read_as_far_as_its_budget_goes_and_the_record_says_how_far(analyst: Analyst) -> None:
    body = "Moskau schweigt. " * 400 + "Kiew schweigt."
    record = RawRecord(ORIGIN, b"key", orjson.dumps({"title": "Überblick", "body": body, "language": "de"}), (), 0)
    result = outcome_of(record, analyst, SETTINGS.with_(read_limit_pieces=300), lambda: NOW)
    article = decode_enriched(result.outputs[0].value or b"")
    (note,) = article.notes
    code, characters = note.split(":")
    assert code == "text-cut"
    assert article.text == "Überblick\n\n" + body
    assert {country.code for country in article.countries} == {"RU"}
    assert int(characters) - 20 < article.entities[-1].end <= int(characters) < 300 * 9


def test_an_analysis_that_raises_is_a_dead_letter_with_its_reason(analyst: Analyst) -> None:
    class Broken:
        def link(self, *args: object, **kwargs: object) -> None:
            raise ZeroDivisionError("in the middle\nof the analysis")

    result = outcome(b'{"body": "Moskau"}', replace(analyst, knowledge=Broken()))  # type: ignore[arg-type]
    assert result.code == "analysis-failed"
    assert dict(result.outputs[0].headers)["error.reason"] == b"ZeroDivisionError: in the middle of the analysis"


def test_the_same_record_gives_the_same_bytes(analyst: Analyst) -> None:
    value = b'{"title": "Kreml", "body": "Die NATO warnt Russland."}'
    assert outcome(value, analyst) == outcome(value, analyst)


def test_an_article_that_did_not_come_through_kafka_has_no_origin(analyst: Analyst) -> None:
    value = outcome(b'{"body": "Moskau"}', analyst, NOWHERE).outputs[0].value
    assert decode_enriched(value or b"").origin is None


@given(value=st.none() | st.binary(max_size=200))
def test_any_value_has_exactly_one_outcome(analyst: Analyst, value: bytes | None) -> None:
    result = outcome(value, analyst)
    assert result.outputs[0].base == (topics.ENRICHED if result.code is None else topics.REJECTED)
    assert result.code is None or result.code in REJECTION_CODES


def test_headers_that_are_not_ours_name_no_origin() -> None:
    assert origin_of([("trace", b"1")]) is None
    assert origin_of([(name, b"x") for name, _ in origin_headers(ORIGIN)]) is None


@pytest.mark.parametrize(
    ("actor", "recipient", "key"),
    [("RU", "UA", b"RU>UA"), (None, "IR", b"->IR"), ("RU", None, b"RU>-"), (None, None, b"->-")],
)
def test_events_are_keyed_by_their_ends(actor: str | None, recipient: str | None, key: bytes) -> None:
    def end(country: str | None) -> Actor | None:
        return country and Actor(start=0, end=1, text="x", country=country)  # type: ignore[return-value]

    event = Event(
        id="e", article="a", version=1, category="ASSAULT", quad=4, intensity=-9, cameo="19", modality="asserted",
        trigger=Trigger(start=0, end=1, text="x", lemma="x"), evidence=[], confidence=1, rule="r",
        actor=end(actor), recipient=end(recipient),
    )  # fmt: skip
    assert event_key(event) == key
