"""IPTC ninjs in its three major versions."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.feeds.items import Item, Refusal
from tests.feeds.reading import articles, outcomes

HTML = "<p>Rom (dpa) - Eins.</p><p>Zwei.</p>"
NEWS_1 = {
    "uri": "urn:newsml:wire.example:20241022:1",
    "type": "text",
    "version": "3",
    "versioncreated": "2024-10-22T10:30:00+02:00",
    "embargoed": "2024-10-23T00:00:00Z",
    "pubstatus": "usable",
    "urgency": 4,
    "language": "de",
    "headline": "Rom einig",
    "body_text": "Eins. Zwei.",
    "body_html": HTML,
    "byline": "Von A. Autor",
    "located": "Rom",
    "subject": [
        {"code": "20000053", "scheme": "http://cv.iptc.org/newscodes/mediatopic/", "name": "war"},
        {"code": "x:1"},
        {"name": "Italien"},
    ],
    "copyrightholder": "Dienst",
}
NEWS_2 = {
    **{name: NEWS_1[name] for name in ("uri", "version", "versioncreated", "pubstatus", "urgency", "language")},
    "embargoeduntil": "2024-10-23T00:00:00Z",
    "headlines": [{"role": "short", "value": "Kurz"}, {"role": "main", "value": "Rom einig"}],
    "bodies": [
        {"role": "plain", "contenttype": "text/plain", "value": "Eins. Zwei."},
        {"role": "html", "contenttype": "text/html", "value": HTML},
    ],
    "by": "Von A. Autor",
    "subjects": [
        {"uri": "http://cv.iptc.org/newscodes/mediatopic/20000053"},
        {"literal": "x:1"},
        {"name": "Italien"},
    ],
    "infosources": [{"name": "Dienst"}],
}
NEWS_3 = {
    **{name: NEWS_2[name] for name in ("uri", "version", "urgency", "language", "headlines", "by", "subjects")},
    "versionCreated": "2024-10-22T10:30:00+02:00",
    "pubStatus": "usable",
    "embargoedUntil": "2024-10-23T00:00:00Z",
    "bodies": [{"contentType": "text/html", "value": HTML}],
    "copyrightHolder": "Dienst",
}


@pytest.mark.parametrize("news", [NEWS_1, NEWS_2, NEWS_3], ids=["1.x", "2.x", "3.x"])
def test_every_version_is_read_alike(news):
    (article,) = articles(json.dumps(news, indent=2).encode())
    assert (article.id, article.version) == ("urn:newsml:wire.example:20241022:1", 3)
    assert (article.title, article.body, article.dateline) == ("Rom einig", "Eins.\n\nZwei.", "Rom")
    assert article.published_at == datetime(2024, 10, 22, 8, 30, tzinfo=UTC)
    assert article.embargoed_until == datetime(2024, 10, 23, tzinfo=UTC)
    assert (article.status, article.urgency, article.language) == ("usable", 4, "de")
    assert article.authors == ["A. Autor"]
    assert article.subjects == ["medtop:20000053", "x:1", "Italien"]
    assert article.source == "Dienst"


def test_lists_and_lines_of_news_objects_are_read():
    lines = json.dumps(NEWS_1).encode() + b"\n" + json.dumps(NEWS_3).encode()
    assert len(articles(lines)) == len(articles(json.dumps([NEWS_1, NEWS_2]).encode())) == 2


def test_a_kill_notice_gets_through_without_a_text():
    (article,) = articles(json.dumps({"uri": "urn:1", "pubstatus": "canceled", "version": "2"}).encode())
    assert (article.id, article.status, article.version) == ("urn:1", "canceled", 2)
    assert article.title


@pytest.mark.parametrize("status", ["withheld", "stat:withheld"])
def test_a_withheld_text_says_so(status):
    (article,) = articles(json.dumps({**NEWS_1, "pubstatus": status}).encode())
    assert article.status == "withheld"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"pubstatus": "maybe"}, "pubstatus"),
        ({"embargoed": "tomorrow"}, "embargo"),
        ({"type": "picture"}, "picture"),
        ({"headline": "", "body_html": "", "body_text": ""}, "no text"),
    ],
)
def test_what_must_not_or_cannot_be_read_is_refused_with_the_reason(change, reason):
    (refusal,) = outcomes(json.dumps({**NEWS_1, **change}).encode())
    assert isinstance(refusal, Refusal) and reason in refusal.reason


def test_a_missing_first_created_date_is_no_reason_to_fail():
    news = {"uri": "urn:1", "headline": "Titel", "pubstatus": "usable"}
    (article,) = articles(json.dumps(news).encode())
    assert article.published_at is None


def test_an_object_without_a_uri_gets_a_derived_id():
    (article,) = articles(json.dumps({**NEWS_1, "uri": ""}).encode(), "ninjs")
    assert article.id.startswith("lb:")


def test_a_description_stands_in_for_a_missing_body():
    news = {"uri": "urn:1", "headlines": [{"value": "Titel"}], "descriptions": [{"value": "Beschreibung"}]}
    (article,) = articles(json.dumps(news).encode())
    assert article.body == "Beschreibung"


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["name", "value", "role"]), inner),
)


@given(st.dictionaries(st.sampled_from([*NEWS_1, *NEWS_2, *NEWS_3]), anything))
def test_objects_of_any_shape_are_read_or_refused(news):
    (outcome,) = outcomes(json.dumps(news).encode(), "ninjs")
    assert isinstance(outcome, Item | Refusal)
