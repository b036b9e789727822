"""A parsed sentence as the coder sees it: which lexicon words a token is, and the frame of each predicate.

A frame has its arguments undone of passive, control, coordination and relative clauses, so that patterns are written in
the active and in no order.
"""

from streams.events.arguments import fill
from streams.events.frames import Frame
from streams.events.lexicon import Lexicon
from streams.events.phrases import Phrases
from streams.events.tokens import Parse, Token

PREDICATIVE = frozenset({"VERB", "AUX", "ADJ", "NOUN"})
ARGUMENTS = frozenset({"aux", "aux:pass", "cop", "obj", "nsubj", "nsubj:pass", "obl:agent"})


class Sentence(Phrases):
    """Caches what is asked of a sentence's tokens; lives as long as the sentence is coded."""

    def __init__(self, parsed: Parse, lexicon: Lexicon) -> None:
        super().__init__(parsed, lexicon)
        self.split: frozenset[int] = frozenset()
        """Tokens that hang on a name but are parties of their own: set by the coder, which knows the names."""
        self._frames: dict[int, Frame] = {}
        self._lemmas: dict[int, str] = {}

    def is_predicate(self, token: Token) -> bool:
        if token.pos_ not in PREDICATIVE or (token.dep_ == "amod" and not self.lexicon.compounds):
            return False  # "the rebel-held town"
        if token.pos_ == "NOUN":  # "could attack", taken for one
            return token.i in self.assisted and not self.lexicon.compounds
        return token.pos_ != "ADJ" or self.verbal(token)

    def verbal(self, token: Token) -> bool:
        return any(c.dep_ in ARGUMENTS for c in self.children[token.i])

    def copula(self, token: Token) -> Token | None:
        """Of a predicate that is no verb, nor the participle of one ("ist zurückgetreten")."""
        if token.i not in self.copular or (token.pos_ == "VERB" and "VerbForm=Part" in token.morph):
            return None
        return next(c for c in self.children[token.i] if c.dep_ == "cop")

    def lemma(self, token: Token) -> str:
        """Of a predicate: the verb under which the lexicon lists it, or its copula."""
        if token.i not in self._lemmas:
            copula = self.copula(token)
            self._lemmas[token.i] = self._verb_lemma(token) if copula is None else copula.lemma_.lower()
        return self._lemmas[token.i]

    def frame(self, token: Token) -> Frame:
        if (known := self._frames.get(token.i)) is None:
            known = self._frames[token.i] = Frame(token, self.lemma(token))  # set first: broken parses may be circular
            fill(self, known)
        return known

    def _verb_lemma(self, token: Token) -> str:  # noqa: PLR0911 - one case a line
        """The lemma, or for a form that was taken for an adjective or is in no table the verb that it looks like."""
        lemma = token.lemma_.lower()
        if not self.lexicon.compounds:
            after = self.doc[token.i + 1] if token.i + 1 < len(self.doc) else token
            if (
                after.pos_ in {"ADP", "ADV", "PART"}
                and " " not in lemma
                and (joined := f"{lemma} {after.lower_}") in self.lexicon.verbs
            ):
                return joined
            for child in self.children[token.i]:  # "turned the offer down"
                if (
                    child.i > token.i
                    and child.dep_ in {"advmod", "compound:prt"}
                    and f"{lemma} {child.lower_}" in self.lexicon.verbs
                ):
                    return f"{lemma} {child.lower_}"
            return lemma
        if lemma in self.lexicon.verbs:
            return lemma
        for child in self.children[token.i]:
            if (
                child.dep_ == "compound:prt"
                and lemma.startswith(child.lower_)
                and lemma[len(child.lower_) :] in self.lexicon.verbs
            ):
                return lemma[len(child.lower_) :]
        for ending in ("ten", "te", "t", "en"):
            if lemma.endswith(ending) and (verb := lemma[: -len(ending)] + "en") in self.lexicon.verbs:
                return verb
        return lemma[2:] if lemma.startswith("ge") and lemma[2:] in self.lexicon.verbs else lemma
