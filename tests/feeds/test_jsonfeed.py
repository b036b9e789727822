"""JSON Feed."""

import json
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from streams.feeds.items import Item, Refusal, Unreadable
from tests.feeds.reading import articles, outcomes

ITEM = {
    "id": "https://wire.example/1",
    "url": "/1",
    "title": "Rom einig",
    "content_html": "<p>Rom (dpa) - Eins.</p><p>Zwei.</p>",
    "summary": "Kurz.",
    "date_published": "2024-10-22T10:30:00+02:00",
    "authors": [{"name": "A. Autor"}],
    "tags": ["Italien"],
    "language": "de",
}


def feed(*items: object, **fields: object) -> bytes:
    head = {"version": "https://jsonfeed.org/version/1.1", "title": "Dienst", "home_page_url": "https://wire.example"}
    return json.dumps({**head, **fields, "items": items}).encode()


def test_an_item_has_all_that_the_feed_says():
    (article,) = articles(feed(ITEM))
    assert (article.id, article.url) == ("https://wire.example/1", "https://wire.example/1")
    assert (article.title, article.body, article.dateline) == ("Rom einig", "Eins.\n\nZwei.", "Rom")
    assert article.published_at == datetime(2024, 10, 22, 8, 30, tzinfo=UTC)
    assert (article.authors, article.subjects, article.source) == (["A. Autor"], ["Italien"], "Dienst")


def test_the_language_of_an_item_is_kept_and_else_the_feeds_taken():
    own, other = articles(feed(ITEM, {"id": "urn:2", "content_text": "Text"}, language="fr"))
    assert (own.language, other.language) == ("de", "fr")


def test_an_id_that_is_a_number_is_told_from_those_of_other_feeds():
    (article,) = articles(feed({"id": 17, "content_text": "Text"}))
    assert article.id == "https://wire.example#17"


def test_version_1_with_a_single_author_is_read():
    (article,) = articles(feed({"id": "urn:1", "content_text": "Text", "author": {"name": "A"}}))
    assert article.authors == ["A"]


def test_items_of_a_wrong_kind_are_refused_and_the_others_are_read():
    refusal, empty, good = outcomes(feed(5, {"id": "x"}, ITEM))
    assert type(refusal) is type(empty) is Refusal
    assert isinstance(good, Item)


def test_a_feed_without_items_is_unreadable():
    (broken,) = outcomes(b'{"version": "https://jsonfeed.org/version/1", "title": "x"}')
    assert isinstance(broken, Unreadable)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*ITEM, "name"]), inner, max_size=4),
)


@given(st.lists(st.dictionaries(st.sampled_from([*ITEM, "author", "content_text"]), anything) | anything, max_size=4))
def test_items_of_any_shape_are_read_or_refused(items):
    assert len(outcomes(feed(*items))) == len(items)
