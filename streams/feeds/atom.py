"""Atom (RFC 4287), and the Atom 0.3 that some sites still send."""

import io
from collections.abc import Iterator

from lxml import etree

from streams.feeds.dates import read_date
from streams.feeds.html_text import html_to_text
from streams.feeds.items import Context, Outcome, Refusal, read_document
from streams.feeds.webfeed import Entry, absolute, feed_items
from streams.feeds.xml_tree import XML_BASE, XML_LANG, UnresolvedEntity, elements, inherited, text_of
from streams.records import RawArticle

ROOTS = frozenset({"feed"})


def read_atom(stream: io.BufferedReader, context: Context) -> Iterator[Outcome]:
    """One item an `entry`. Raises `FeedError` where the document breaks off."""
    entries = elements(read_document(stream, context), frozenset({"{*}entry"}), context.name)
    read = (_entry(element, context, number) for number, element in enumerate(entries, 1))
    yield from feed_items(read, "", context)  # an Atom id is unique by itself


def _entry(entry: etree._Element, context: Context, number: int) -> Entry:
    feed = entry.getparent()
    try:
        return RawArticle(
            id=_text(entry, "id"),
            title=_plain(entry.find("{*}title")),
            body=_body(entry),
            source=_plain(entry.find("{*}source/{*}title"))
            or (_plain(feed.find("{*}title")) if feed is not None else None),
            url=absolute(_link(entry), inherited(entry, XML_BASE), _link(feed), context.base),
            published_at=next(filter(None, (read_date(_text(entry, name)) for name in _DATES)), None),
            language=inherited(entry, XML_LANG) or None,
            authors=_names(entry) or _names(feed),
            subjects=[c.get("label") or c.get("term") for c in entry.iterfind("{*}category") if c.get("term")],
        )
    except UnresolvedEntity as entity:
        return Refusal(f"its text refers to the entity &{entity}; which is not known", context.place(f"item {number}"))


_DATES = ("published", "updated", "issued", "modified")


def _body(entry: etree._Element) -> str:
    """The content where it is here and is text, else the summary."""
    content = entry.find("{*}content")
    text = "" if content is None or content.get("src") else _plain(content)
    return text or _plain(entry.find("{*}summary"))


def _plain(construct: etree._Element | None) -> str:
    """RFC 4287, section 3.1: text, html (escaped) or xhtml (elements); other media types of content are no text."""
    if construct is None:
        return ""
    kind = construct.get("type", "text").lower()
    if kind in ("xhtml", "application/xhtml+xml"):
        text_of(construct)
        return html_to_text(etree.tostring(construct, encoding="unicode", method="html", with_tail=False))
    if kind in ("html", "text/html") or construct.get("mode") == "escaped":
        return html_to_text(text_of(construct))
    return text_of(construct) if kind in ("text", "text/plain") else ""


def _link(element: etree._Element) -> str:
    for link in element.iterfind("{*}link"):
        if link.get("rel", "alternate") == "alternate" and link.get("href"):
            return link.get("href")
    return ""


def _names(element: etree._Element) -> list[str]:
    return [name for name in map(text_of, element.iterfind("{*}author/{*}name")) if name]


def _text(entry: etree._Element, name: str) -> str:
    return text_of(entry.find(f"{{*}}{name}"))
