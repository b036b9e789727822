"""A parsed sentence as plain objects.

spaCy makes a new Token of every token at every access; the rules look at each some hundred times.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat, starmap

from msgspec import Struct
from msgspec.structs import replace

from streams.language.analysis import Parsed
from streams.language.cache import Syntax


class Token(Struct, eq=False):
    """One token, with the attributes of spaCy's that the rules use; equal to itself alone."""

    doc: Doc
    i: int
    text: str
    lower_: str
    lemma_: str
    pos_: str
    dep_: str
    morph: str
    head: Token | None = None  # itself at the root; none while its sentence is made

    def __len__(self) -> int:
        return len(self.text)

    def __repr__(self) -> str:
        return self.text

    @property
    def is_lower(self) -> bool:
        return self.text.islower()

    @property
    def children(self) -> list[Token]:
        """In their order; read from the heads, which may be set anew."""
        return [token for token in self.doc if token.head is self and token is not self]

    @property
    def subtree(self) -> Iterator[Token]:
        """The token and all that hang on it, in no order."""
        yield self
        for child in self.children:
            yield from child.subtree

    @property
    def ancestors(self) -> Iterator[Token]:
        """Head, head's head and so on, up to the root."""
        token = self
        for _ in self.doc:
            if token.head is token:
                return
            token = token.head
            yield token


class Doc(list[Token]):
    """The tokens of a sentence in order."""

    @classmethod
    def of(cls, words: Sequence[str], syntax: Syntax) -> Doc:
        doc = cls()
        places = (repeat(doc, len(words)), range(len(words)))
        forms = (words, map(str.lower, words), syntax.lemmas)
        doc.extend(starmap(Token, zip(*places, *forms, syntax.tags, syntax.labels, syntax.features, strict=True)))
        for token, head in zip(doc, syntax.heads, strict=True):
            token.head = doc[head]
        return doc

    def copy(self) -> Doc:
        """Tokens of its own, so that one can try to mend them."""
        doc = Doc()
        doc.extend(replace(token, doc=doc) for token in self)
        for token in doc:
            token.head = doc[token.head.i]
        return doc

    def release(self) -> None:
        """Undoes the circles of sentence, tokens and heads, so that nothing is left for Python's collector to find."""
        for token in self:
            token.head = None
        self.clear()


@dataclass(frozen=True, slots=True)
class Parse:
    """One parsed sentence; `offsets` tell where each token starts in the article's text."""

    number: int
    doc: Doc
    offsets: tuple[int, ...]
    text: str

    @classmethod
    def of(cls, parsed: Parsed) -> Parse:
        words = parsed.words.words if parsed.words else [token.text for token in parsed.doc]
        doc = Doc.of(words, parsed.syntax or Syntax.of(parsed.doc))
        return cls(parsed.number, doc, parsed.offsets, str(parsed.words or parsed.doc))

    def span(self, part: Token | Sequence[Token]) -> tuple[int, int]:
        """[start, end) of a token or of some in a row in the article's text."""
        first, last = (part, part) if isinstance(part, Token) else (part[0], part[-1])
        return self.offsets[first.i], self.offsets[last.i] + len(last)

    def between(self, start: int, end: int) -> list[Token]:
        """The tokens that a span of the article's text touches."""
        first, last = bisect_right(self.offsets, start), bisect_left(self.offsets, end)
        if first and start < self.offsets[first - 1] + len(self.doc[first - 1]):
            first -= 1
        return self.doc[first:last]

    def head_between(self, start: int, end: int) -> Token | None:
        """The highest of the tokens that a span of the article's text touches, the first of several."""
        inside = self.between(start, end)
        return min(inside, key=lambda token: sum(1 for _ in token.ancestors), default=None)
