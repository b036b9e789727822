"""What a language pack says about a text: `Analysis` of all of it, `Parsed` of a chosen sentence.

All offsets are code points into the unmodified text.
"""

import re
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from sys import intern
from typing import Self

from spacy.attrs import IDX, IS_SPACE, LENGTH, ORTH, SPACY
from spacy.language import Language
from spacy.tokens import Doc, Span, Token
from spacy.vocab import Vocab

from streams.language.cache import Segment, Syntax

LONGEST_RUN = 300  # characters without white space that a tokenizer gets at once: its affix rules take quadratic time
LONGEST_SENTENCE = 120  # tokens; a longer "sentence" is cut, so that no later step sees an unbounded one
CHUNK = 1500  # tokens that the network sees at once, of one segment or of several, which bounds memory
_RUN = re.compile(rf"\S{{{LONGEST_RUN},}}")
_WEAK_STOPS = frozenset({",", ";", ":", "|", "-", "–", "—"})


@dataclass(frozen=True, slots=True)
class Analysis:
    """A text's tokens, sentences and names; `doc.text == text`, so `token.idx` is an offset into it."""

    text: str
    doc: Doc
    sentences: tuple[tuple[int, int], ...]  # token spans [start, end), none empty, none of white space alone
    sources: tuple[tuple[Segment, int], ...] = ()  # each sentence's segment, and its number there

    def sentence_offsets(self, number: int) -> tuple[int, int]:
        """[start, end) of a sentence in the text, white space at its ends left out."""
        first, end = self.sentences[number]
        while self.doc[first].is_space:
            first += 1
        while self.doc[end - 1].is_space:
            end -= 1
        last = self.doc[end - 1]
        return self.doc[first].idx, last.idx + len(last)


@dataclass(frozen=True, slots=True)
class Words:
    """A sentence without its white-space tokens: what the parser gets, and where each token starts in the text."""

    words: list[str]
    spaces: list[bool]
    offsets: tuple[int, ...]

    def __str__(self) -> str:
        return "".join([f"{word} " if space else word for word, space in zip(self.words, self.spaces, strict=True)])

    @classmethod
    def of(cls, analysis: Analysis, number: int) -> Self:
        tokens = [token for token in analysis.doc[slice(*analysis.sentences[number])] if not token.is_space]
        words = [token.text for token in tokens]
        offsets = tuple([token.idx for token in tokens])
        spaces = [start + len(word) < after for word, (start, after) in zip(words, pairwise(offsets), strict=False)]
        return cls(words, [*spaces, False], offsets)


@dataclass(frozen=True, slots=True)
class Parsed:
    """One parsed sentence: `doc` holds its tokens (no white space) with UPOS, lemma, dep, head and morph."""

    number: int  # index into `Analysis.sentences`
    doc: Doc
    offsets: tuple[int, ...]  # where each token starts in the article's text
    syntax: Syntax | None = None  # the same as plain data, where the pack kept it
    words: Words | None = None  # likewise

    def span(self, part: Token | Span | Doc) -> tuple[int, int]:
        """[start, end) of a token or span of `doc` in the article's text."""
        tokens = [part] if isinstance(part, Token) else list(part)
        first, last = tokens[0], tokens[-1]
        return self.offsets[first.i], self.offsets[last.i] + len(last)

    def tokens_between(self, start: int, end: int) -> Span | None:
        """The tokens that a span of the article's text touches; None where it lies outside the sentence."""
        inside = [i for i, offset in enumerate(self.offsets) if offset < end and offset + len(self.doc[i]) > start]
        return self.doc[inside[0] : inside[-1] + 1] if inside else None


def tokenise(nlp: Language, text: str) -> Doc:
    """The tokenizer's Doc in linear time: runs without white space are cut every `LONGEST_RUN` characters."""
    if not _RUN.search(text):
        return nlp.make_doc(text)
    bounds = [0]
    for run in _RUN.finditer(text):
        bounds += range(run.start(), run.end(), LONGEST_RUN)
    bounds = sorted({*bounds, len(text)})
    words: list[str] = []
    spaces: list[bool] = []
    for start, end in pairwise(bounds):
        piece = nlp.make_doc(text[start:end])
        words += [token.text for token in piece]
        spaces += [bool(token.whitespace_) for token in piece]
    return Doc(nlp.vocab, words=words, spaces=spaces)


