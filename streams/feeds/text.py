"""Plain text dispatches: a date line, a section, a headline (often printed twice), a body. Only the body must be."""

import io
import re
from collections.abc import Iterator

from streams.errors import FeedError
from streams.feeds.dateline import read_date_line, sections
from streams.feeds.encoding import decode_bytes
from streams.feeds.items import Context, Outcome, article_item, read_document
from streams.feeds.notices import blanked, find_hold, is_unpublishable
from streams.records import RawArticle

RULE = re.compile(r"\s*([-=*_–—])(?:\s*\1){2,}\s*")
"""A line of dashes, equals signs or asterisks: the end of a dispatch."""
HEADLINE_LENGTH = 200
"""A first paragraph longer than this is text, not a headline; agencies keep theirs under 100 characters."""


def read_text(stream: io.BufferedReader, context: Context) -> Iterator[Outcome]:
    """One item a dispatch; a new one begins after a line of dashes, or at a date line after a blank line.

    Raises `FeedError` for a source that is over the limit for documents or is not text.
    """
    decoded = decode_bytes(read_document(stream, context), context.charset)
    text = decoded.text
    if "\x02" in text and ("\x01" in text or "\x03" in text):
        raise FeedError(f"{context.name}: IPTC 7901, an agency's format that is not read yet")
    if "\0" in text:
        raise FeedError(f"{context.name}: not text (it has NUL bytes)")
    for number, lines, notes in _whole_dispatches(text):
        article = parse_dispatch(lines)
        article.notes += decoded.notes + notes
        yield article_item(article, context, number)


def _whole_dispatches(text: str) -> Iterator[tuple[int, list[str], list[str]]]:
    """The dispatches, without those that are the notepad or the credits of the one before: its notes name them."""
    held: tuple[int, list[str], list[str]] | None = None
    for number, lines in _dispatches(text):
        code = is_unpublishable("\n".join(lines))
        if code is None or held is None:
            if held:
                yield held
            held = (number, lines, [])
        elif code not in held[2]:
            held[2].append(code)
    if held:
        yield held


def _dispatches(text: str) -> Iterator[tuple[int, list[str]]]:
    """The lines of each dispatch with the number of its first line."""
    current: list[str] = []
    start = 1
    for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        if not line or line.isspace():
            current.append(line)
            continue
        ruled = RULE.fullmatch(line) is not None
        dated = bool(current) and not current[-1].strip() and read_date_line(line) is not None
        if ruled or dated:
            if any(map(str.strip, current)):
                yield start, current
            current, start = ([] if ruled else [line]), number + ruled
        else:
            current.append(line)
    if any(map(str.strip, current)):
        yield start, current


def parse_dispatch(lines: list[str]) -> RawArticle:
    """The article that the lines of one dispatch print. The language is left to the worker."""
    held = find_hold("\n".join(lines))
    if held is not None:
        lines = blanked("\n".join(lines), [held.span]).split("\n")
    rest = _without_blank_head(lines)
    published = section = None
    while rest:  # the date and the section come in either order
        if published is None and (date := read_date_line(rest[0])) is not None:
            published = date
        elif section is None and len(rest) > 1 and _is_section(rest):
            section = rest[0].strip()
        else:
            break
        rest = _without_blank_head(rest[1:])
    title, rest = _headline(rest)
    body = "\n".join(rest).strip()
    if not title and not body:  # a dispatch of nothing but its date or section still is somebody's text
        body = "\n".join(lines).strip()
    article = RawArticle(title=title, body=body, published_at=published, section=section)
    if held is not None:
        article.embargoed_until, article.status, article.notes = held.until, held.status, [held.code]
        if not title and not body:
            article.title = f"{held.status}: no text but the notice"
    return article


def _is_section(lines: list[str]) -> bool:
    """A known section, or up to three words before a headline that is printed twice."""
    name = lines[0].strip()
    if name.casefold().rstrip(":") in sections():
        return True
    following = [line.strip() for line in lines[1:] if line.strip()][:2]
    return len(name.split()) <= 3 and len(following) == 2 and following[0] == following[1] != name


def _headline(lines: list[str]) -> tuple[str, list[str]]:
    """The headline and what follows it: a line printed twice, else a short line by itself that is not a sentence."""
    if not lines:
        return "", lines
    first, rest = lines[0].strip(), _without_blank_head(lines[1:])
    if rest and rest[0].strip() == first:
        return first, _without_blank_head(rest[1:])
    alone = len(lines) > 1 and not lines[1].strip()
    if rest and alone and len(first) <= HEADLINE_LENGTH and not first.endswith((".", ":", ",", ";")):
        return first, rest
    return "", lines


def _without_blank_head(lines: list[str]) -> list[str]:
    return next((lines[i:] for i, line in enumerate(lines) if line.strip()), [])
