"""Readers of annotated corpora: each becomes the same `Sentence`.

Tokens follow spaCy: a multiword token stays split where its parts are its text ("do|n't"), and is one token where they
are not ("im").
"""

import lzma
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

ENTITY_LABELS = frozenset({"PER", "LOC", "ORG", "MISC"})


@dataclass(slots=True)
class Sentence:
    """One sentence; `heads` are indices into `words` (a root is its own head), `ner` is IOB2; None: not annotated."""

    words: list[str]
    spaces: list[bool]
    tags: list[str] | None = None
    heads: list[int] | None = None
    deps: list[str] | None = None
    lemmas: list[str] | None = None
    ner: list[str] | None = None
    meta: str = ""


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


def read_conllu(path: Path) -> Iterator[Sentence]:
    """Universal Dependencies; multiword tokens ("im" = in + dem) become one token with the head's annotation."""
    for block in blocks(path):
        rows = [line.split("\t") for line in block if not line.startswith("#")]
        yield merge_contractions(rows)


def merge_contractions(rows: list[list[str]]) -> Sentence:
    """CoNLL-U rows to a sentence: a multiword range is one token, headed by its member that hangs outside the range."""
    surfaces: list[tuple[str, bool, list[int]]] = []
    by_id = {int(row[0]): row for row in rows if row[0].isdigit()}
    covered: set[int] = set()
    for row in rows:
        space = "SpaceAfter=No" not in row[9]
        if "-" in row[0]:
            first, last = map(int, row[0].split("-"))
            members = list(range(first, last + 1))
            covered.update(members)
            if "".join(by_id[member][1] for member in members) == row[1]:
                surfaces += [(by_id[member][1], space and member == last, [member]) for member in members]
            else:
                surfaces.append((row[1], space, members))
        elif row[0].isdigit() and int(row[0]) not in covered:
            surfaces.append((row[1], space, [int(row[0])]))
    index_of = {member: index for index, (_, _, members) in enumerate(surfaces) for member in members}
    sentence = Sentence([], [], [], [], [], [])
    for index, (word, space, members) in enumerate(surfaces):
        outside = [m for m in members if index_of.get(int(by_id[m][6]), -1) != index]
        row = by_id[outside[0] if outside else members[0]]
        head = int(row[6])
        sentence.words.append(word)
        sentence.spaces.append(space)
        sentence.tags.append(row[3])
        sentence.heads.append(index_of[head] if head else index)
        sentence.deps.append(row[7])
        sentence.lemmas.append(row[2])
    return sentence


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


READERS = {"conllu": read_conllu, "columns": read_columns}
