"""HTML -> plain text: tags, scripts and styles gone, entities decoded, paragraphs as blank lines."""

import re
import tomllib
from functools import cache
from importlib.resources import files

from lxml import etree

_MARKUP = re.compile(r"<[A-Za-z/!][^<>]*>|&(?:#\d+|#[xX][0-9a-fA-F]+|[A-Za-z][A-Za-z0-9]*);")
_SPACES = re.compile(r" *[\t\r\n\f\v\xa0][ \t\r\n\f\v\xa0]*| {2,}")
_SPACES_OF_LINES = re.compile(r" *[\t\r\f\v\xa0][ \t\r\f\v\xa0]*| {2,}")
_INVISIBLE = re.compile("[\xad\u200b\u2060\ufeff]")
"""Soft hyphens and their like, which sites put inside words: a name with one in it is found by nobody."""
PARAGRAPH, LINE = "\x1e", "\x1f"
"""Stand for breaks until all white space of the source is one space; no HTML has these characters in its text."""
_BREAKS = re.compile(f"[{PARAGRAPH}{LINE} ]*[{PARAGRAPH}{LINE}][{PARAGRAPH}{LINE} ]*")


@cache
def element_effects() -> dict[str, frozenset[str]]:
    """`ignored`, `paragraphs` and `lines`, as `data/html.toml` has them."""
    text = files("streams.feeds").joinpath("data/html.toml").read_text(encoding="utf-8")
    return {effect: frozenset(tags) for effect, tags in tomllib.loads(text).items()}


@cache
def _effects() -> tuple[frozenset[str], dict[str, str], dict[str, str]]:
    """What is ignored, and the break that a start and an end tag make."""
    effects = element_effects()
    ends = dict.fromkeys(effects["paragraphs"], PARAGRAPH)
    return effects["ignored"], ends | dict.fromkeys(effects["lines"], LINE), ends


def is_html(text: str) -> bool:
    """Whether a text that may be either has a tag or an entity in it ("AT&T" and "a < b" have none)."""
    return _MARKUP.search(text) is not None


_ELEMENT = re.compile(
    r"</(?:p|div|span|b|i|em|strong|a|h[1-6]|ul|ol|li|table|tr|td|blockquote|section|article|body|html|font|figure|script|style)\s*>"
    r"|<(?:p|br|hr|div|img)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
"""An end tag, or a tag that stands alone: "a <b> c" has none."""


def has_markup(text: str) -> bool:
    """Whether a text that should be plain is HTML."""
    return "<" in text and _ELEMENT.search(text) is not None


def html_to_text(html: str) -> str:
    """Events are read, not a tree: past 256 nested tags a tree would drop the rest without a word."""
    if is_html(html):
        parser = etree.HTMLParser(target=_Text(), encoding="utf-8", no_network=True)
        parser.feed(html.encode("utf-8", "replace"))
        text = _SPACES.sub(" ", _INVISIBLE.sub("", parser.close()))
    else:  # plain text, whose own lines count
        text = _SPACES_OF_LINES.sub(" ", _INVISIBLE.sub("", html)).replace("\n", LINE)
    return _BREAKS.sub(_line_breaks, text).strip()


def feed_html_to_text(html: str) -> str:
    """As `html_to_text`; what then still is HTML was escaped twice."""
    text = html_to_text(html)
    return html_to_text(text) if has_markup(text) else text


def _line_breaks(breaks: re.Match[str]) -> str:
    """Two lines that are empty make a paragraph too."""
    return "\n\n" if PARAGRAPH in breaks[0] or breaks[0].count(LINE) > 1 else "\n"


class _Text:
    """Collects the text of an HTML document; a parser target of lxml."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._ignored = 0
        self._ignorable, self._starts, self._ends = _effects()

    def start(self, tag: str, attributes: object) -> None:
        if tag in self._ignorable:
            self._ignored += 1
        elif tag in self._starts:
            self._parts.append(self._starts[tag])

    def end(self, tag: str) -> None:
        if tag in self._ignorable:
            self._ignored -= 1
        elif tag in self._ends:
            self._parts.append(self._ends[tag])

    def data(self, text: str) -> None:
        if not self._ignored:
            self._parts.append(text)

    def close(self) -> str:
        return "".join(self._parts)
