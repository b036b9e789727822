"""RSS 2.0, 0.9x and 1.0 (RDF)."""

import io
from collections.abc import Iterator
from itertools import chain

from lxml import etree

from streams.feeds.html_text import feed_html_to_text, html_to_text
from streams.feeds.items import Context, Outcome, Refusal, read_document
from streams.feeds.webfeed import Entry, absolute, feed_items, first_date
from streams.feeds.xml_tree import (
    XML_BASE,
    XML_LANG,
    UnresolvedEntity,
    elements,
    inherited,
    inner_html,
    require_resolved,
    text_of,
)
from streams.records import RawArticle

ROOTS = frozenset({"rss", "RDF"})
DC = "{http://purl.org/dc/elements/1.1/}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
ATOM = "{http://www.w3.org/2005/Atom}"
DCTERMS = "{http://purl.org/dc/terms/}"
ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"
MEDIA = "{http://search.yahoo.com/mrss/}"
XHTML = "{http://www.w3.org/1999/xhtml}"
BODIES = (
    CONTENT,
    XHTML + "body",
    XHTML + "div",
    "description",
    DC + "description",
    DCTERMS + "abstract",
    ATOM + "content",
    ATOM + "summary",
    ITUNES + "summary",
    MEDIA + "description",
    ITUNES + "subtitle",
)

Fields = dict[str, list[etree._Element]]


def read_rss(stream: io.BufferedReader, context: Context) -> Iterator[Outcome]:
    """One item an `item`. Raises `FeedError` where the document breaks off."""
    notes: list[str] = []
    items = elements(read_document(stream, context), frozenset({"{*}item"}), context.name, context.charset, notes)
    first = next(items, None)
    if first is not None:
        channel = _fields(_channel(first))
        scope = _first(channel, "link", f"{ATOM}link") or _first(channel, "title")
        entries = (
            _entry(item, channel, context, number, notes) for number, item in enumerate(chain([first], items), 1)
        )
        yield from feed_items(entries, scope, context)


def _entry(item: etree._Element, channel: Fields, context: Context, number: int, notes: list[str]) -> Entry:
    fields = _fields(item)
    try:
        require_resolved(item)
        guid = _first(fields, "guid")
        published_at, unread = first_date(_all(fields, *_DATES))
        return RawArticle(
            id=guid or item.get("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about", ""),
            title=feed_html_to_text(_markup(fields, "title", DC + "title", ITUNES + "title", MEDIA + "title")),
            body=feed_html_to_text(_markup(fields, *BODIES)),
            source=_first(fields, "source") or html_to_text(_first(channel, "title")) or None,
            url=absolute(_link(fields, guid), inherited(item, XML_BASE), _first(channel, "link"), context.base),
            published_at=published_at,
            language=inherited(item, XML_LANG) or _first(fields, DC + "language") or _channel_language(channel),
            authors=[name_of(name) for name in _all(fields, DC + "creator", "author")],
            subjects=_all(fields, "category", DC + "subject"),
            notes=[*notes, *unread],
        )
    except UnresolvedEntity as entity:
        return Refusal(f"its text refers to the entity &{entity}; which is not known", context.place(f"item {number}"))


_DATES = (
    "pubDate",
    "pubdate",
    DC + "date",
    DCTERMS + "issued",
    DCTERMS + "created",
    DCTERMS + "date",
    ATOM + "published",
    ATOM + "updated",
    DCTERMS + "modified",
    "date",
    "published",
)


def name_of(author: str) -> str:
    """ "a.autor@wire.example (A. Autor)" -> "A. Autor"; any other as it is."""
    mail, bracket, name = author.partition("(")
    if bracket and name.endswith(")") and "@" in mail and len(mail.split()) == 1:
        return name[:-1].strip() or author
    return author


def _markup(fields: Fields, *tags: str) -> str:
    """The first of the tags that has text: as HTML, also where its tags were not escaped."""
    for tag in tags:
        for element in fields.get(tag, []):
            markup = inner_html(element) if len(element) else text_of(element)
            if markup.strip() and html_to_text(markup):
                return markup
    return ""


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
