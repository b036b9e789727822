"""A sentence's tokens: heads past auxiliaries, and the forms under which the lexicon may list them."""

from collections.abc import Mapping, Set
from functools import cached_property
from typing import TypeVar

from streams.events.lexicon import Lexicon
from streams.events.patterns import plain
from streams.events.tokens import Parse, Token

AUXILIARIES = frozenset({"aux", "aux:pass", "cop"})
LEFT = frozenset({"compound", "amod", "nmod", "punct"})
DASHES = frozenset({"-", "–", "—", "--"})
Value = TypeVar("Value")


class Words:
    """Heads, children and lexicon forms of a sentence's tokens, each found once."""

    def __init__(self, parsed: Parse, lexicon: Lexicon) -> None:
        self.parsed = parsed
        self.doc = parsed.doc
        self.lexicon = lexicon
        self.heads = [t.head if t.head.dep_ not in AUXILIARIES else self._content(t) for t in self.doc]
        self.children: list[list[Token]] = [[] for _ in self.doc]
        self.copular: set[int] = set()
        self.assisted: set[int] = set()
        """Tokens with an auxiliary."""
        self.marked: set[int] = set()
        """Tokens with a preposition."""
        for token, head in zip(self.doc, self.heads, strict=True):
            if head.i != token.i:
                self.children[head.i].append(token)
                if token.dep_ == "cop":
                    self.copular.add(head.i)
                elif token.dep_ in {"aux", "aux:pass"}:
                    self.assisted.add(head.i)
                elif token.dep_ == "case":
                    self.marked.add(head.i)
        self.temporal = lexicon.temporal
        self.dateline = self._dateline()
        self._present: dict[str, frozenset[str]] = {}
        self._endings: list[tuple[str, ...] | None] = [None] * len(self.doc)

    def _dateline(self) -> int:
        """Where the sentence begins behind "Asmara - "."""
        for token in self.doc[:12]:
            if (
                token.text in DASHES
                and token.i
                and all(t.pos_ in {"PROPN", "NUM", "PUNCT", "NOUN", "X"} for t in self.doc[: token.i])
            ):
                return token.i + 1
        return 0

    def up(self, token: Token) -> Token:
        """The token's head; what hangs on an auxiliary hangs on its verb."""
        return self.heads[token.i]

    def _content(self, token: Token) -> Token:
        head = token.head
        while head.dep_ in AUXILIARIES and head.head.i != head.i and token.dep_ not in {"fixed", "conj", "punct"}:
            if head.head.i == token.i:
                return token
            head = head.head
        return head

    def keys(self, token: Token) -> tuple[str, ...]:
        """The lower-case forms under which a noun may stand in the lexicon, the longest first."""
        listed = self.lexicon.forms.of(token.text, token.lemma_)
        if self.lexicon.compounds or not (phrases := self._phrases(token)):
            return listed.keys
        return tuple(dict.fromkeys((*phrases, *listed.keys)))

    def endings(self, token: Token) -> tuple[str, ...]:
        """The keys, and in German behind them what remains of each without its first letters: those in the lexicon."""
        if (known := self._endings[token.i]) is None:
            known = self._endings[token.i] = self._asked(token)
        return known

    def _asked(self, token: Token) -> tuple[str, ...]:
        listed = self.lexicon.forms.of(token.text, token.lemma_)
        if not listed.joins or not self.children[token.i]:
            return listed.asked
        asked = self.lexicon.forms.asked
        found = [phrase for phrase in self._phrases(token) if phrase in asked]
        return tuple(dict.fromkeys((*found, *listed.asked))) if found else listed.asked

    def _phrases(self, token: Token) -> list[str]:
        """English: the noun with the words that belong to it ("ice cream", "head of state")."""
        found: list[str] = []
        left, lemma = "", token.lemma_.lower()
        kids = self.children[token.i]
        for child in reversed(kids):
            if child.i < token.i and (child.dep_ in LEFT or child.pos_ == "ADJ"):
                left = f"{child.lower_} {left}".strip() if child.text not in "-'\"“”" else left
                found.append(plain(f"{left} {lemma}"))
                if (other := child.lemma_.lower()) != child.lower_:
                    found.append(plain(f"{other} {lemma}"))
        for child in kids:
            if child.dep_.startswith("nmod") and child.i > token.i and self.case(child) == "of":
                found += (f"{lemma} of {child.lemma_.lower()}", f"{lemma} of {child.lower_}")
            elif child.dep_ == "compound:prt":
                found.append(f"{lemma} {child.lower_}")
        return found

    def present(self, key: str) -> frozenset[str]:
        """The words of a list of the lexicon that the sentence has, as forms or as lemmas: few lists have any."""
        if (known := self._present.get(key)) is None:
            known = self._present[key] = self.lexicon.any_of(key) & self._vocabulary
        return known

    @cached_property
    def _vocabulary(self) -> frozenset[str]:
        return frozenset([word for token in self.doc for word in (token.lower_, token.lemma_.lower())])

    def in_words(self, token: Token, words: Set[str]) -> bool:
        """Is the noun one of these words of the lexicon? German: also where its last part is."""
        return not words.isdisjoint(self.endings(token))

    def in_whole(self, token: Token, words: Set[str]) -> bool:
        """Is the noun one of these words of the lexicon, in German not only in its last part?"""
        if not self.lexicon.compounds:
            return self.in_words(token, words)
        return not words.isdisjoint(self.keys(token))

    def agent_of(self, token: Token, table: Mapping[str, Value]) -> bool:
        """Is the noun of the table only in one for who does it: "Kritiker", "Besucherin"? German."""
        if not self.lexicon.compounds:
            return False
        return any(form in table and f"{form}er" in token.lower_ for form in self.endings(token))

    def lookup(self, token: Token, table: Mapping[str, Value]) -> Value | None:
        """The value of the first key, else in German of the longest last part, that the table has; None else."""
        for form in self.endings(token):
            if form in table:
                return table[form]
        return None
