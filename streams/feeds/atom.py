"""Atom (RFC 4287), and the Atom 0.3 that some sites still send."""

import base64
import io
from collections.abc import Iterator

from lxml import etree

from streams.feeds.html_text import feed_html_to_text, html_to_text, is_html
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

ROOTS = frozenset({"feed"})


def read_atom(stream: io.BufferedReader, context: Context) -> Iterator[Outcome]:
    """One item an `entry`. Raises `FeedError` where the document breaks off."""
    notes: list[str] = []
    entries = elements(read_document(stream, context), frozenset({"{*}entry"}), context.name, context.charset, notes)
    read = (_entry(element, context, number, notes) for number, element in enumerate(entries, 1))
    yield from feed_items(read, "", context)  # an Atom id is unique by itself


def _entry(entry: etree._Element, context: Context, number: int, notes: list[str]) -> Entry:
    feed = entry.getparent()
    try:
        require_resolved(entry)
        published_at, unread = first_date(_text(entry, name) for name in _DATES)
        return RawArticle(
            id=_text(entry, "id"),
            title=_plain(_child(entry, "title")) or text_of(entry.find(f"{DC}title")),
            body=_body(entry),
            source=_plain(_child(_child(entry, "source"), "title")) or _plain(_child(feed, "title")) or None,
            url=absolute(_link(entry), inherited(entry, XML_BASE), _link(feed), context.base),
            published_at=published_at,
            language=inherited(entry, XML_LANG) or None,
            authors=_names(entry) or _names(feed),
            subjects=[c.get("label") or c.get("term") for c in entry.iterfind("{*}category") if c.get("term")],
            notes=[*notes, *unread],
        )
    except UnresolvedEntity as entity:
        return Refusal(f"its text refers to the entity &{entity}; which is not known", context.place(f"item {number}"))


_DATES = ("published", "updated", "issued", "modified", "created")
DC = "{http://purl.org/dc/elements/1.1/}"
_OTHER_BODIES = ("{http://www.w3.org/1999/xhtml}body", f"{DC}description", "{http://search.yahoo.com/mrss/}description")
_OTHER_DATES = {name: "{http://purl.org/dc/terms/}" + name for name in ("issued", "modified", "created")}


def _child(element: etree._Element | None, name: str) -> etree._Element | None:
    """The child of Atom's own, not that of another namespace which has the same name."""
    if element is None:
        return None
    namespace = etree.QName(element).namespace
    return element.find(f"{{{namespace}}}{name}" if namespace else name)


def _attribute(element: etree._Element, name: str) -> str:
    """An attribute, also where it was written with Atom's prefix."""
    found = [value for key, value in element.attrib.items() if etree.QName(key).localname == name]
    return (element.get(name) or next(iter(found), "")).strip().lower()


def _body(entry: etree._Element) -> str:
    """The content where it is here and is text, else the summary."""
    content = _child(entry, "content")
    text = "" if content is None or content.get("src") else _plain(content)
    others = (feed_html_to_text(inner_html(other)) for tag in _OTHER_BODIES for other in entry.iterfind(f".//{tag}"))
    return text or _plain(_child(entry, "summary")) or next(filter(None, others), "")


def _plain(construct: etree._Element | None) -> str:
    """RFC 4287, section 3.1: text, html (escaped) or xhtml (elements); other media types of content are no text."""
    if construct is None:
        return ""
    kind = _attribute(construct, "type").partition(";")[0] or "text"
    mode = _attribute(construct, "mode")
    if mode == "base64" or kind in ("text/plain", "text/html"):
        decoded = from_base64(text_of(construct))
        if decoded is not None:
            return feed_html_to_text(decoded) if "html" in kind or is_html(decoded) else decoded
    if kind in ("xhtml", "application/xhtml+xml"):
        return html_to_text(inner_html(construct))
    if kind in ("html", "text/html") or mode == "escaped":
        return feed_html_to_text(inner_html(construct) if len(construct) else text_of(construct))
    return text_of(construct) if kind in ("text", "text/plain") else ""


def _link(element: etree._Element) -> str:
    for link in element.iterfind("{*}link"):
        if link.get("rel", "alternate") == "alternate" and link.get("href"):
            return link.get("href")
    return ""


def _names(element: etree._Element) -> list[str]:
    return [name for name in map(text_of, element.iterfind("{*}author/{*}name")) if name]


def from_base64(text: str) -> str | None:
    """The text that was written in Base64; None of what is no Base64, or of no text in it."""
    letters = "".join(text.split())
    if len(letters) < 8 or len(letters) % 4 or " " in text.strip():
        return None
    try:
        decoded = base64.b64decode(letters, validate=True).decode("utf-8")
    except ValueError:
        return None
    return decoded if all(c.isprintable() or c.isspace() for c in decoded) else None


def _text(entry: etree._Element, name: str) -> str:
    return text_of(_child(entry, name)) or text_of(entry.find(_OTHER_DATES.get(name, f"{{*}}{name}")))
