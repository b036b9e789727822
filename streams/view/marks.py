"""Text with marks: spans of any kind, nested or overlapping, become properly nested elements."""

from collections import deque
from collections.abc import Iterable, Iterator
from heapq import heapify, heappop, heappush
from typing import NamedTuple

from markupsafe import Markup, escape

_SHOWN = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127, 8237, 8238), "�")
"""Control characters and the overrides that turn the reading direction: each is shown as one replacement character."""


class Mark(NamedTuple):
    """A span `[start, end)` of the text, the classes and the title of its element."""

    start: int
    end: int
    classes: str
    title: str = ""
    id: str = ""


def visible(text: str) -> str:
    """The same number of characters, none of which hides or turns what it stands in."""
    return text if text.isprintable() else text.translate(_SHOWN)


def paragraphs(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The spans between blank lines of `text[start:end]`, without the white space around them."""
    spans, at = [], start
    for part in text[start:end].split("\n\n"):
        body = part.strip()
        if body:
            first = at + part.index(body)
            spans.append((first, first + len(body)))
        at += len(part) + 2
    return spans


def marked_paragraphs(text: str, start: int, end: int, marks: Iterable[Mark]) -> Iterator[tuple[int, int, Markup]]:
    """(start, end, marked text) of each paragraph; every mark is looked at once for each paragraph that it touches."""
    waiting = deque(sorted(marks, key=lambda mark: mark.start))
    reaching: list[Mark] = []
    for first, last in paragraphs(text, start, end):
        while waiting and waiting[0].start < last:
            reaching.append(waiting.popleft())
        reaching = [mark for mark in reaching if mark.end > first]
        yield first, last, marked(text, first, last, reaching)


def marked(text: str, start: int, end: int, marks: Iterable[Mark]) -> Markup:
    """`text[start:end]` escaped, with the marks inside it; those reaching over its edges are clipped.

    Marks that cross are cut where the outer one ends, so elements nest and every character keeps all its marks.
    """
    queue = [
        (max(m.start, start), -min(m.end, end), n, m)
        for n, m in enumerate(marks)
        if max(m.start, start) < min(m.end, end)
    ]
    heapify(queue)
    parts: list[str] = []
    open_until: list[int] = []
    at = start
    while queue:
        first, negative_end, n, mark = heappop(queue)
        while open_until and open_until[-1] <= first:
            at = _write(parts, text, at, open_until.pop(), close=True)
        last = -negative_end
        if open_until and open_until[-1] < last:
            heappush(queue, (open_until[-1], -last, n, mark._replace(id="")))
            last = open_until[-1]
        at = _write(parts, text, at, first)
        parts.append(_opening(mark))
        open_until.append(last)
    while open_until:
        at = _write(parts, text, at, open_until.pop(), close=True)
    _write(parts, text, at, end)
    return Markup("".join(parts))


def _write(parts: list[str], text: str, start: int, end: int, close: bool = False) -> int:
    parts.append(str(escape(visible(text[start:end]))))
    if close:
        parts.append("</mark>")
    return end


def _opening(mark: Mark) -> str:
    attributes = (("class", mark.classes), ("title", visible(mark.title)), ("id", mark.id))
    return str(Markup("<mark{}>").format(Markup("").join(Markup(' {}="{}"').format(k, v) for k, v in attributes if v)))
