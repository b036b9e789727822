"""XML through one hardened parser: nothing is fetched, no entity is expanded, and none vanishes."""

import io
import re
from collections.abc import Iterator
from html import escape
from html.entities import html5

from lxml import etree

from streams.errors import FeedError
from streams.feeds.encoding import decode_bytes
from streams.feeds.prologue import from_beginning, until_end, without_doctype

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
PREFIXES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "media": "http://search.yahoo.com/mrss/",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "atom": "http://www.w3.org/2005/Atom",
    "xhtml": "http://www.w3.org/1999/xhtml",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
}
"""What prefixes mean that a feed uses and does not declare; any other is a namespace of its own."""
MARK = "\ue000"
"""Stands before the name of an entity in an attribute, where the parser would expand it."""
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue001-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, section 2.2, and MARK
_AMPERSAND = re.compile(r"&(?:(?P<safe>#\d+|#x[0-9a-fA-F]+|amp|lt|gt|quot|apos);|(?P<name>[A-Za-z][A-Za-z0-9]*);)?")
_TAG = re.compile(r"<[A-Za-z_][^<>]*>")
_BARE = re.compile(r"<(?![A-Za-z_/!?])")
_VOID = re.compile(r"<(br|hr|img|wbr)((?:\s[^<>]*?)?)/?>", re.IGNORECASE)
_PREFIX = re.compile(r"(?:</?|\s)([A-Za-z_][\w.-]{0,60}):[A-Za-z_]")
_CDATA, _CDATA_END = "<![CDATA[", "]]>"


class UnresolvedEntity(Exception):
    """A text refers to an entity, whose text is not known here; never raised beyond the item it belongs to."""


def elements(
    data: bytes, tags: frozenset[str], name: str, charset: str | None = None, notes: list[str] | None = None
) -> Iterator[etree._Element]:
    """Every element of one of the `tags` (as `{namespace}local`), in a tree that its ancestors are part of.

    What newsrooms' feeds get wrong is mended: encodings that are not the declared one, output of the server around the
    feed, bare ampersands and "<", HTML's entities, control characters, prefixes that are not declared. What then still
    is no XML but has its end is read as far as it can be (`xml-recovered` in `notes`). A document that breaks off
    gives the elements before that, then raises `FeedError`, as one does that is no XML at all.
    """
    decoded = decode_bytes(data, charset)
    if notes is not None:
        notes += decoded.notes
    text = from_beginning(decoded.text)
    if "<!DOCTYPE" not in text:
        try:
            root = etree.fromstring(_without_declaration(text).encode("utf-8", "replace"), etree.XMLParser(**HARDENED))
        except (etree.XMLSyntaxError, ValueError):
            pass
        else:
            yield from root.iter(*tags)
            return
    text, complete = until_end(mended(text))
    yield from _elements_before_error(text, complete, tags, name, notes)


def _elements_before_error(
    text: str, complete: bool, tags: frozenset[str], name: str, notes: list[str] | None
) -> Iterator[etree._Element]:
    document = _with_declared(text).encode("utf-8", "replace")
    if complete:
        try:
            root = etree.fromstring(document, etree.XMLParser(**HARDENED))
        except (etree.XMLSyntaxError, ValueError):
            root = etree.fromstring(document, etree.XMLParser(**HARDENED, recover=True))
            if notes is not None:
                notes.append("xml-recovered")
        if root is not None:
            yield from root.iter(*tags)
            return
    try:
        for _, element in etree.iterparse(io.BytesIO(document), events=("end",), tag=tuple(tags), **HARDENED):
            yield element
    except etree.XMLSyntaxError as error:
        raise FeedError(f"{name}: no well-formed XML from here on ({error.msg})") from error


def _without_declaration(text: str) -> str:
    """What is in it, is in UTF-8 now."""
    return text[text.find("?>") + 2 :] if text.startswith("<?xml") else text


def mended(text: str) -> str:
    """The document without declaration and DOCTYPE, with what XML forbids taken out or escaped.

    An entity of HTML becomes its character; in an attribute, any other is marked.
    """
    declared = "<!ENTITY" in text
    text = _FORBIDDEN.sub("", without_doctype(text))
    pieces = [piece if piece.startswith(_CDATA) else _mended_markup(piece, declared) for piece in _pieces(text)]
    return _with_prefixes("".join(pieces))