def chunks(doc: Doc) -> Iterator[tuple[int, int]]:
    """Token spans of at most `CHUNK` tokens that end, where possible, at a line end or else a full stop."""
    start = 0
    while len(doc) - start > CHUNK:
        window = range(start + CHUNK - 1, start + CHUNK // 2, -1)
        end = next((i + 1 for i in window if "\n" in doc[i].text), None)
        end = end or next((i + 1 for i in window if doc[i].text == "."), start + CHUNK)
        yield start, end
        start = end
    if start < len(doc):
        yield start, len(doc)


def batches(parts: Iterable[tuple[int, int, int]]) -> Iterator[list[tuple[int, int, int]]]:
    """Parts (number of a Doc, [start, end) in it) in order, in lists of at most `CHUNK` tokens."""
    batch: list[tuple[int, int, int]] = []
    tokens = 0
    for part in parts:
        _, start, end = part
        if batch and tokens + end - start > CHUNK:
            yield batch
            batch, tokens = [], 0
        batch.append(part)
        tokens += end - start
    if batch:
        yield batch


def part_of(doc: Doc, start: int, end: int) -> Doc:
    """Some of a Doc's tokens as a Doc of their own; all of them: itself."""
    if end - start == len(doc):
        return doc
    words, spaces = doc.to_array([ORTH, SPACY])[start:end].T
    return Doc(doc.vocab, words.tolist(), spaces.astype(bool).tolist())


def bounded_sentences(doc: Doc, model_starts: Sequence[bool]) -> list[bool]:
    """Sentence starts: the model's, after every blank line, and within what is longer than `LONGEST_SENTENCE`."""
    starts = [index == 0 or start for index, start in enumerate(model_starts)]
    for index in white_space(doc):
        if index:
            starts[index] = False  # white space belongs to what stands before it
        if index + 1 < len(doc) and not doc[index + 1].is_space and doc[index].text.count("\n") > 1:
            starts[index + 1] = True
    bounds = [index for index, start in enumerate(starts) if start]
    for start, end in pairwise([*bounds, len(doc)]):
        if end - start > LONGEST_SENTENCE:
            _cut(doc, start, end, starts)
    return starts


def white_space(doc: Doc) -> list[int]:
    """The tokens that are white space alone, in order."""
    return list(doc.to_array(IS_SPACE).nonzero()[0].tolist())


def _cut(doc: Doc, start: int, end: int, starts: list[bool]) -> None:
    """Adds starts within a sentence that is too long, behind weak stops where there are any."""
    weak = 0
    for index in range(start, end):
        if index - start == LONGEST_SENTENCE:
            start = weak if weak > index - LONGEST_SENTENCE // 2 else index
            starts[start] = True
            weak = 0
        if doc[index].text in _WEAK_STOPS:
            weak = index + 1


def sentence_spans(doc: Doc, starts: list[bool]) -> tuple[tuple[int, int], ...]:
    bounds = [index for index, start in enumerate(starts) if start] + [len(doc)]
    blank = set(white_space(doc))
    return tuple((start, end) for start, end in pairwise(bounds) if not blank.issuperset(range(start, end)))


def segment_of(doc: Doc, model_starts: Sequence[bool], names: Sequence[tuple[int, int, str]]) -> Segment:
    """What the network said of a Doc as plain data; `names` are token spans and labels."""
    offsets = doc.to_array([IDX, LENGTH])
    return Segment(
        array("I", offsets[:, 0].tolist()),
        array("I", offsets.sum(axis=1).tolist()),
        sentence_spans(doc, bounded_sentences(doc, model_starts)),
        tuple((start, end, intern(label)) for start, end, label in names),
    )


def text_doc(
    vocab: Vocab, text: str, spans: Sequence[tuple[int, int]], found: Sequence[Segment]
) -> tuple[Doc, list[int]]:
    """All of a text as one Doc, and the first token of each segment; `spans` say where in the text the segments lie.

    White space between them is a token of its own where it is more than one space.
    """
    words: list[str] = []
    spaces: list[bool] = []
    firsts: list[int] = []
    reached = 0
    for (start, end), segment in zip([*spans, (len(text), len(text))], [*found, None], strict=True):
        if words and text[reached:start].startswith(" "):
            spaces[-1] = True
            reached += 1
        if reached < start:
            words.append(text[reached:start])
            spaces.append(False)
        if segment is not None:
            firsts.append(len(words))
            words += [
                text[start + first : start + last] for first, last in zip(segment.starts, segment.ends, strict=True)
            ]
            spaces += [after > last for last, after in zip(segment.ends, segment.starts[1:], strict=False)] + [False]
        reached = end
    return Doc(vocab, words, spaces), firsts


def analysis_of(text: str, doc: Doc, firsts: Sequence[int], found: Sequence[Segment]) -> Analysis:
    """A text put together from its segments, whose first tokens in `doc` are `firsts`; between them is white space."""
    placed = list(zip(firsts, found, strict=True))
    doc.set_ents(
        [Span(doc, first + start, first + end, label) for first, part in placed for start, end, label in part.names],
        default="outside",
    )
    sentences = [(first + start, first + end) for first, part in placed for start, end in part.sentences]
    sources = [(part, place) for part in found for place in range(len(part.sentences))]
    return Analysis(text, doc, tuple(sentences), tuple(sources))
