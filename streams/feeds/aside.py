"""What of a text is no prose of its own: its dateline, and what an editor says about it. It asserts nothing."""

from typing import NamedTuple

from streams.feeds import notices
from streams.feeds.dateline import find_dateline
from streams.records import Span


class Aside(NamedTuple):
    """`spans` in order, none overlapping; `place` is the dateline's, None where there is none."""

    place: str | None
    spans: list[Span]


def beside_the_prose(text: str, title_end: int = 0) -> Aside:
    """Offsets are code points of `text`; a reader blanks the spans out (`notices.blanked`) and keeps all others."""
    spans = notices.notes(text)
    line = find_dateline(text, title_end)
    if line is not None and not any(start < line.end and line.start < end for start, end in spans):
        spans = sorted([*spans, (line.start, line.end)])
    return Aside((line.place or None) if line else None, spans)
