"""How far a text is read: the work that it makes is told before the analysis, in time linear in its length."""

import re
from itertools import islice

_PIECE = re.compile(
    r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\u0e00-\u0eff\U00020000-\U0003ffff]"  # written without spaces
    r"|[^\W_]{1,8} ?|\s{1,8}|[^\w\s] ?|_"
)
LOOK_BACK = 200
"""Characters that a cut may move back to fall between words."""


def read_to(text: str, pieces: int) -> int:
    """Characters of the text that have at most so many pieces; all of them where it has no more.

    A piece is a run of letters or digits of at most eight, a character of a script without spaces, any other mark, or
    blanks beyond the one between two words: about what a tokeniser or an encoder makes of it.
    """
    if len(text) <= pieces:
        return len(text)
    cut = next((match.start() for match in islice(_PIECE.finditer(text), pieces, None)), len(text))
    if cut == len(text):
        return cut
    return _between_words(text, cut)


def _between_words(text: str, cut: int) -> int:
    for at in range(cut, max(cut - LOOK_BACK, 0), -1):
        if text[at].isspace() or text[at - 1].isspace():
            return at
    return cut
