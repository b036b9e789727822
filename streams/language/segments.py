"""What the network sees at once: a text is cut at blank lines and where a sentence ends beyond doubt.

Each segment is analysed by itself, so that what is found in it depends on its own characters alone: the same in every
copy of an article, whatever stands around it. Where an end is in doubt, the network decides inside the segment.
"""

import re
from collections.abc import Iterator

# A blank line, or a terminator with the quotes and brackets that it closes. All repetitions are bounded: linear time.
_END = re.compile(r"\n[^\S\n]{0,80}\n|[.!?][\"'»”“’)\]]{0,2}(?=\s)")
_OPENING = re.compile(r"\s{1,8}[\"'«»„“‘(\[–—-]{0,2}\s?([^\W\d_])")
_LAST_WORD = re.compile(r"[^\W\d_]+$")
LONGEST_WORD = 40  # characters looked at before a terminator
LEAST_WORD = 4
LEAST_NAME = 6
"""Letters of the word before the terminator, in lower case or with a capital: shorter ones may be abbreviations."""


def segments(text: str) -> Iterator[tuple[int, int]]:
    """[start, end) of the segments in order, without white space at their ends, none empty."""
    start = 0
    for end in _END.finditer(text):
        if text[end.start()] == "\n" or _is_certain(text, end.start(), end.end()):
            yield from _stripped(text, start, end.end())
            start = end.end()
    yield from _stripped(text, start, len(text))


def _is_certain(text: str, terminator: int, end: int) -> bool:
    """Whether the sentence ends here: a whole word before it, a capital after it."""
    opening = _OPENING.match(text, end)
    if opening is None or not opening[1].isupper():
        return False
    word = _LAST_WORD.search(text, max(0, terminator - LONGEST_WORD), terminator)
    if word is None or not word[0][-3:].islower():
        return False
    return len(word[0]) >= (LEAST_WORD if word[0].islower() else LEAST_NAME)


def _stripped(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    piece = text[start:end]
    core = piece.strip()
    if core:
        first = start + len(piece) - len(piece.lstrip())
        yield first, first + len(core)
