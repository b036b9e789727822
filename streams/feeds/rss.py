"""RSS 2.0, 0.9x and 1.0 (RDF)."""

import io
import re
from collections.abc import Iterator

from lxml import etree

from streams.feeds.dates import read_date
from streams.feeds.html_text import html_to_text
from streams.feeds.items import Context, Outcome, Refusal, read_document
from streams.feeds.webfeed import Entry, absolute, feed_items
from streams.feeds.xml_tree import XML_BASE, XML_LANG, UnresolvedEntity, elements, inherited, text_of
from streams.records import RawArticle

ROOTS = frozenset({"rss", "RDF"})
DC = "{http://purl.org/dc/elements/1.1/}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
ATOM = "{http://www.w3.org/2005/Atom}"
_MAIL_AND_NAME = re.compile(r"\S+@\S+\s*\((.+)\)")

Fields = dict[str, list[etree._Element]]


def read_rss(stream: io.BufferedReader, context: Context) -> Iterator[Outcome]:
    """One item an `item`. Raises `FeedError` where the document breaks off."""
    items = elements(read_document(stream, context), frozenset({"{*}item"}), context.name)
    first = next(items, None)
    if first is not None:
        channel = _fields(_channel(first))
        scope = _first(channel, "link", f"{ATOM}link") or _first(channel, "title")
        yield from feed_items(_entries(first, items, channel, context), scope, context)


def _entries(
    first: etree._Element, others: Iterator[etree._Element], channel: Fields, context: Context
) -> Iterator[Entry]:
    number = 1
    yield _entry(first, channel, context, number)
    for number, item in enumerate(others, 2):
        yield _entry(item, channel, context, number)


def _entry(item: etree._Element, channel: Fields, context: Context, number: int) -> Entry:
    fields = _fields(item)
    try:
        guid, body = _first(fields, "guid"), _first(fields, CONTENT) or _first(fields, "description")
        return RawArticle(
            id=guid or item.get("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about", ""),
            title=html_to_text(_first(fields, "title", DC + "title")),
            body=html_to_text(body),
            source=_first(fields, "source") or html_to_text(_first(channel, "title")) or None,
            url=absolute(_link(fields, guid), inherited(item, XML_BASE), _first(channel, "link"), context.base),
            published_at=next(filter(None, map(read_date, _all(fields, *_DATES))), None),
            language=inherited(item, XML_LANG) or _first(fields, DC + "language") or _channel_language(channel),
            authors=[_MAIL_AND_NAME.sub(r"\1", name) for name in _all(fields, DC + "creator", "author")],
            subjects=_all(fields, "category", DC + "subject"),
        )
    except UnresolvedEntity as entity:
        return Refusal(f"its text refers to the entity &{entity}; which is not known", context.place(f"item {number}"))


_DATES = ("pubDate", DC + "date", ATOM + "published", ATOM + "updated")


def _channel(item: etree._Element) -> etree._Element:
    """RSS 1.0 puts the items beside the channel, the others into it."""
    parent = item.getparent()
    beside = parent.find("{*}channel")
    return parent if beside is None else beside


def _channel_language(channel: Fields) -> str | None:
    return _first(channel, "language", DC + "language") or None


def _link(fields: Fields, guid: str) -> str:
    for link in fields.get(ATOM + "link", []):
        if link.get("rel", "alternate") == "alternate" and link.get("href"):
            return link.get("href")
    link = _first(fields, "link")
    permanent = any(element.get("isPermaLink", "true") != "false" for element in fields.get("guid", []))
    return link or (guid if permanent and guid.startswith("http") else "")


def _fields(element: etree._Element) -> Fields:
    """The children by tag, without the namespace where it is the element's own."""
    namespace = etree.QName(element).namespace
    own = f"{{{namespace}}}" if namespace else ""
    fields: Fields = {}
    for child in element.iterchildren(tag=etree.Element):
        fields.setdefault(child.tag.removeprefix(own), []).append(child)
    return fields


def _all(fields: Fields, *tags: str) -> list[str]:
    texts = (text_of(element) for tag in tags for element in fields.get(tag, []))
    return list(dict.fromkeys(filter(None, texts)))


def _first(fields: Fields, *tags: str) -> str:
    return next((text for tag in tags for text in map(text_of, fields.get(tag, [])) if text), "")
