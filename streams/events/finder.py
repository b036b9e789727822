"""From words to claims: which deeds and operators a sentence holds."""

from collections.abc import Iterator

from streams.events.claims import Claim
from streams.events.deeds import Deeds
from streams.events.matching import STANDING
from streams.events.operators import Operators
from streams.events.slots import Match
from streams.events.tokens import Token

TELLING = frozenset({"VERB", "AUX", "ADJ", "NOUN", "PROPN", "X"})
"""Parts of speech that may tell a deed without a copula."""
ABSORBED = frozenset({"agree", "refuse", "threaten", "demand", "end"})
"""Operators that make one event of themselves and their deed."""


class Finder(Deeds, Operators):
    """All claims of a sentence."""

    def claims(self) -> list[Claim]:
        copular = self.sentence.copular
        words = [token for token in self.sentence.doc if token.pos_ in TELLING or token.i in copular]
        predicates = [(token, match) for token in words if (match := self.match(token)) is not None]
        self.settled = True
        for token, match in predicates:
            if name := match.operator:
                for operand in self.operands_of(token, match):
                    if operand.i != token.i:
                        self.above.setdefault(operand.i, (name, token))
        return [claim for token, match in predicates for claim in self._claims(token, match)]

    def _claims(self, token: Token, match: Match) -> Iterator[Claim]:
        name = match.operator
        if name is None:
            meaning = self.scheme.meanings[match.pattern.name]
            if meaning.kind == "deed" and not self._absorbed(token):
                yield from (
                    self.noun_claim(token, match, meaning)
                    if self.nominal(token)
                    else self.verb_claim(token, match, meaning)
                )
        elif name in STANDING and not self._absorbed(token):
            yield from self.operator_claim(token, match, name)
        elif name == "end" and not self._absorbed(token):
            yield from self.end_claim(token, match)

    def _absorbed(self, token: Token) -> bool:
        over = self.above.get(token.i)
        for _ in range(4):
            if over is None:
                return False
            if over[0] in ABSORBED:
                return True
            over = self.above.get(over[1].i) if over[0] in {"begin", "announce", "try", "intend"} else None
        return False

    def obligations(self) -> Iterator[Claim]:
        """ "X says that Y must ...": what is demanded may be any deed."""
        for token in self.sentence.doc if self.sentence.present("must") else ():
            if token.pos_ in {"VERB", "ADJ"} and self.obliged(token) and self.match(token) is None:
                frame = self.frame(token)
                actors = [p for t in (frame.subj or frame.obj) for p in self.parties.of(t)]
                if actors:
                    yield Claim(
                        "AGREE", None, None, token, actors, [], False, [token], "obligation", 0.6, {"obligation"}
                    )

    def by_speaker(self, token: Token) -> bool:
        """Is the subject "we", "I" or "man", so that the speaker is meant?"""
        if not (self.sentence.is_predicate(token) or self.copular(token)):
            return False
        return any(t.lower_ in self.lexicon.any_of("speaker") for t in self.frame(token).subj)
