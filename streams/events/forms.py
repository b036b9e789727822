"""The forms under which a lexicon may list a word by itself, kept for words of late: the same ones come again."""

from collections.abc import Iterable
from typing import NamedTuple

from streams.events.patterns import plain

TAIL = 4  # letters at least of the last part of a compound
MOST = 4_000
"""Words kept of a language; then the memory begins anew."""
ENDINGS = {"n": ("n", "en", "nen"), "s": ("s", "es", "ns"), "e": ("e",), "r": ("er",), "m": ("em",)}
"""Of German nouns and adjectives that a table of lemmas missed, by their last letter."""
CURRENCIES = frozenset({"$", "€", "£", "¥", "US$", "C$", "A$"})
UMLAUTS = str.maketrans("äöü", "aou")


class Listed(NamedTuple):
    """A word without the words beside it."""

    keys: tuple[str, ...]  # lower-case forms under which the lexicon may list it, the whole word first
    asked: tuple[str, ...]  # those in the lexicon; in German behind them what remains of each without its first letters
    joins: bool  # English: may an entry of several words begin or end with its lemma?


class Forms:
    """Of the words that a lexicon is asked for."""

    def __init__(self, asked: frozenset[str], compounds: bool) -> None:
        self.asked, self.compounds = asked, compounds
        self.lengths = _lengths(asked)
        """Last `TAIL` letters of the words -> lengths of words, longest first."""
        self._joined = frozenset() if compounds else frozenset(part for word in asked for part in _parts(word))
        self._kept: dict[tuple[str, str], Listed] = {}

    def of(self, text: str, lemma: str) -> Listed:
        if (known := self._kept.get((text, lemma))) is None:
            if len(self._kept) >= MOST:
                self._kept.clear()
            known = self._kept[text, lemma] = self._listed(text, lemma.lower())
        return known

    def _listed(self, text: str, lemma: str) -> Listed:
        bases = _german(text.lower(), lemma) if self.compounds else _english(text.lower(), lemma)
        keys = tuple(dict.fromkeys(["dollar", "euro", *bases] if text in CURRENCIES else bases))
        found = [key for key in keys if key in self.asked]
        if self.compounds:
            found += self._tails(keys)
        return Listed(keys, tuple(dict.fromkeys(found)), lemma in self._joined or plain(lemma) in self._joined)

    def _tails(self, keys: Iterable[str]) -> list[str]:
        return [
            tail
            for key in keys
            for length in self.lengths.get(key[-TAIL:], ())
            if length <= len(key) - 2 and (tail := key[-length:]) in self.asked
        ]


def _lengths(words: Iterable[str]) -> dict[str, tuple[int, ...]]:
    found: dict[str, set[int]] = {}
    for word in words:
        if len(word) >= TAIL:
            found.setdefault(word[-TAIL:], set()).add(len(word))
    return {end: tuple(sorted(lengths, reverse=True)) for end, lengths in found.items()}


def _parts(entry: str) -> list[str]:
    """What an entry of several words begins and ends with."""
    words = entry.split(" ")
    places = range(1, len(words))
    return [" ".join(part) for at in places for part in (words[:at], words[at:])]


def _german(word: str, lemma: str) -> list[str]:
    """Without the endings that the lemma may have kept; behind the hyphen."""
    cut = [word[: -len(end)] for end in ENDINGS.get(word[-1:], ()) if word.endswith(end) and len(word) > len(end) + 3]
    bases = [word, *cut, lemma]
    bases += [base.translate(UMLAUTS) for base in bases[1:] if not base.isascii()]
    if "-" in word:
        bases += [base.rpartition("-")[2] for base in bases]
    return bases


def _english(word: str, lemma: str) -> list[str]:
    bases = [word, lemma]
    if word.endswith("s"):
        bases.append(word[:-1])
    if word.endswith("men"):
        bases.append(f"{word[:-2]}an")
    if word.endswith("ies"):
        bases.append(f"{word[:-3]}y")
    if "-" in word:
        tail = word.rpartition("-")[2]
        bases += (plain(word), tail, tail.removesuffix("s"))
    return bases
