"""Text to pieces: the encoder's vocabulary, with exact code-point offsets into the text as it came.

Each character is read as another single one (typographic quotes as plain ones, full-width letters as ASCII) or, where
it is a control character or a soft hyphen, not at all; so an offset into what is read is an offset into the text, or
an index into the list of the characters that were kept.
"""

import lzma
import re
import unicodedata
from pathlib import Path
from typing import NamedTuple

import numpy as np
from sentencepiece import SentencePieceProcessor

UNREAD = 0x10FFFF
"""What an unread character is translated to before it is taken out."""
SPACE = "▁"
"""What the vocabulary writes for a space."""
CHUNK = 20_000
"""Characters cut into pieces at a time, so that memory is bounded; a chunk ends at white space where it can."""


_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f]"
)
"""Thai, Lao, Myanmar, Khmer, Kana, Han."""


class Pieces(NamedTuple):
    """The pieces of a text: their numbers in the vocabulary, and [start, end) of each in code points of the text."""

    ids: np.ndarray
    starts: np.ndarray
    ends: np.ndarray


class PieceReader:
    """Cuts texts into pieces; pure, and linear in the length of the text."""

    def __init__(self, processor: SentencePieceProcessor, characters: dict[int, int]) -> None:
        self._processor = processor
        self._characters = characters
        self._space = processor.piece_to_id(SPACE)
        self._unread = frozenset(chr(code) for code, read in characters.items() if read == UNREAD)

    @classmethod
    def load(cls, folder: Path) -> "PieceReader":
        """From `pieces.model.xz` (a model of SentencePiece) and `characters.tsv` (code point, read as)."""
        rows = (line.split("\t") for line in (folder / "characters.tsv").read_text("utf-8").splitlines())
        characters = {int(code, 16): int(read, 16) if read else UNREAD for code, read in rows}
        model = lzma.decompress((folder / "pieces.model.xz").read_bytes())
        return cls(SentencePieceProcessor(model_proto=model), characters)

    def pieces(self, text: str) -> Pieces:
        """All pieces of `text`, in order; white space belongs to none."""
        read = text.translate(self._characters)
        kept = None
        if any(character in text for character in self._unread):
            kept = np.flatnonzero(np.frombuffer(read.encode("utf-32-le"), np.uint32) != UNREAD)
            read = read.replace(chr(UNREAD), "")
        ids, starts, ends = [], [], []
        for at, chunk in _chunks(read):
            cut = self._processor.encode(chunk, return_type="offset_mapping")
            offsets = np.array(cut["offsets"], np.int64).reshape(-1, 2) + at
            ids.append(np.array(cut["ids"], np.int64))
            starts.append(offsets[:, 0])
            ends.append(offsets[:, 1])
        if not ids:
            empty = np.zeros(0, np.int64)
            return Pieces(empty, empty, empty)
        found = Pieces(np.concatenate(ids), np.concatenate(starts), np.concatenate(ends))
        return _trimmed(read, found, self._space, kept)


def one_word(before: str, after: str) -> bool:
    """Whether two characters in a row belong to one word; a script without spaces has no words that could be seen."""
    return before.isalnum() and after.isalnum() and not _UNSPACED.search(before + after)


def goes_on(text: str, pieces: Pieces) -> np.ndarray:
    """Of each piece whether it goes on the word of the one before it: letters and digits in a row are one word."""
    starts, ends = pieces.starts.tolist(), pieces.ends.tolist()
    return np.array(
        [
            bool(number and ends[number - 1] == start and one_word(text[start - 1], text[start]))
            for number, start in enumerate(starts)
        ],
        bool,
    )


def _chunks(text: str):
    at = 0
    while at < len(text):
        end = at + CHUNK
        if end < len(text):
            space = text.rfind(" ", at + CHUNK // 2, end)
            end = space if space > at else end
        yield at, text[at:end]
        at = end


def _trimmed(read: str, pieces: Pieces, space: int, kept: np.ndarray | None) -> Pieces:
    """Without the space that a piece begins with, and without pieces that are only that; in offsets of the text.

    Before the first word stands a space that is not in the text; alone, it has the offsets of the character behind it.
    """
    codes = np.frombuffer(read.encode("utf-32-le"), np.uint32)
    starts = pieces.starts + (codes[np.minimum(pieces.starts, len(codes) - 1)] == 0x20)
    some = (starts < pieces.ends) & (pieces.ids != space)
    ids, starts, ends = pieces.ids[some], starts[some], pieces.ends[some]
    if kept is not None:
        starts, ends = kept[starts], kept[ends - 1] + 1
    return Pieces(ids, starts, ends)


def read_as(table: dict[int, str]) -> dict[int, int]:
    """The map of `PieceReader` from an encoder's own table (code point -> string) and what Unicode says.

    A character that the table reads as several is read as the first of them.
    """
    characters: dict[int, int] = {}
    for code in range(0x110000):
        category = unicodedata.category(chr(code)) if code < 0x30000 else "Lo"
        if category in {"Zs", "Zl", "Zp"} or code in {0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x85}:
            characters[code] = 0x20
        elif category in {"Cc", "Cf"}:
            characters[code] = UNREAD
        elif code in table and table[code].strip():
            characters[code] = ord(table[code].strip()[0])
    characters.update(str.maketrans("“”„‟«»‘’‚‛‹›–—‒―−…", "\"\"\"\"\"\"''''''-----."))
    characters.pop(0x20, None)
    return characters
