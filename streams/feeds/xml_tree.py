"""XML through one hardened parser: nothing is fetched, no entity is expanded, and none vanishes."""

import io
import re
from collections.abc import Iterator
from html.entities import html5

from lxml import etree

from streams.errors import FeedError
from streams.feeds.encoding import decode_text

HARDENED = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "dtd_validation": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, section 2.2
_AMPERSAND = re.compile(r"&(?:(?P<safe>#\d+|#x[0-9a-fA-F]+|amp|lt|gt|quot|apos);|(?P<name>[A-Za-z][A-Za-z0-9]*);)?")
_DOCTYPE = re.compile(r"<!DOCTYPE[^\[>]*(?:\[[^\]]*\]\s*)?>")


class UnresolvedEntity(Exception):
    """A text refers to an entity, whose text is not known here; never raised beyond the item it belongs to."""


def elements(data: bytes, tags: frozenset[str], name: str) -> Iterator[etree._Element]:
    """Every element of one of the `tags` (as `{namespace}local`), in a tree that its ancestors are part of.

    What newsrooms' feeds get wrong is mended: bare ampersands, HTML's entities, control characters, a declared
    encoding that is not the real one. A document that breaks off gives the elements before that, then raises
    `FeedError`, as one does that is no XML at all.
    """
    if b"<!DOCTYPE" in data and b"<!ENTITY" not in data:  # a DTD that is elsewhere: HTML's entities, if any
        data = mended(data)
    try:
        root = etree.fromstring(data, etree.XMLParser(**HARDENED))
    except (etree.XMLSyntaxError, ValueError):
        yield from _elements_before_error(mended(data), tags, name)
    else:
        yield from root.iter(*tags)


def _elements_before_error(data: bytes, tags: frozenset[str], name: str) -> Iterator[etree._Element]:
    events = etree.iterparse(io.BytesIO(data), events=("end",), tag=tuple(tags), **HARDENED)
    try:
        for _, element in events:
            yield element
    except etree.XMLSyntaxError as error:
        raise FeedError(f"{name}: no well-formed XML from here on ({error.msg})") from error


def mended(data: bytes) -> bytes:
    """The document in UTF-8 without its declaration, with what XML forbids taken out or escaped.

    An entity of HTML becomes its character. Any other that nothing declares is declared, so that it can be seen.
    """
    text = _FORBIDDEN.sub("", _DECLARATION.sub("", decode_text(data), count=1)).lstrip()
    declares = "<!ENTITY" in text
    unknown: set[str] = set()

    def mend(match: re.Match[str]) -> str:
        name = match["name"]
        if match["safe"] or (name and declares):
            return match[0]
        if name is None:
            return "&amp;"
        if characters := html5.get(f"{name};"):
            return "".join(f"&#{ord(character)};" for character in characters)
        unknown.add(name)
        return match[0]

    text = _AMPERSAND.sub(mend, text)
    if not declares:
        text = _DOCTYPE.sub("", text, count=1)
    if unknown:
        declarations = "".join(f"<!ENTITY {name} ''>" for name in sorted(unknown))
        text = f"<!DOCTYPE x [{declarations}]>{text}"
    return text.encode()


def text_of(element: etree._Element | None) -> str:
    """All text below an element, stripped. Raises `UnresolvedEntity`."""
    if element is None:
        return ""
    if len(element) == 0:
        return (element.text or "").strip()
    for entity in element.iter(etree.Entity):
        raise UnresolvedEntity(entity.name)
    return "".join(element.itertext()).strip()


def inherited(element: etree._Element, attribute: str) -> str | None:
    """An attribute of the element or its nearest ancestor that has it."""
    value = element.get(attribute)
    if value is not None:
        return value
    return next((above.get(attribute) for above in element.iterancestors() if above.get(attribute) is not None), None)
