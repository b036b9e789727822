"""Corpora with names as the reader learns them: a text and its spans of PER, LOC and ORG."""

import io
import lzma
import random
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from streams.reading.evaluate import text_of
from streams.reading.gold import Sentence, blocks, guessed_spaces, mend_iob, read_columns
from streams.reading.scores import name_spans

LABELS = ("PER", "LOC", "ORG")
FACTRU = {"Person": "PER", "Location": "LOC", "Org": "ORG", "LocOrg": "LOC", "Project": "ORG"}


@dataclass(frozen=True)
class Named:
    text: str
    spans: list[tuple[int, int, str]]


def from_sentences(sentences: Iterator[Sentence]) -> Iterator[Named]:
    for sentence in sentences:
        yield named(sentence)


def named(sentence: Sentence) -> Named:
    text, offsets = text_of(sentence)
    spans = [
        (offsets[start][0], offsets[end - 1][1], label)
        for start, end, label in name_spans(mend_iob(sentence.ner or []))
        if label in LABELS
    ]
    return Named(text, spans)


def columns(path: Path) -> Iterator[Named]:
    return from_sentences(read_columns(path))


def fragments(path: Path, count: int, seed: int = 1) -> list[Named]:
    """Of WikiANN's titles and fragments, a part drawn from those of five words and more."""
    read = from_sentences(_prefixed(path)) if ".tsv" in path.suffixes else columns(path)
    long = [one for one in read if one.text.count(" ") >= 4]
    return random.Random(seed).sample(long, min(count, len(long)))


def _prefixed(path: Path) -> Iterator[Sentence]:
    """WikiANN as it is distributed: `fr:word`, a tab, the label."""
    for block in blocks(path):
        cells = [line.split("\t") for line in block]
        words = [cell[0].partition(":")[2] for cell in cells]
        yield Sentence(words, guessed_spaces(words), ner=mend_iob(cell[-1] for cell in cells))


def factrueval(path: Path, part: str) -> Iterator[Named]:
    """FactRuEval-2016: `.objects` name spans of `.spans`, which give offsets into `.txt`; cut at blank lines."""
    with lzma.open(path) as packed, tarfile.open(fileobj=io.BytesIO(packed.read())) as archive:
        files = {member.name: member for member in archive.getmembers() if member.name.startswith(part + "/")}
        for name in sorted(files):
            if name.endswith(".txt") and name[:-4] + ".spans" in files:
                read = {
                    kind: archive.extractfile(files[name[:-4] + kind]).read().decode("utf-8")  # type: ignore[union-attr]
                    for kind in (".txt", ".spans", ".objects")
                }
                yield from _paragraphs(read[".txt"], _objects(read[".spans"], read[".objects"]))


def _objects(spans: str, objects: str) -> list[tuple[int, int, str]]:
    offsets = {}
    for line in spans.splitlines():
        cells = line.split()
        if len(cells) >= 4:
            offsets[cells[0]] = (int(cells[2]), int(cells[2]) + int(cells[3]))
    found = []
    for line in objects.splitlines():
        cells = line.split("#")[0].split()
        if len(cells) >= 3 and cells[1] in FACTRU:
            parts = [offsets[number] for number in cells[2:] if number in offsets]
            if parts:
                found.append((min(a for a, _ in parts), max(b for _, b in parts), FACTRU[cells[1]]))
    return outer(found)


def outer(spans: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Without those inside or across a longer one, in order."""
    kept: list[tuple[int, int, str]] = []
    for span in sorted(spans, key=lambda s: (s[0] - s[1], s[0])):
        if all(span[1] <= other[0] or other[1] <= span[0] for other in kept):
            kept.append(span)
    return sorted(kept)


def _paragraphs(text: str, spans: list[tuple[int, int, str]]) -> Iterator[Named]:
    at = 0
    for paragraph in text.replace("\r", " ").split("\n"):
        end = at + len(paragraph)
        if paragraph.strip():
            yield Named(paragraph, [(a - at, b - at, label) for a, b, label in spans if at <= a and b <= end])
        at = end + 1
