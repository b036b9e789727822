"""A sentence's tokens: heads past auxiliaries, and the forms under which the lexicon may list them."""

from collections.abc import Mapping, Set
from typing import TypeVar

from streams.events.lexicon import TAIL, Lexicon
from streams.events.patterns import plain
from streams.events.tokens import Parse, Token

AUXILIARIES = frozenset({"aux", "aux:pass", "cop"})
ENDINGS = {"n": ("n", "en", "nen"), "s": ("s", "es", "ns"), "e": ("e",), "r": ("er",), "m": ("em",)}
"""Of German nouns and adjectives that a table of lemmas missed, by their last letter."""
LEFT = frozenset({"compound", "amod", "nmod", "punct"})
DASHES = frozenset({"-", "–", "—", "--"})
CURRENCIES = frozenset({"$", "€", "£", "¥", "US$", "C$", "A$"})
UMLAUTS = str.maketrans("äöü", "aou")
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
        self._keys: dict[int, tuple[str, ...]] = {}
        self._endings: dict[int, tuple[str, ...]] = {}

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
        if (known := self._keys.get(token.i)) is None:
            known = self._keys[token.i] = tuple(dict.fromkeys(self._forms(token)))
        return known

    def endings(self, token: Token) -> tuple[str, ...]:
        """The keys, and in German behind them what remains of each without its first letters: those in the lexicon."""
        if (known := self._endings.get(token.i)) is None:
            known = self._endings[token.i] = self._asked(token)
        return known

    def _asked(self, token: Token) -> tuple[str, ...]:
        asked, keys = self.lexicon.asked, self.keys(token)
        found = [key for key in keys if key in asked]
        if self.lexicon.compounds:
            lengths = self.lexicon.lengths
            for key in keys:
                longest = len(key) - 2
                for length in lengths.get(key[-TAIL:], ()):
                    if length <= longest and (tail := key[-length:]) in asked:
                        found.append(tail)
        return tuple(dict.fromkeys(found)) if len(found) > 1 else tuple(found)

    def _forms(self, token: Token) -> list[str]:
        word, lemma = token.lower_, token.lemma_.lower()
        money = ["dollar", "euro"] if token.text in CURRENCIES else []
        return money + (self._bases(word, lemma) if self.lexicon.compounds else self._phrases(token, word, lemma))

    def _bases(self, word: str, lemma: str) -> list[str]:
        """German: without the endings that the lemma may have kept; behind the hyphen."""
        cut = [
            word[: -len(end)] for end in ENDINGS.get(word[-1:], ()) if word.endswith(end) and len(word) > len(end) + 3
        ]
        bases = [word, *cut, lemma]
        bases += [base.translate(UMLAUTS) for base in bases[1:] if not base.isascii()]
        if "-" in word:
            bases += [base.rpartition("-")[2] for base in bases]
        return bases

    def _phrases(self, token: Token, word: str, lemma: str) -> list[str]:
        """English: with the words that belong to it ("ice cream", "head of state"), then alone."""
        found: list[str] = []
        left = ""
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
        found += (word, lemma)
        if word.endswith("s"):
            found.append(word[:-1])
        if word.endswith("men"):
            found.append(f"{word[:-2]}an")
        if word.endswith("ies"):
            found.append(f"{word[:-3]}y")
        if "-" in word:
            tail = word.rpartition("-")[2]
            found += (plain(word), tail, tail.removesuffix("s"))
        return found

    def in_words(self, token: Token, words: Set[str]) -> bool:
        """Is the noun one of these words of the lexicon? German: also where its last part is."""
        return not words.isdisjoint(self.endings(token))

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
