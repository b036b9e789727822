"""Readers of corpora with names: each becomes the same `Sentence`."""

import lzma
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

ENTITY_LABELS = frozenset({"PER", "LOC", "ORG", "MISC"})


@dataclass(slots=True)
class Sentence:
    """One sentence; `spaces` say which words white space follows, `ner` is IOB2; None: not annotated."""

    words: list[str]
    spaces: list[bool]
    ner: list[str] | None = None


def read_lines(path: Path) -> Iterator[str]:
    """Lines without their newline, from a plain or xz-compressed UTF-8 file."""
    with lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else path.open(encoding="utf-8") as lines:
        for line in lines:
            yield line.rstrip("\n")


def blocks(path: Path) -> Iterator[list[str]]:
    """Groups of lines between blank lines."""
    block: list[str] = []
    for line in read_lines(path):
        if line.strip():
            block.append(line)
        elif block:
            yield block
            block = []
    if block:
        yield block


def guessed_spaces(words: list[str]) -> list[bool]:
    """Where pre-tokenised text had spaces: none before closing punctuation, none after opening; quotes alternate."""
    spaces = [True] * len(words)
    quote_open = False
    for index, word in enumerate(words):
        if word in {",", ".", ";", ":", "!", "?", ")", "]", "'s", "n't", "…", "%", "“"} and index:
            spaces[index - 1] = False
        if word in {"(", "[", "„"}:
            spaces[index] = False
        if word in {'"', "``", "''"}:
            if quote_open and index:
                spaces[index - 1] = False
            if not quote_open:
                spaces[index] = False
            quote_open = not quote_open
    if words:
        spaces[-1] = True
    return spaces


def read_columns(path: Path) -> Iterator[Sentence]:
    """Entity corpora in columns: number, word, IOB2 tag. OTH is MISC; labels that are none of ours are no names:

    derived and partial ones of GermEval ("deutsch", "US-Wahl"), stray ones of the first version of Universal NER.
    """
    for block in blocks(path):
        text = next((line[9:] for line in block if line.startswith("# text = ")), None)
        rows = [line.split("\t") for line in block if not line.startswith("#")]
        words = [row[1] for row in rows]
        ner = mend_iob(renamed(row[2]) for row in rows)
        spaces = aligned_spaces(words, text) if text else guessed_spaces(words)
        yield Sentence(words, spaces, ner=ner)


def renamed(tag: str) -> str:
    position, _, label = tag.partition("-")
    label = "MISC" if label == "OTH" else label
    return f"{position}-{label}" if label in ENTITY_LABELS else "O"


def mend_iob(tags: Iterable[str]) -> list[str]:
    """IOB2 whose every entity begins with B-."""
    mended: list[str] = []
    previous = "O"
    for tag in tags:
        starts_wrong = tag.startswith("I-") and previous[2:] != tag[2:]
        mended.append("B-" + tag[2:] if starts_wrong else tag)
        previous = mended[-1]
    return mended


def aligned_spaces(words: list[str], text: str) -> list[bool]:
    """Which words are followed by white space in `text`; guessed where the text does not contain the words in order."""
    spaces, position = [], 0
    for word in words:
        found = text.find(word, position)
        if found < 0:
            return guessed_spaces(words)
        position = found + len(word)
        spaces.append(position >= len(text) or text[position].isspace())
    return spaces
