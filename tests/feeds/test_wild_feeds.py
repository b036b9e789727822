"""Feeds as they are found: namespaces, junk around them, markup escaped twice, XML that is none."""

# ruff: noqa: E501 - samples of feeds are read best on one line

import base64
import time
from datetime import UTC, datetime

import pytest

from streams.feeds.items import Item, Refusal, Unreadable
from streams.feeds.registry import choose_format
from streams.feeds.rss import name_of
from tests.feeds.reading import articles, outcomes

ATOM = 'xmlns="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
NAMESPACES = (
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"'
    ' xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:dcterms="http://purl.org/dc/terms/"'
    ' xmlns:content="http://purl.org/rss/1.0/modules/content/"'
)


def atom(entry: str, attributes: str = ATOM) -> bytes:
    return f"<feed {attributes}><title>Dienst</title><entry><id>urn:1</id>{entry}</entry></feed>".encode()


def rss(*items: str, namespaces: str = NAMESPACES) -> bytes:
    inside = "".join(f"<item>{item}</item>" for item in items)
    return f'<?xml version="1.0"?><rss version="2.0" {namespaces}><channel><title>Dienst</title>{inside}</channel></rss>'.encode()


@pytest.mark.parametrize(
    ("entry", "title", "body"),
    [
        (
            '<title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">Polen <em>warnt</em></div></title>',
            "Polen warnt",
            "",
        ),
        ("<media:title>Foto</media:title><title>Titel</title>", "Titel", ""),
        (
            '<title>T</title><media:content url="x">Foto</media:content><content type="html">&lt;p&gt;Text</content>',
            "T",
            "Text",
        ),
        ("<title>T</title><media:group><media:description>Zum Film</media:description></media:group>", "T", "Zum Film"),
        ("<title>T</title><dc:description>Kurz</dc:description>", "T", "Kurz"),
        (
            f'<title>T</title><content mode="base64" type="text/html">{base64.b64encode(b"<p>Eins</p>").decode()}</content>',
            "T",
            "Eins",
        ),
        (
            f'<title>T</title><content type="text/plain">{base64.b64encode("Grüße aus Köln".encode()).decode()}</content>',
            "T",
            "Grüße aus Köln",
        ),
        (
            '<title>T</title><summary type="html">&amp;lt;p&amp;gt;Eins &amp;amp; Zwei&amp;lt;/p&amp;gt;</summary>',
            "T",
            "Eins & Zwei",
        ),
    ],
)
def test_an_atom_entry_is_read_by_its_namespaces_and_types(entry, title, body):
    (article,) = articles(atom(entry))
    assert (article.title, article.body, article.source) == (title, body, "Dienst")


def test_attributes_with_atoms_own_prefix_count():
    data = b"""<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:entry><a:id>urn:1</a:id>
    <a:title a:type="html">&lt;b&gt;Titel&lt;/b&gt;</a:title></a:entry></a:feed>"""
    assert articles(data)[0].title == "Titel"


@pytest.mark.parametrize(
    ("item", "title", "body"),
    [
        ("<title>T</title><dc:description>Kurz</dc:description>", "T", "Kurz"),
        ("<title>T</title><itunes:summary>Kurz</itunes:summary>", "T", "Kurz"),
        ("<title>T</title><media:description>Kurz</media:description>", "T", "Kurz"),
        (
            '<title>T</title><body xmlns="http://www.w3.org/1999/xhtml"><p>Eins</p><p>Zwei</p></body>',
            "T",
            "Eins\n\nZwei",
        ),
        ("<title>T</title><description>&amp;lt;p&amp;gt;Eins&amp;lt;/p&amp;gt;</description>", "T", "Eins"),
        (
            "<title>T</title><media:content><media:title>Foto</media:title></media:content><description>D</description>",
            "T",
            "D",
        ),
        (
            "<media:title>Foto</media:title><title>T</title><description><p>Eins</p><p>Zwei</p></description>",
            "T",
            "Eins\n\nZwei",
        ),
    ],
)
def test_an_rss_item_is_read_with_its_modules(item, title, body):
    (article,) = articles(rss(item))
    assert (article.title, article.body) == (title, body)


@pytest.mark.parametrize("field", ["dcterms:modified", "dcterms:issued", "dc:date"])
def test_dates_of_modules_are_read(field):
    (article,) = articles(rss(f"<title>T</title><{field}>2024-10-22T10:30:00+02:00</{field}>"))
    assert article.published_at == datetime(2024, 10, 22, 8, 30, tzinfo=UTC)


