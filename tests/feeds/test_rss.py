"""RSS, well formed and otherwise."""

from datetime import UTC, datetime, timedelta

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.feeds.items import Item, Refusal, Unreadable
from tests.feeds.reading import articles, items, outcomes

ITEM = """<item><title>Rom einig</title><link>/a/1</link><guid isPermaLink="false">urn:wire:1</guid>
<pubDate>Tue, 22 Oct 2024 10:30:00 +0200</pubDate><dc:creator>A. Autor</dc:creator><category>Italien</category>
<description>Kurz.</description>
<content:encoded><![CDATA[<p>Rom (dpa) - Italien &amp; &Ouml;sterreich.</p><p>Zwei.</p>]]></content:encoded></item>"""


def feed(*rest: str, language: str = "<language>de</language>") -> bytes:
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Unser Dienst</title>'
        f"<link>https://wire.example</link>{language}{''.join(rest)}</channel></rss>"
    ).encode()


def item(text: str) -> str:
    return f"<item><title>T</title>{text}</item>"


def test_an_item_has_all_that_the_feed_says():
    (article,) = articles(feed(ITEM))
    assert article.id == "urn:wire:1"
    assert article.title == "Rom einig"
    assert article.body == "Italien & Österreich.\n\nZwei."
    assert article.dateline == "Rom"
    assert article.url == "https://wire.example/a/1"
    assert article.published_at == datetime(2024, 10, 22, 8, 30, tzinfo=UTC)
    assert article.authors == ["A. Autor"]
    assert article.subjects == ["Italien"]
    assert article.language == "de"
    assert article.source == "Unser Dienst"


def test_several_items_are_several_articles():
    found = articles(feed(item("<guid>http://a/1</guid>"), item("<guid>http://a/2</guid>")))
    assert [article.id for article in found] == ["http://a/1", "http://a/2"]


def test_a_guid_that_is_no_address_is_told_from_those_of_other_feeds():
    (article,) = articles(feed(item("<guid>17</guid>")))
    assert article.id == "https://wire.example#17"


def test_without_a_guid_the_link_is_the_id():
    (article,) = articles(feed(item("<link>https://wire.example/x</link>")))
    assert article.id == article.url == "https://wire.example/x"


def test_without_guid_and_link_the_id_is_derived_and_stays():
    data = feed(item("<description>Text</description>"))
    (first,), (second,) = articles(data), articles(data)
    assert first.id == second.id
    assert first.id.startswith("lb:")


def test_a_guid_that_two_items_have_is_the_id_of_neither():
    one, two, three = articles(
        feed(
            item("<guid>g</guid><link>https://wire.example/1</link>"),
            item("<guid>g</guid><link>https://wire.example/2</link>"),
            item("<guid>g</guid><description>Text</description>"),
        )
    )
    assert (one.id, two.id) == ("https://wire.example/1", "https://wire.example/2")
    assert three.id.startswith("lb:")


def test_a_missing_date_is_no_date_and_a_wrong_one_too():
    for text in ("", "<pubDate>gestern</pubDate>"):
        (article,) = articles(feed(item(text)))
        assert article.published_at is None


def test_a_date_in_the_future_is_clamped_and_noted():
    (found,) = items(feed(item("<pubDate>Tue, 22 Oct 2999 10:30:00 +0200</pubDate>")))
    assert found.record is not None and found.record.published_at is not None
    assert found.record.published_at - datetime.now(UTC) < timedelta(hours=1, minutes=1)
    assert found.note is not None and "2999" in found.note


def test_an_item_without_text_is_refused_and_the_others_are_read():
    refusal, good = outcomes(feed("<item><guid>http://a/1</guid></item>", ITEM), name="feed.xml")
    assert refusal == Refusal("it has no text", "feed.xml:item 1")
    assert isinstance(good, Item)


@pytest.mark.parametrize(
    "declaration",
    ["", '<!DOCTYPE rss [<!ENTITY e SYSTEM "file:///etc/passwd">]>', '<!DOCTYPE rss [<!ENTITY e "inner">]>'],
)
def test_an_entity_in_the_text_refuses_its_item_alone(declaration):
    data = feed(item("<description>vor &e; nach</description>"), ITEM).decode()
    data = data.replace("<rss", f"{declaration}<rss", 1)
    refusal, good = outcomes(data.encode())
    assert isinstance(refusal, Refusal) and "&e;" in refusal.reason
    assert isinstance(good, Item)


