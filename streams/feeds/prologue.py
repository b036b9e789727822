"""Where an XML document really begins and ends, and what stands before its first element; every look is linear."""

import re

JUNK = frozenset({"br", "b", "div", "p", "font", "span", "pre", "strong", "center"})
"""First elements of what servers print before a feed: warnings and debugging output."""
_FEED = re.compile(r"<(?:rss|feed|[A-Za-z]{1,10}:(?:RDF|feed)|opml)[\s>]")
_ROOT = re.compile(r"<((?:[\w.-]+:)?([A-Za-z_][\w.-]*))")
REACH = 16_384
"""Characters in which the document must begin."""


def from_beginning(text: str) -> str:
    """The document without what a server printed before its declaration or its feed."""
    head = text[:REACH].lstrip("\ufeff\0 \t\r\n")
    offset = len(text[:REACH]) - len(head)
    if head.startswith("<?xml"):
        return text[offset:]
    declaration = head.find("<?xml ")
    root = _ROOT.match(after_prologue(head))
    if declaration > 0 and (root is None or root[2] in JUNK or not head.startswith("<")):
        return text[offset + declaration :]
    if root is not None and root[2] in JUNK and (feed := _FEED.search(head)):
        return text[offset + feed.start() :]
    return text[offset:]


def root_name(text: str) -> str | None:
    """The local name of the first element; None where the text is no document of XML or HTML."""
    root = _ROOT.match(after_prologue(from_beginning(text)))
    return root[2] if root else None


def after_prologue(text: str) -> str:
    """The text from its first element on: declaration, comments, processing instructions and DOCTYPE are passed."""
    return text[_end_of_prologue(text) :]


def without_doctype(text: str) -> str:
    """The document without declaration and DOCTYPE."""
    return after_prologue(text)


def until_end(text: str) -> tuple[str, bool]:
    """The document up to the end tag of its root, and whether that is there."""
    root = _ROOT.match(text)
    end = text.rfind(f"</{root[1]}") if root else -1
    close = text.find(">", end) if end >= 0 else -1
    return (text[: close + 1], True) if close >= 0 else (text, False)


def _end_of_prologue(text: str) -> int:
    at = 0
    while at < len(text):
        if text[at].isspace() or text[at] == "\ufeff":
            at += 1
            continue
        if text.startswith("<?", at):
            end = text.find("?>", at) + 2
        elif text.startswith("<!--", at):
            end = text.find("-->", at) + 3
        elif text[at : at + 9].upper() == "<!DOCTYPE":
            end = _end_of_doctype(text, at)
        else:
            return at
        if end <= at + 1:  # it does not end
            return at
        at = end
    return at


def _end_of_doctype(text: str, at: int) -> int:
    """Behind its ">", that of an internal subset not counted; -1 where there is none."""
    close, subset = text.find(">", at), text.find("[", at)
    if subset < 0 or close < subset:
        return close + 1 if close >= 0 else -1
    while (subset := text.find("]", subset + 1)) >= 0:
        after = subset + 1
        while after < len(text) and text[after].isspace():
            after += 1
        if text.startswith(">", after):
            return after + 1
    return -1