def test_a_date_that_cannot_be_read_is_noted():
    assert articles(rss("<title>T</title><pubDate>gestern</pubDate>"))[0].notes == ["date-unread"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<br />\n<b>Warning</b>: Undefined index in /srv/x.php on line 3<br />\n", ""),
        ("Notice: something\n", ""),
        ("\n\n \ufeff", ""),
        ("", "\n<!-- 0.2 s --><script>x()</script>"),
        ("", "junk & more <"),
        ("<!-- a --><!-- b -->", "<b>x</b>"),
    ],
)
def test_what_a_server_prints_around_a_feed_costs_nothing(before, after):
    data = (before + rss("<title>T</title>", "<title>U</title>").decode() + after).encode()
    assert [article.title for article in articles(data)] == ["T", "U"]


@pytest.mark.parametrize(
    "form", ["<foo:bar>x</foo:bar>", "<itunes:summary>x</itunes:summary>", "<dc:creator foo:x='1'>A</dc:creator>"]
)
def test_a_prefix_that_is_not_declared_fails_nothing(form):
    found = outcomes(rss(f"<title>T</title>{form}", "<title>U</title>", namespaces=""))
    assert [outcome.record.title for outcome in found] == ["T", "U"]


@pytest.mark.parametrize("wrong", ["5 < 6", "a <3 b", "x <<< y", "AT&T", "a<br>b", "<b>x</i>", "<unclosed>x"])
def test_an_error_in_one_item_loses_no_other_and_fails_no_poll(wrong):
    found = outcomes(rss("<title>T</title>", f"<title>U</title><description>{wrong}</description>", "<title>V</title>"))
    assert not [outcome for outcome in found if isinstance(outcome, Unreadable)]
    assert {"T", "V"} <= {outcome.record.title for outcome in found if isinstance(outcome, Item)}


@pytest.mark.parametrize("declaration", ["", '<!DOCTYPE rss [<!ENTITY e "inner">]>'])
def test_an_entity_in_an_attribute_refuses_its_item_alone(declaration):
    data = rss('<title>T</title><enclosure url="http://x/&e;"/>', "<title>U</title>").decode()
    refusal, good = outcomes(data.replace("<rss", declaration + "<rss", 1).encode())
    assert isinstance(refusal, Refusal) and "&e;" in refusal.reason
    assert isinstance(good, Item)


@pytest.mark.parametrize(
    ("author", "name"),
    [
        ("a@b.example (A. Autor)", "A. Autor"),
        ("A. Autor", "A. Autor"),
        ("A (B)", "A (B)"),
        ("a@b.example", "a@b.example"),
    ],
)
def test_mail_and_name_of_an_author_are_told_apart(author, name):
    assert name_of(author) == name


@pytest.mark.parametrize(
    "text",
    [
        "@" * 200_000 + "(",
        "a@" + "(" * 200_000,
        "<!-- <!DOCTYPE[" * 15_000,
        "<!DOCTYPE x [" + "] " * 100_000,
        "<![CDATA[" * 20_000,
        "&a" * 100_000,
        "<a " * 70_000,
        "</" * 100_000,
        "<a:" * 70_000,
        " " * 200_000 + "x",
        "<br " * 50_000,
        "(" * 200_000,
        "***" * 70_000,
        "- " * 100_000,
        "Berlin " * 30_000,
        "SPERRFRIST " * 20_000,
    ],
    ids=lambda text: text[:16],
)
def test_long_adversarial_text_is_read_in_linear_time(text):
    for data in (
        rss(f"<title>T</title><author>{text}</author>"),
        rss(f"<title>T</title><pubDate>{text}</pubDate><description>{text}</description>"),
        (text + rss("<title>T</title>").decode()).encode(),
        text.encode(),
    ):
        for format_name in ("rss", "text"):
            begin = time.process_time()
            outcomes(data, format_name)
            assert time.process_time() - begin < 3


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"\x01DPA0123 4 pl 100 Politik\r\n\x02Titel\r\nText\x03\x04", "IPTC 7901"),
        (b"\r\n\x01abc1234 3 de 12\n\x02Text\x03", "IPTC 7901"),
        (b"dpa0012 4 vm 123 dpa 0045\r\n\x02Text\r\n\x03", "IPTC 7901"),
        (b"\x16\x16\x01a1234\x1fu a\x13\x02Text\x03", "ANPA 1312"),
    ],
)
def test_an_agencys_format_under_the_name_of_text_is_named(head, kind):
    (refusal,) = outcomes(head, name="dispatch.txt")
    assert isinstance(refusal, Unreadable) and kind in refusal.reason
    (refusal,) = outcomes(head, "text")
    assert isinstance(refusal, Unreadable)


def test_a_text_without_control_characters_is_text():
    assert choose_format("a.txt", b"dpa0012 4 vm 123 dpa").name == "text"
