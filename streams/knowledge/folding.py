"""A text folded for matching, one character for one, so that offsets stay those of the text as it came.

Characters that only steer display (soft hyphen, zero-width and direction marks) and Arabic vowel signs are taken out,
and combining accents are composed; only then are tables of offsets kept.
"""

import re
import unicodedata
from bisect import bisect_left

_SAME = str.maketrans(
    {
        **dict.fromkeys("\u00a0\u2009\u202f\u3000\n\t\r", " "),
        **dict.fromkeys("’‘ʼ´`＇", "'"),
        **dict.fromkeys("\u2010\u2011", "-"),
        **{
            "ё": "е",
            "Ё": "Е",
            "أ": "ا",
            "إ": "ا",
            "آ": "ا",
            "ٱ": "ا",
            "ى": "ي",
            "ة": "ه",
            "ی": "ي",
            "ک": "ك",
            "ھ": "ه",
            "İ": "I",
        },
    }
)
_RARE = re.compile("[" + "".join(chr(code) for code in _SAME if chr(code) not in "\n\u00a0’") + "]")
_INVISIBLE = "\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\u064b-\u0652"
_ODD = re.compile(f"[{_INVISIBLE}\u0300-\u036f]")
_DROPPED = re.compile(f"[{_INVISIBLE}]")


def shape(text: str) -> str:
    """Same length; letters keep their case; spaces, apostrophes, hyphens and spelling variants become one."""
    text = text.replace("\n", " ").replace("\u00a0", " ").replace("’", "'")
    return text if text.isascii() or not _RARE.search(text) else text.translate(_SAME)


def lower(shaped: str) -> str:
    """Lower case of the same length as `shaped`."""
    lowered = shaped.lower()
    if len(lowered) == len(shaped):
        return lowered
    return "".join(low if len(low := char.lower()) == 1 else char for char in shaped)


class Folded:
    """`shaped` (case kept) and `lowered`, of one length, with the way back to the offsets of the text."""

    __slots__ = ("_ends", "_starts", "lowered", "shaped")

    def __init__(self, text: str) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        if not text.isascii() and _ODD.search(text):
            text, self._starts, self._ends = _compose(text)
        self.shaped = shape(text)
        self.lowered = lower(self.shaped)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span of the text that a span of the folded text stands for."""
        return (self._starts[start], self._ends[end - 1]) if self._starts else (start, end)

    def position(self, offset: int) -> int:
        """The folded position of an offset in the text."""
        return bisect_left(self._starts, offset) if self._starts else offset


def _compose(text: str) -> tuple[str, list[int], list[int]]:
    chars: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for position, char in enumerate(text):
        if _DROPPED.match(char):
            continue
        if chars and unicodedata.combining(char):
            joined = unicodedata.normalize("NFC", chars[-1] + char)
            if len(joined) == 1:
                chars[-1] = joined
                ends[-1] = position + 1
                continue
        chars.append(char)
        starts.append(position)
        ends.append(position + 1)
    return "".join(chars), starts, ends