def test_an_entity_bomb_is_not_expanded():
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    data = feed(item("<description>&e11;</description>")).decode()
    data = data.replace("<rss", f'<!DOCTYPE rss [<!ENTITY e0 "ha">{entities}]><rss', 1)
    (refusal,) = outcomes(data.encode())
    assert isinstance(refusal, Refusal)


def test_entities_of_html_are_characters_even_where_no_dtd_declares_them():
    for doctype in ("", '<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://example.org/rss.dtd">'):
        data = feed(item("<description>Br&uuml;ssel&nbsp;&amp; Rom</description>")).decode()
        (article,) = articles(data.replace("<rss", f"{doctype}<rss", 1).encode())
        assert article.body == "Brüssel & Rom"


def test_bare_ampersands_and_control_characters_are_mended():
    (article,) = articles(feed(item("<description>AT&T \x08 und R&D</description>")))
    assert article.body == "AT&T und R&D"


@pytest.mark.parametrize(("declared", "real"), [("utf-8", "cp1252"), ("iso-8859-1", "utf-8"), ("utf-16", "utf-8")])
def test_a_wrongly_declared_encoding_is_read_where_it_can_be_told(declared, real):
    data = feed(item("<description>Brüssel</description>")).decode().replace('"utf-8"', f'"{declared}"').encode(real)
    (article,) = articles(data)
    assert article.body in ("Brüssel", "BrÃ¼ssel")
    assert article.body == "Brüssel" or declared == "iso-8859-1"


@pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-1", "windows-1251"])
def test_a_rightly_declared_encoding_is_read(encoding):
    text = "Москва" if encoding == "windows-1251" else "Brüssel"
    data = feed(item(f"<description>{text}</description>")).decode().replace('"utf-8"', f'"{encoding}"')
    (article,) = articles(data.encode(encoding))
    assert article.body == text


def test_what_came_before_a_cut_is_kept():
    data = feed(ITEM, ITEM.replace("wire:1", "wire:2"), ITEM.replace("wire:1", "wire:3"))
    first, second, broken = outcomes(data[: data.index(b"wire:3")])
    assert isinstance(first, Item) and isinstance(second, Item)
    assert isinstance(broken, Unreadable)


def test_rss_1_with_items_beside_the_channel_is_read():
    data = b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
    xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://wire.example"><title>Dienst</title>
    <link>https://wire.example</link><dc:language>fr</dc:language></channel>
    <item rdf:about="https://wire.example/1"><title>Titre</title><link>https://wire.example/1</link>
    <dc:date>2024-10-22T08:30:00Z</dc:date></item></rdf:RDF>"""
    (article,) = articles(data)
    assert (article.id, article.language, article.source) == ("https://wire.example/1", "fr", "Dienst")
    assert article.published_at == datetime(2024, 10, 22, 8, 30, tzinfo=UTC)


def test_a_feed_without_items_has_none():
    assert outcomes(feed()) == []


ALPHABET = "abcXYZ019 Москва Ελλάδα ąćé 東京"
"""Without letters that feedparser takes for mojibake and mends."""
texts = st.text(ALPHABET, min_size=1).map(lambda text: " ".join(text.split())).filter(bool)


@given(
    st.lists(st.tuples(texts, texts, st.integers(1, 10**9)), min_size=1, max_size=4, unique_by=lambda entry: entry[2])
)
def test_feedparser_reads_the_same(entries):
    data = feed(
        *(
            f"<item><title>{title}</title><description>{body}</description><link>https://wire.example/{number}</link>"
            f"<guid>https://wire.example/guid/{number}</guid><pubDate>Tue, 22 Oct 2024 10:30:00 +0200</pubDate></item>"
            for title, body, number in entries
        )
    )
    read = [(a.title, a.body, a.url, a.id, a.published_at.timetuple()[:6]) for a in articles(data)]
    oracle = feedparser.parse(data).entries
    assert read == [(e.title, e.summary, e.link, e.id, e.published_parsed[:6]) for e in oracle]


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data):
    for outcome in outcomes(b'<rss version="2.0"><channel><item>' + data, "rss"):
        assert isinstance(outcome, Item | Refusal)
