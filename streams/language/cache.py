"""Segments that were analysed before: a wire sends the same sentences again, in updates and in syndicated copies.

What is kept is plain data, never a Doc or a string of a memory zone that has ended. A segment's analysis depends on its
own text alone (see `segments` and `ops`), so that a result is the same with the cache and without it.
"""

from array import array
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from sys import intern
from typing import NamedTuple, Self

import numpy as np
from spacy.attrs import DEP, HEAD, LEMMA, MORPH, POS
from spacy.morphology import Morphology
from spacy.tokens import Doc
from spacy.vocab import Vocab

from streams.language.usage import CacheUse

LONGEST_KEPT = 1_500
"""Characters: a longer segment is a table or a list, and does not come again."""


class Syntax(NamedTuple):
    """The parse of one sentence, an item per token."""

    tags: tuple[str, ...]
    labels: tuple[str, ...]
    lemmas: tuple[str, ...]
    features: tuple[str, ...]
    heads: "array[int]"

    @classmethod
    def of(cls, doc: Doc) -> Self:
        rows = doc.to_array([POS, DEP, LEMMA, MORPH, HEAD])
        strings = doc.vocab.strings

        def said(column: int) -> tuple[str, ...]:
            return tuple([intern(strings[key]) for key in rows[:, column].tolist()])

        heads = rows[:, 4].astype("int64") + np.arange(len(doc))
        features = tuple(["" if found == Morphology.EMPTY_MORPH else found for found in said(3)])
        return cls(said(0), said(1), said(2), features, array("H", heads.tolist()))

    def doc(self, vocab: Vocab, words: Sequence[str], spaces: Sequence[bool]) -> Doc:
        """The sentence as the parser would give it."""
        return Doc(
            vocab,
            words=words,
            spaces=spaces,
            pos=list(self.tags),
            deps=list(self.labels),
            lemmas=list(self.lemmas),
            morphs=list(self.features),
            heads=list(self.heads),
        )


@dataclass(frozen=True, slots=True)
class Segment:
    """The analysis of a stretch of text; offsets count from its start, in code points or in tokens."""

    starts: "array[int]"  # of each token
    ends: "array[int]"
    sentences: tuple[tuple[int, int], ...]  # token spans, as in `Analysis`
    names: tuple[tuple[int, int, str], ...]  # token spans and labels
    syntax: dict[int, Syntax] = field(default_factory=dict)
    """By sentence; filled in as sentences are parsed."""


class SentenceCache:
    """The `entries` segments that were used last, of all languages; none where `entries` is 0."""

    def __init__(self, entries: int = 0) -> None:
        self.entries = entries
        self._kept: OrderedDict[tuple[str, str], Segment] = OrderedDict()
        self._lookups = 0
        self._hits = 0

    def __len__(self) -> int:
        return len(self._kept)

    @property
    def use(self) -> CacheUse:
        """Since the process began."""
        return CacheUse(self._lookups, self._hits)

    def get(self, language: str, text: str) -> Segment | None:
        if not self.entries:
            return None
        self._lookups += 1
        segment = self._kept.get((language, text))
        if segment is not None:
            self._hits += 1
            self._kept.move_to_end((language, text))
        return segment

    def count_shared(self) -> None:
        """A segment that texts analysed at once have in common: a hit for all but the first, though not kept yet."""
        if self.entries:
            self._lookups += 1
            self._hits += 1

    def put(self, language: str, text: str, segment: Segment) -> None:
        """Forgets the one that was not used for the longest time, where there is no room."""
        if not self.entries or len(text) > LONGEST_KEPT:
            return
        self._kept[language, text] = segment
        self._kept.move_to_end((language, text))
        if len(self._kept) > self.entries:
            self._kept.popitem(last=False)
