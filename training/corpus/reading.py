"""From the lines of an annotated file to passages, and to every fault with its line."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from pathlib import Path

from training.corpus.event_line import NotUnderstood, letter_of, names_category, read_event
from training.corpus.markup import Marked, read_markup
from training.corpus.passage import Event, Passage

OWN = "own"
_HEAD = re.compile(r"^# (\S+) ([a-z]{2}) (\d{4}-\d\d-\d\d)(?: (\S.*))?$")
Lines = list[tuple[int, str]]
"""Numbered from 1."""
Faults = list[tuple[int, str]]
"""Line, and what is wrong with it."""


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    path: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


def read_file(path: Path) -> tuple[list[tuple[int, Passage]], list[Fault]]:
    """The passages without a fault, each with the number of its head line, and the faults of the others."""
    name = shown(path)
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        return [], [Fault(name, line, f"not UTF-8: byte 0x{error.object[error.start]:02x}")]
    passages, faults = [], []
    for block in _blocks(text):
        passage, wrong = read_passage(block)
        faults += [Fault(name, line, message) for line, message in wrong]
        if passage:
            passages.append((block[0][0], passage))
    return passages, faults


def shown(path: Path) -> str:
    """As short as it can be said from here."""
    here = Path.cwd()
    return str(path.resolve().relative_to(here)) if path.resolve().is_relative_to(here) else str(path)


def _blocks(text: str) -> Iterator[Lines]:
    """What stands between blank lines."""
    block: Lines = []
    for number, line in enumerate([*text.split("\n"), ""], 1):
        if line.strip():
            block.append((number, line.rstrip()))
        elif block:
            yield block
            block = []


def read_passage(block: Lines) -> tuple[Passage | None, Faults]:
    """The passage of one block of lines, or None and at least one fault."""
    (top, first), body = block[0], block[1:]
    head = _HEAD.match(first)
    if not head:
        return None, [(top, 'the first line is not "# id language date"')]
    faults: Faults = [] if _is_day(head[3]) else [(top, f"no day {head[3]}")]
    cut = len(body)
    while cut and letter_of(body[cut - 1][1]):
        cut -= 1
    lines, event_lines = body[:cut], body[cut:]
    if not lines:
        return None, [*faults, (top, "no text")]
    faults += [(number, "an event line among the text") for number, line in lines if names_category(line)]
    faults += [(number, "a head line without a blank line before it") for number, line in lines if _HEAD.match(line)]
    marked = _mark(lines, faults)
    events = list(_events(event_lines, marked, faults))
    faults += [(lines[0][0], message) for message in _unused(marked, events, event_lines, bool(faults))]
    if faults:
        return None, sorted(faults)
    spans = tuple(marked.spans[n] for n in sorted(marked.spans))
    return Passage(head[1], head[2], head[3], head[4] or OWN, marked.text, spans, tuple(events)), []


def _is_day(words: str) -> bool:
    try:
        date.fromisoformat(words)
    except ValueError:
        return False
    return True


def _mark(lines: Lines, faults: Faults) -> Marked:
    """Several lines are one text, joined by spaces; a fault is told at the line on which it stands."""
    stripped = [line.strip() for _, line in lines]
    starts = [0, *accumulate(len(line) + 1 for line in stripped)]
    marked = read_markup(" ".join(stripped))
    faults += [(lines[bisect_right(starts, position) - 1][0], message) for position, message in marked.faults]
    return marked


def _events(lines: Lines, marked: Marked, faults: Faults) -> Iterator[Event]:
    seen = set()
    for number, line in lines:
        if line in seen:
            faults.append((number, "the event line stands twice"))
            continue
        seen.add(line)
        try:
            yield read_event(line, marked.triggers, marked.spans)
        except NotUnderstood as error:
            faults.append((number, str(error)))


def _unused(marked: Marked, events: list[Event], lines: Lines, faulty: bool) -> Iterator[str]:
    """Triggers that no line tells, and, where all lines are there and sound, spans that nothing uses."""
    untold = sorted(marked.triggers.keys() - {letter_of(line) for _, line in lines})
    yield from (f"trigger {letter} has no event line" for letter in untold)
    if faulty or untold:
        return
    used = set().union(*(event.named() for event in events))
    idle = sorted(marked.spans.keys() - set().union(*(_reached(n, marked) for n in used)))
    if idle:
        yield f"spans that nothing uses: {idle}"


def _reached(n: int | None, marked: Marked) -> set[int]:
    """A span with those to which its link leads."""
    reached: set[int] = set()
    while n is not None and n not in reached:
        reached.add(n)
        n = marked.spans[n].link
    return reached
