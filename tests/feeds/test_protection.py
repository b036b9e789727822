"""What must not get out does not, in whichever words and by whichever way it comes in."""

import json
from datetime import UTC, datetime

import pytest

from streams.decode import decode, require_publishable
from streams.errors import Rejected
from streams.feeds.items import Item, Refusal
from streams.feeds.protection import read_embargo, read_protection
from tests.feeds.reading import outcomes

NOW = datetime(2026, 1, 1, tzinfo=UTC)
LIMITS = {"text_limit_bytes": 100_000, "raw_limit_bytes": 100_000}
SENTENCE = "Polen hat am Freitag den russischen Botschafter ausgewiesen."


def gets_out(data: bytes, format_name: str = "auto", name: str = "wire") -> bool:
    """Whether any article of the source would be enriched."""
    for outcome in outcomes(data, format_name, name):
        if isinstance(outcome, Item):
            try:
                require_publishable(decode(outcome.value, **LIMITS), NOW)
            except Rejected:
                continue
            return True
        assert isinstance(outcome, Refusal) and outcome.reason
    return False


PROTECTED = [
    {"embargoed": "2099-01-01T10:00:00Z"},
    {"embargo": "2099-01-01 10:00"},
    {"embargo_until": "Thu, 01 Jan 2099 10:00:00 CET"},
    {"embargoDate": 4070944800000},
    {"embargoedUntil": "nächste Woche"},
    {"embargoed": ""},
    {"embargoed": True},
    {"sperrfrist": "2099-01-01"},
    {"pubstatus": "canceled"},
    {"pubStatus": "stat:withheld"},
    {"pub_status": "http://cv.iptc.org/newscodes/pubstatusg2/canceled"},
    {"pubstatus": "KILLED"},
    {"pubstatus": "vielleicht"},
    {"status": "cancelled"},
    {"management": {"publication_status": "Withheld"}},
    {"meta": {"rights": [{"embargoed": "2099-01-01T10:00:00Z"}]}},
    {"not_for_publication": True},
    {"killed": "yes"},
    {"embargoed_until": "2099-01-01"},
    {"embargoed_until": "later"},
]


@pytest.mark.parametrize("fields", PROTECTED, ids=str)
def test_json_lines_and_raw_records_are_held_by_any_spelling(fields):
    record = {"id": "urn:1", "title": "Titel", "body": SENTENCE, **fields}
    assert not gets_out(json.dumps(record).encode())
    assert not gets_out(json.dumps({k: v for k, v in record.items() if k != "id"}).encode(), "jsonl")


@pytest.mark.parametrize("fields", [f for f in PROTECTED if "embargoed_until" not in f and "status" not in f], ids=str)
@pytest.mark.parametrize(
    "news",
    [
        {"uri": "urn:1", "title": "Titel", "description_text": SENTENCE},
        {
            "associations": {"a": {"uri": "urn:p", "x": "y" * 40_000}},
            "headline": "T",
            "body_text": SENTENCE,
            "uri": "urn:1",
        },
        {
            "guid": "urn:1",
            "version": "1",
            "headline": "Titel",
            "body_html": f"<p>{SENTENCE}</p>",
            "authors": [{"code": "x"}],
        },
        {
            "urn": "urn:1",
            "format": "digitalwires@0.9.1",
            "version": 1,
            "headline": "T",
            "article_html": f"<p>{SENTENCE}</p>",
        },
        {"uri": "urn:1", "headline_main": "Titel", "body_text": SENTENCE},
    ],
    ids=["description only", "far behind", "superdesk", "dpa", "1.6"],
)
def test_news_objects_are_held_wherever_their_fields_lie(news, fields):
    assert gets_out(json.dumps(news).encode())
    for indent in (None, 2):
        assert not gets_out(json.dumps({**news, **fields}, indent=indent).encode())


