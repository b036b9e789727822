"""Sentence starts by rule."""

import re
import tomllib
from functools import cache
from importlib.resources import files

# A terminator, closing quotes or brackets, white space, and something that can open a sentence; or an empty line;
# or the full stop of a script that writes no space after it.
_END = re.compile(
    r"([.!?…]{1,9})([\"'»”’)\]]{0,9})(\s+)(?=[\"'«„“‘(\[¿¡–—-]*[^\W\d_a-zа-яіїєґß])|\n\s*\n\s*|[。！？]+[」』”]?\s*"
)
_LAST_WORD = re.compile(r"[\w.]+$")


@cache
def _abbreviations() -> frozenset[str]:
    return frozenset(tomllib.loads((files("streams.reading") / "sentences.toml").read_text("utf-8"))["abbreviations"])


def sentence_starts(text: str) -> list[int]:
    """Code-point offsets at which sentences start, the first of them 0; linear in the length of the text."""
    starts = [0]
    for match in _END.finditer(text):
        if match[1] == "." and not match[2] and "\n" not in match[3] and _goes_on(text, match.start()):
            continue
        if match.end() < len(text):
            starts.append(match.end())
    return starts


def _goes_on(text: str, stop: int) -> bool:
    """Whether the full stop at `stop` belongs to a number ("22. Oktober"), an initial or an abbreviation."""
    word = _LAST_WORD.search(text, max(0, stop - 20), stop)
    if word is None:
        return False
    last = word[0].rsplit(".", 1)[-1]
    return (
        (last.isdigit() and len(last) <= 2) or len(last) == 1 or last in _abbreviations() or word[0] in _abbreviations()
    )
