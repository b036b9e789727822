"""Lexicon patterns: `LEMMA [slot:noun ...] [< actor slots] [> recipient slots]`."""

from collections.abc import Mapping
from dataclasses import dataclass

from streams.errors import ConfigurationError

CORE = frozenset({"subj", "obj", "iobj", "pred", "adv"})
"""Slots that are no prepositions."""
SPECIAL = frozenset({"@any", "$group", "$person", "$place"})
"""Nouns by kind: any noun; a body; people; a country, place or thing."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """`name`: the meaning or `operators.x`; `actor`, `recipient`: slots, None: the meaning's own, (): nobody."""

    name: str
    source: str
    lemmas: frozenset[str]
    slots: tuple[tuple[str, frozenset[str]], ...] = ()
    actor: tuple[str, ...] | None = None
    recipient: tuple[str, ...] | None = None
    light: frozenset[str] = frozenset()  # of nouns: the verbs that make the deed of it
    alone: bool = True  # of nouns: tells the deed without such a verb
    operator: str | None = None  # the x of `operators.x`
    prepositions: frozenset[str] = frozenset()  # that its slots are named by; "of" is a genitive too, so not that

    @property
    def rule(self) -> str:
        return f"{self.name}: {self.source}"


def parse_pattern(name: str, source: str, words: Mapping[str, list[str]]) -> Pattern:
    """`words` are the classes and verb sets; raises `ConfigurationError` where one is missing or the syntax wrong."""
    head, actor, recipient = _split(source)
    parts = head.split()
    lemma = [part for part in parts if ":" not in part]
    if not lemma or parts[: len(lemma)] != lemma:
        raise ConfigurationError(f"lexicon: {name}: {source!r}: the lemma comes first")
    slots = []
    for part in parts[len(lemma) :]:
        slot, _, noun = part.partition(":")
        slots.append((slot, expand(name, noun.replace("_", " "), words)))
    return Pattern(
        name,
        source,
        expand(name, " ".join(lemma), words),
        tuple(slots),
        tuple(actor.split()) if actor is not None else None,
        tuple(recipient.split()) if recipient is not None else None,
        operator=name.partition("operators.")[2] or None,
        prepositions=frozenset(slot for slot, _ in slots) - CORE - {"of"},
    )


def expand(name: str, word: str, words: Mapping[str, list[str]]) -> frozenset[str]:
    """`@class` -> its words, lower case; any other word is itself."""
    if word in SPECIAL:
        return frozenset({word})
    if not word.startswith("@"):
        return frozenset({plain(word)})
    if word[1:] not in words:
        raise ConfigurationError(f"lexicon: {name}: {word} is not defined")
    return frozenset().union(*(expand(name, each, words) for each in words[word[1:]]))


def plain(word: str) -> str:
    """Lower case, hyphens as blanks where they join whole words."""
    return word.lower().replace("-", " ") if " " in word or "-" in word else word.lower()


def _split(source: str) -> tuple[str, str | None, str | None]:
    head, arrow, recipient = source.partition(">")
    head, back, actor = head.partition("<")
    return head.strip(), actor.strip() if back else None, recipient.strip() if arrow else None