@pytest.mark.parametrize(
    "line",
    [
        "SPERRFRIST: 15. Dezember 2099, 10.00 Uhr",
        "SPERRFRIST 15. Dezember 2099 - 1000 MEZ",
        "Sperrfrist: Montag, 15.12.2099, 18:00 Uhr",
        "+++ SPERRFRIST: 15. Dezember, 10 Uhr +++",
        "ACHTUNG SPERRFRIST!",
        "EMBARGOED UNTIL 0001 GMT DECEMBER 15, 2099",
        "STRICTLY EMBARGOED FOR 10:00 EST, December 15, 2099",
        "Embargoed until Monday",
        "(EMBARGO: 15 December 2099)",
        "SOUS EMBARGO JUSQU'AU 15 décembre 2099",
        "NOT FOR RELEASE BEFORE 10 AM EST December 15 2099",
        "NICHT ZUR VERÖFFENTLICHUNG",
        "MANDATORY KILL",
        "KILL: Urteil in Karlsruhe",
    ],
)
def test_a_line_of_the_text_holds_it_in_every_format(line):
    for text in (
        f"{line}\n\nWarschau weist Botschafter aus\n\n{SENTENCE}",
        f"Ausland\n\nTitel hier\n\n{line}\n\n{SENTENCE}",
    ):
        assert not gets_out(text.encode(), name="a.txt")
        assert not gets_out(json.dumps({"id": "1", "body": text}).encode())
        rss = (
            "<rss><channel><item><title>T</title><description><![CDATA["
            + text
            + "]]></description></item></channel></rss>"
        )
        assert not gets_out(rss.encode())
    assert not gets_out(json.dumps({"id": "1", "title": line, "body": SENTENCE}).encode())


@pytest.mark.parametrize(
    "text",
    [
        "EU verhängt Embargo gegen Russland",
        "Embargo: Die EU streitet über Öl",
        "Sperrfrist für Doper verlängert",
        "Kill Bill kommt ins Kino",
        "Killed in action: 20 soldiers",
        "The embargo until now had little effect",
    ],
)
def test_what_only_speaks_of_embargoes_gets_out(text):
    assert gets_out(f"{text}\n\n{SENTENCE}".encode(), name="a.txt")


def test_an_embargo_that_is_over_lets_the_text_out_without_its_line():
    (item,) = outcomes(f"SPERRFRIST: 15. Dezember 2009, 10.00 Uhr\n\nTitel hier\n\n{SENTENCE}".encode(), name="a.txt")
    assert (item.record.title, item.record.body) == ("Titel hier", SENTENCE)
    assert item.record.embargoed_until is not None and item.record.notes == ["embargo-line"]
    require_publishable(item.record, NOW)


@pytest.mark.parametrize(
    ("value", "until"),
    [
        ("2099-01-01T10:00:00+01:00", "2099-01-01T09:00:00+00:00"),
        ("2099-01-01T10:00:00", "2099-01-01T22:00:00+00:00"),
        ("2099-01-01", "2099-01-02T12:00:00+00:00"),
        ({"until": "2099-01-01T10:00:00Z"}, "2099-01-01T10:00:00+00:00"),
    ],
)
def test_without_a_zone_an_embargo_holds_until_its_time_has_come_everywhere(value, until):
    assert read_embargo(value) == datetime.fromisoformat(until)


def test_of_several_embargoes_the_latest_and_of_several_statuses_the_strictest_count():
    found = read_protection(
        {
            "embargoed": "2099-01-01T00:00:00Z",
            "x": {"embargo": "2098-01-01T00:00:00Z"},
            "pubstatus": "usable",
            "killed": True,
        }
    )
    assert (found.status, found.embargoed_until) == ("canceled", datetime(2099, 1, 1, tzinfo=UTC))


def test_the_embargo_of_a_picture_is_not_the_articles():
    assert read_protection({"associations": [{"embargoed": "2099-01-01T00:00:00Z"}]}).embargoed_until is None
