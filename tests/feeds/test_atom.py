"""Atom."""

from datetime import UTC, datetime

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.feeds.items import Item, Refusal
from tests.feeds.reading import articles, outcomes


def feed(*entries: str, attributes: str = 'xml:lang="de"') -> bytes:
    return (
        f'<feed xmlns="http://www.w3.org/2005/Atom" {attributes}><title type="html">Unser &amp;amp; Dienst</title>'
        f'<link href="https://wire.example/"/><author><name>Redaktion</name></author>{"".join(entries)}</feed>'
    ).encode()


def entry(rest: str, number: int = 1) -> str:
    return f"<entry><id>tag:wire.example,2024:{number}</id><title>Titel</title>{rest}</entry>"


def test_an_entry_has_all_that_the_feed_says():
    (article,) = articles(
        feed(
            entry(
                '<link rel="self" href="x"/><link href="a/1"/><published>2024-10-22T10:30:00+02:00</published>'
                '<updated>2024-10-23T00:00:00Z</updated><category term="it" label="Italien"/><summary>Kurz.</summary>'
                '<content type="html">&lt;p&gt;Rom (dpa) - Eins.&lt;/p&gt;&lt;p&gt;Zwei.&lt;/p&gt;</content>'
            )
        )
    )
    assert article.id == "tag:wire.example,2024:1"
    assert (article.title, article.body, article.dateline) == ("Titel", "Eins.\n\nZwei.", "Rom")
    assert article.url == "https://wire.example/a/1"
    assert article.published_at == datetime(2024, 10, 22, 8, 30, tzinfo=UTC)
    assert (article.language, article.authors, article.subjects) == ("de", ["Redaktion"], ["Italien"])
    assert article.source == "Unser & Dienst"


@pytest.mark.parametrize(
    ("content", "body"),
    [
        ('<content type="text">a &lt;b&gt; c</content>', "a <b> c"),
        ("<content>AT&amp;T</content>", "AT&T"),
        (
            '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Eins</p><p>Zwei</p></div></content>',
            "Eins\n\nZwei",
        ),
        ('<content type="image/png">iVBORw0KGgo=</content><summary>Ein Bild</summary>', "Ein Bild"),
        ('<content src="https://wire.example/1.html" type="text/html"/><summary>Kurz</summary>', "Kurz"),
        ("<summary>Kurz</summary>", "Kurz"),
    ],
)
def test_content_is_read_by_its_type(content, body):
    (article,) = articles(feed(entry(content)))
    assert article.body == body


def test_the_language_of_an_entry_wins_over_the_feeds():
    (article,) = articles(feed('<entry xml:lang="fr"><id>urn:1</id><title>Titre</title></entry>'))
    assert article.language == "fr"


def test_links_are_relative_to_the_nearest_base():
    (article,) = articles(feed(entry('<link href="1"/>'), attributes='xml:base="https://other.example/b/"'))
    assert article.url == "https://other.example/b/1"


def test_a_missing_id_is_replaced_by_the_link():
    (article,) = articles(feed('<entry><title>Titel</title><link href="https://wire.example/9"/></entry>'))
    assert article.id == "https://wire.example/9"


def test_atom_0_3_is_read():
    data = b"""<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>Alt</title><entry><id>urn:old:1</id>
    <title>Titel</title><issued>2004-10-22T08:30:00Z</issued>
    <content type="text/html" mode="escaped">&lt;p&gt;Alt</content>
    </entry></feed>"""
    (article,) = articles(data)
    assert (article.id, article.body, article.published_at.year) == ("urn:old:1", "Alt", 2004)


def test_an_entity_refuses_its_entry_alone():
    data = feed(entry("<summary>vor &e; nach</summary>"), entry("<summary>gut</summary>", 2))
    refusal, good = outcomes(data)
    assert isinstance(refusal, Refusal) and not isinstance(good, Refusal)


texts = st.text("abcXYZ019МоскваΕλλάδαąćé東京", min_size=1)


@given(st.lists(st.tuples(texts, texts), min_size=1, max_size=4))
def test_feedparser_reads_the_same(entries):
    data = feed(
        *(
            f"<entry><id>tag:x,{number}</id><title>{title}</title><content>{body}</content>"
            f'<link href="https://wire.example/{number}"/></entry>'
            for number, (title, body) in enumerate(entries)
        )
    )
    oracle = feedparser.parse(data).entries
    assert [(a.id, a.title, a.body, a.url) for a in articles(data)] == [
        (e.id, e.title, e.content[0].value, e.link) for e in oracle
    ]


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data):
    for outcome in outcomes(b'<feed xmlns="http://www.w3.org/2005/Atom"><entry>' + data, "atom"):
        assert isinstance(outcome, Item | Refusal)
