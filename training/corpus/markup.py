"""Marked text: `[1:party]`, `[2=1:the same]`, `[3^1:of it]` and `{a:trigger}` become offsets into the bare text."""

import re
from collections import defaultdict
from dataclasses import dataclass, field

from training.corpus.passage import Extent, Span

_MARK = re.compile(r"\[(\d+)(?:([=^])(\d+))?:([^\[\]{}]+)\]|\{([a-z]):([^\[\]{}]+)\}")
_BRACKET = re.compile(r"[\[\]{}]")
_NEAR = 20
"""Code points of context in a message."""


@dataclass(slots=True)
class Marked:
    text: str = ""
    spans: dict[int, Span] = field(default_factory=dict)
    triggers: dict[str, list[Extent]] = field(default_factory=lambda: defaultdict(list))
    """Letter -> the parts of the trigger."""
    faults: list[tuple[int, str]] = field(default_factory=list)
    """Code point of the marked text, and what is wrong there."""


def read_markup(marked: str) -> Marked:
    """The bare text and what was marked in it. Markup may cut a word; nothing in the text is normalised."""
    found, at = Marked(), 0
    for mark in _MARK.finditer(marked):
        _bare(found, marked, at, mark.start())
        at, start = mark.end(), len(found.text)
        words = mark[4] or mark[6]
        found.text += words
        extent = (start, len(found.text))
        if words != words.strip():
            found.faults.append((mark.start(), f'white space at the edge of "{words}"'))
        if mark[5]:
            found.triggers[mark[5]].append(extent)
        else:
            _span(found, mark, extent, words)
    _bare(found, marked, at, len(marked))
    found.faults += [(position, message) for position, message in _links(found.spans)]
    return found


def _bare(found: Marked, marked: str, start: int, end: int) -> None:
    """Text between two marks; a bracket left in it is markup that was not understood."""
    stray = _BRACKET.search(marked, start, end)
    if stray:
        near = marked[max(0, stray.start() - _NEAR) : stray.end() + _NEAR]
        found.faults.append((stray.start(), f'markup is not understood near "{near}"'))
    found.text += marked[start:end]


def _span(found: Marked, mark: re.Match[str], extent: Extent, words: str) -> None:
    n = int(mark[1])
    if n in found.spans:
        found.faults.append((mark.start(), f"span {n} stands twice"))
        return
    target = int(mark[3]) if mark[3] else None
    same, belongs = (target, None) if mark[2] == "=" else (None, target)
    found.spans[n] = Span(n, *extent, words, same, belongs)


def _links(spans: dict[int, Span]) -> list[tuple[int, str]]:
    """Links that lead nowhere or in a circle; these faults are told at the beginning of the text."""
    faults = []
    for span in spans.values():
        seen, n = {span.n}, span.link
        while n is not None and n in spans and n not in seen:
            seen.add(n)
            n = spans[n].link
        if n == span.n:
            faults.append((0, f"span {span.n} points at itself"))
        elif span.link is not None and span.link not in spans:
            faults.append((0, f"span {span.n} points at {span.link}, which is not there"))
    return faults
