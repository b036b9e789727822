"""HTML -> plain text: tags, scripts and styles gone, entities decoded, paragraphs as blank lines."""

import re
import tomllib
from functools import cache
from importlib.resources import files

from lxml import etree

_MARKUP = re.compile(r"<[A-Za-z/!][^<>]*>|&(?:#\d+|#[xX][0-9a-fA-F]+|[A-Za-z][A-Za-z0-9]*);")
_NEWLINES = re.compile(r"[ \t]*\n[ \t\n]*\n[ \t]*|[ \t]*\n[ \t]*")
_SPACES = re.compile(r"[ \t\r\n\f\v\xa0]+")
_INVISIBLE = dict.fromkeys(map(ord, "\xad\u200b\u2060\ufeff"))
"""Soft hyphens and their like, which sites put inside words: a name with one in it is found by nobody."""


@cache
def element_effects() -> dict[str, frozenset[str]]:
    """`ignored`, `paragraphs` and `lines`, as `data/html.toml` has them."""
    text = files("streams.feeds").joinpath("data/html.toml").read_text(encoding="utf-8")
    return {effect: frozenset(tags) for effect, tags in tomllib.loads(text).items()}


def is_html(text: str) -> bool:
    """Whether a text that may be either has a tag or an entity in it ("AT&T" and "a < b" have none)."""
    return _MARKUP.search(text) is not None


def html_to_text(html: str) -> str:
    """Events are read, not a tree: past 256 nested tags a tree would drop the rest without a word."""
    if not is_html(html):
        return _tidy(_SPACES.sub(" ", html))
    parser = etree.HTMLParser(target=_Text(), encoding="utf-8", no_network=True)
    parser.feed(html.encode("utf-8", "replace"))
    return _tidy(parser.close())


class _Text:
    """Collects the text of an HTML document; a parser target of lxml."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._ignored = 0
        self._effects = element_effects()

    def start(self, tag: str, attributes: object) -> None:
        if tag in self._effects["ignored"]:
            self._ignored += 1
        self._break(tag)
        if tag in self._effects["lines"]:
            self._parts.append("\n")

    def end(self, tag: str) -> None:
        if tag in self._effects["ignored"]:
            self._ignored -= 1
        self._break(tag)

    def data(self, text: str) -> None:
        if not self._ignored:
            self._parts.append(_SPACES.sub(" ", text))

    def close(self) -> str:
        return "".join(self._parts)

    def _break(self, tag: str) -> None:
        if tag in self._effects["paragraphs"]:
            self._parts.append("\n\n")


def _tidy(text: str) -> str:
    text = text.translate(_INVISIBLE)
    return _NEWLINES.sub(lambda gap: "\n\n" if gap[0].count("\n") > 1 else "\n", text).strip()