def _mended_markup(piece: str, declared: bool) -> str:
    piece = _AMPERSAND.sub(lambda match: _entity(match, declared), piece)
    piece = _VOID.sub(r"<\1\2/>", _BARE.sub("&lt;", piece))
    return _TAG.sub(lambda tag: _AMPERSAND.sub(_marked, tag[0]), piece) if "&" in piece else piece


def _pieces(text: str) -> Iterator[str]:
    """What is markup and what is CDATA, in turns."""
    at = 0
    while (start := text.find(_CDATA, at)) >= 0 and (end := text.find(_CDATA_END, start)) >= 0:
        yield text[at:start]
        yield text[start : end + len(_CDATA_END)]
        at = end + len(_CDATA_END)
    yield text[at:]


def _entity(match: re.Match[str], declared: bool) -> str:
    """A document that declares entities of its own may mean something else by a name of HTML's: it is kept."""
    name = match["name"]
    if match["safe"] or (name and declared):
        return match[0]
    if name is None:
        return "&amp;"
    characters = html5.get(f"{name};")
    return "".join(f"&#{ord(character)};" for character in characters) if characters else match[0]


def _marked(match: re.Match[str]) -> str:
    return f"{MARK}{match['name']};" if match["name"] else match[0]


def _with_declared(text: str) -> str:
    """With every entity declared that still is referred to, as nothing: it is met in the tree, and never expanded."""
    names = sorted({m["name"] for piece in _pieces(text) if not piece.startswith(_CDATA) for m in _names(piece)})
    declarations = "".join(f"<!ENTITY {name} ''>" for name in names)
    return f"<!DOCTYPE x [{declarations}]>{text}" if names else text


def _names(piece: str) -> Iterator[re.Match[str]]:
    return (match for match in _AMPERSAND.finditer(piece) if match["name"])


def _with_prefixes(text: str) -> str:
    """The root declares every prefix that is used and nowhere declared."""
    used: set[str] = set()
    for piece in _pieces(text):
        if not piece.startswith(_CDATA):
            for tag in re.finditer(r"<[^<>!?]*>", piece):
                used.update(_PREFIX.findall(tag[0]))
    missing = sorted(prefix for prefix in used - {"xml", "xmlns"} if f"xmlns:{prefix}" not in text)
    root = re.match(r"\s*<[A-Za-z_][\w.:-]*", text)
    if not missing or root is None:
        return text
    namespaces = "".join(f' xmlns:{prefix}="{PREFIXES.get(prefix, "urn:undeclared:" + prefix)}"' for prefix in missing)
    return text[: root.end()] + namespaces + text[root.end() :]


def require_resolved(item: etree._Element) -> None:
    """Raises `UnresolvedEntity` where an attribute of the element or of one below it refers to an entity."""
    for element in item.iter(etree.Element):
        for value in element.attrib.values():
            if MARK in value:
                raise UnresolvedEntity(value.partition(MARK)[2].partition(";")[0])


def text_of(element: etree._Element | None) -> str:
    """All text below an element, stripped. Raises `UnresolvedEntity`."""
    if element is None:
        return ""
    if len(element) == 0:
        return (element.text or "").strip()
    for entity in element.iter(etree.Entity):
        raise UnresolvedEntity(entity.name)
    return "".join(element.itertext()).strip()


def inner_html(element: etree._Element) -> str:
    """What is in an element, as HTML; its own tag would be a title's to HTML. Raises `UnresolvedEntity`."""
    text_of(element)
    inside = (etree.tostring(child, encoding="unicode", method="html") for child in element.iterchildren(etree.Element))
    return escape(element.text or "") + "".join(inside)


def inherited(element: etree._Element, attribute: str) -> str | None:
    """An attribute of the element or its nearest ancestor that has it."""
    value = element.get(attribute)
    if value is not None:
        return value
    return next((above.get(attribute) for above in element.iterancestors() if above.get(attribute) is not None), None)
