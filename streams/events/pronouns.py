"""Pronouns and "the country": which party they stand for."""

from functools import cached_property

from msgspec.structs import replace

from streams.events.old_parties import Parties, Party
from streams.events.tokens import Token

HEAD_DEPS = ("nsubj", "obj", "iobj", "obl", "nmod", "conj", "appos", "ROOT")


class Pronouns:
    """A pronoun, or "the country", stands for the one party that is left; for nobody where there are two."""

    def __init__(self, parties: Parties, before: Parties | None) -> None:
        """`before`: the parties of the sentence before, where that was read."""
        self.parties, self._earlier = parties, before
        self.busy = False

    @cached_property
    def before(self) -> list[Party]:
        """The parties of the sentence before, in order."""
        return mentioned(self._earlier) if self._earlier is not None else []

    def resolve(self, token: Token) -> Party | None:
        words = self.parties.lexicon.any_of
        people = token.lower_ in words("pronouns_singular") | words("pronouns_plural")
        country = self.parties.sentence.in_words(token, words("country")) and token.pos_ == "NOUN"
        if self.busy or not (people or country) or self._nobody(token):
            return None
        if people and (said := self._sayer(token)):
            return said
        self.busy = True
        here = [p for p in mentioned(self.parties) if p.head < token.i and not self._beside(p, token)]
        self.busy = False
        fitting = self._fitting(here, country) or self._fitting(self.before, country)
        one = len({(p.country, p.group) for p in fitting}) == 1
        return self._stands(token, fitting[-1]) if one else None

    def _fitting(self, candidates: list[Party], country: bool) -> list[Party]:
        """Those that the words themselves name; for "the country" only states."""
        return [
            p
            for p in candidates
            if p.named and p.resolved_from is None and (not country or (p.country and p.sector in {"GOV", None}))
        ]

    def _nobody(self, token: Token) -> bool:
        """ "es heißt", "it is impossible to ...": does the pronoun stand for nothing?"""
        if token.lower_ not in self.parties.lexicon.any_of("expletive"):
            return False
        verb = self.parties.sentence.up(token)
        frame = self.parties.sentence.frame(verb)
        return verb.pos_ != "VERB" or frame.passive or frame.lemma in self.parties.lexicon.any_of("impersonal")

    def _sayer(self, token: Token) -> Party | None:
        """ "The rebels said they will ...": the subject of what is said is who says it."""
        sentence = self.parties.sentence
        verb = sentence.up(token)
        above = sentence.up(verb)
        if not token.dep_.startswith("nsubj") or not verb.dep_.startswith("ccomp") or above.i == verb.i:
            return None
        if not any(p.name == "operators.say" for p in sentence.lexicon.verbs.get(above.lemma_.lower(), ())):
            return None
        if token.lower_ not in sentence.lexicon.any_of("pronouns_plural") and sentence.lexicon.compounds:
            return None
        self.busy = True
        found = [p for t in sentence.frame(above).subj for p in self.parties.of(t)]
        self.busy = False
        if len(found) != 1 or found[0].resolved_from is not None or found[0].start > sentence.parsed.offsets[token.i]:
            return None
        return self._stands(token, found[0])

    def _stands(self, token: Token, one: Party) -> Party:
        start, end = self.parties.sentence.parsed.span(token)
        text = self.parties.source[start:end]
        return replace(one, start=start, end=end, text=text, head=token.i, resolved_from=(one.start, one.end))

    def _beside(self, party: Party, token: Token) -> bool:
        """Is the party another argument of the pronoun's own verb?"""
        up = self.parties.sentence.up
        return up(self.parties.sentence.doc[party.head]).i == up(token).i


def mentioned(parties: Parties) -> list[Party]:
    """The parties of a sentence in order, none inside another."""
    found: list[Party] = []
    for token in parties.sentence.doc:
        if token.pos_ in {"NOUN", "PROPN"} and token.dep_.startswith(HEAD_DEPS):
            found += [party for party in parties.of(token) if party.named]
    return [
        p
        for p in found
        if not any(
            q is not p and q.start <= p.start and p.end <= q.end and (q.end - q.start) > (p.end - p.start)
            for q in found
        )
    ]
