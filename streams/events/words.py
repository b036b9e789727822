"""A sentence's tokens: heads past auxiliaries, and the forms under which the lexicon may list them."""

from collections.abc import Iterable, Iterator, Mapping, Set
from typing import TypeVar

from streams.events.lexicon import Lexicon
from streams.events.patterns import plain
from streams.events.tokens import Parse, Token

AUXILIARIES = frozenset({"aux", "aux:pass", "cop"})
ENDINGS = ("n", "s", "e", "en", "es", "er", "ns", "nen", "em")  # of nouns and adjectives that a table of lemmas missed
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
        self.heads = [self._content(token) for token in self.doc]
        self.children: list[list[Token]] = [[] for _ in self.doc]
        self.copular: set[int] = set()
        for token, head in zip(self.doc, self.heads, strict=True):
            if head.i != token.i:
                self.children[head.i].append(token)
                if token.dep_ == "cop":
                    self.copular.add(head.i)
        self.temporal = {*lexicon.lists["weekdays"], *lexicon.lists["months"]}
        self.dateline = self._dateline()
        self._keys: dict[int, tuple[str, ...]] = {}
        self._endings: dict[int, dict[str, None]] = {}

    def _dateline(self) -> int:
        """Where the sentence begins behind "Asmara - "."""
        for token in self.doc[:12]:
            if (
                token.i
                and token.text in DASHES
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

    def endings(self, token: Token) -> Iterable[str]:
        """The keys, and in German behind them what remains of each without its first letters."""
        if not self.lexicon.compounds:
            return self.keys(token)
        if (known := self._endings.get(token.i)) is None:
            keys = self.keys(token)
            tails = (key[cut:] for key in keys for cut in range(2, len(key) - 3))
            known = self._endings[token.i] = dict.fromkeys((*keys, *tails))
        return known

    def _forms(self, token: Token) -> Iterator[str]:
        word, lemma = token.lower_, token.lemma_.lower()
        if token.text in CURRENCIES:
            yield from ("dollar", "euro")
        bases = [word, lemma]
        if self.lexicon.compounds:
            bases = [
                word,
                *(word[: -len(end)] for end in ENDINGS if word.endswith(end) and len(word) > len(end) + 3),
                lemma,
            ]
            bases += [base.translate(UMLAUTS) for base in bases[1:] if not base.isascii()]
            if "-" in word:
                bases += [base.rpartition("-")[2] for base in bases]
        else:
            left = ""
            for child in reversed([c for c in self.children[token.i] if c.i < token.i]):
                if child.dep_ in {"compound", "amod", "nmod", "punct"} or child.pos_ == "ADJ":
                    left = f"{child.lower_} {left}".strip() if child.text not in "-'\"“”" else left
                    yield plain(f"{left} {lemma}")
                    if child.lemma_.lower() != child.lower_:
                        yield plain(f"{child.lemma_.lower()} {lemma}")
            for child in self.children[token.i]:
                if child.dep_.startswith("nmod") and child.i > token.i and self.case(child) == "of":
                    yield f"{lemma} of {child.lemma_.lower()}"
                    yield f"{lemma} of {child.lower_}"
                elif child.dep_ == "compound:prt":
                    yield f"{lemma} {child.lower_}"
        yield from bases
        if not self.lexicon.compounds:
            yield from (word[:-1] for _ in (1,) if word.endswith("s"))
            yield from (f"{word[:-2]}an" for _ in (1,) if word.endswith("men"))
            yield from (f"{word[:-3]}y" for _ in (1,) if word.endswith("ies"))
        if not self.lexicon.compounds and "-" in word:
            yield plain(word)
            tail = word.rpartition("-")[2]
            yield from (tail, tail.removesuffix("s"))

    def in_words(self, token: Token, words: Set[str]) -> bool:
        """Is the noun one of these? German: also where its last part is."""
        return not words.isdisjoint(self.endings(token))

    def agent_of(self, token: Token, table: Mapping[str, Value]) -> bool:
        """Is the noun of the table only in one for who does it: "Kritiker", "Besucherin"? German."""
        if not self.lexicon.compounds:
            return False
        return any(form in table and f"{form}er" in token.lower_ for form in self.endings(token))

    def lookup(self, token: Token, table: Mapping[str, Value]) -> Value | None:
        """The value of the first key, else in German of the longest last part, that the table has; None else."""
        endings = self.endings(token)
        if table.keys().isdisjoint(endings):
            return None
        return next(table[form] for form in endings if form in table)
