"""A deed that a sentence speaks of, and what the operators over it say of its modality and speaker."""

from dataclasses import dataclass, field

from streams.events.matching import Matcher
from streams.events.old_parties import Parties, Party
from streams.events.scheme import Meaning, Scheme
from streams.events.sentence import Sentence
from streams.events.slots import CORE, Match
from streams.events.surface import after, before, behind
from streams.events.tokens import Token

VAGUE = frozenset({"of", "in", "by"})
"""Prepositions that say too little about a party far behind the trigger."""
GUESSED = 0.85
"""A claim keeps so much of its strength where a side was found by order alone."""


@dataclass(slots=True)
class Claim:
    """A deed that the sentence speaks of. `chain`: the predicates whose modality counts, the trigger first."""

    category: str
    mode: str | None
    meaning: Meaning | None
    trigger: Token
    actors: list[Party]
    recipients: list[Party]
    mutual: bool
    chain: list[Token]
    rule: str
    strength: float
    flags: set[str] = field(default_factory=set)  # negated, hypothetical, future, reported: from operators above
    reporter: Party | None = None


class Claims(Matcher):
    """Makes claims of matches."""

    def __init__(self, sentence: Sentence, parties: Parties, scheme: Scheme) -> None:
        super().__init__(sentence, parties, scheme)
        self.above: dict[int, tuple[str, Token]] = {}
        """Operand -> the operator over it."""

    def claim(
        self,
        token: Token,
        category: str,
        mode: str | None,
        meaning: Meaning | None,
        match: Match,
        actors: list[Party],
        recipients: list[Party],
        strength: float,
    ) -> Claim:
        mutual = bool(meaning and meaning.mutual and match.operator is None)
        claim = Claim(category, mode, meaning, token, actors, recipients, mutual, [token], match.pattern.rule, strength)
        over = self.above.get(token.i)
        for _ in range(4):
            if over is None:
                break
            name, above = over
            if name == "deny":
                claim.flags |= {"negated", "reported"}
            elif name == "intend" or (name == "announce" and self._planned(token, above)):
                claim.flags.add("future")
            elif name == "try":
                claim.flags.add("hypothetical")
            elif name in {"accuse", "say"}:
                claim.flags.add("reported")
            if name in {"deny", "accuse", "say"}:
                above_match = self.match(above)
                claim.reporter = claim.reporter or next(
                    iter(self.actors(above, above_match) if above_match else []), None
                )
            if name in {"intend", "try", "begin", "announce", "deny"}:
                claim.chain.append(above)
                feared = self.nominal(token) and self._doubted(above)
                if not claim.actors and not self.nominal(above) and not feared:
                    claim.actors = self.first(self.frame(above), ("subj",), match, strict=True)
            over = self.above.get(above.i)
        return claim

    def _doubted(self, verb: Token) -> bool:
        """ "fears the arrest of ...": who fears or hopes does not do it."""
        return self.lexicon.compounds and self.frame(verb).lemma in self.lexicon.any_of("doubt")

    def _planned(self, token: Token, above: Token) -> bool:
        """An announced deed lies ahead as an infinitive, as a noun only under some verbs."""
        if self.nominal(token):
            lemma = above.lemma_.lower() if self.nominal(above) else self.frame(above).lemma
            return lemma in self.lexicon.any_of("announce_future")
        return not self._finite(token)

    def _finite(self, token: Token) -> bool:
        return any(
            "VerbForm=Fin" in str(t.morph)
            for t in (token, *(c for c in self.sentence.children[token.i] if c.dep_.startswith(("aux", "cop"))))
        )

    def subject_before(self, token: Token, recipients: list[Party]) -> list[Party]:
        """The party before a verb that the parser left without a subject."""
        frame = self.frame(token)
        if frame.subj or frame.passive or frame.bare_participle or not (frame.obj or self.tensed(token)):
            return []
        return before(self.parties, token, recipients)

    def target_behind(self, token: Token, match: Match, actors: list[Party]) -> list[Party]:
        """The party behind one of the pattern's prepositions in the clause, or else the first behind the verb."""
        slots = [s for s in self.to(match.pattern) if s not in CORE and s not in VAGUE]
        used = {t.i for t in match.used}
        taken = [*actors, *(party for t in match.used for party in self.parties.of(t) if party.head in used)]
        found = behind(self.parties, token, slots, taken)
        if not found and match.used:  # "violated the ceasefire in Karabakh"
            near = self.behind(match.used[-1], self.to(match.pattern))
            found = [party for party in near if not any(party.same(other) for other in taken)]
        if not found and self.lexicon.compounds and not any(s in CORE for s in self.to(match.pattern)):
            return []  # "spricht der Abgeordnete X": whom one talks with stands behind "mit"
        return found if found or self.nominal(token) else after(self.parties, token, taken)

    def unknown(self, actors: list[Party]) -> bool:
        """Are they names that nothing is known of? Whoever stands behind their verb by order need not suffer it."""
        return self.lexicon.compounds and not any(actor.named or actor.sector for actor in actors)

    def tensed(self, token: Token) -> bool:
        """Does the verb need a subject of its own: finite or with an auxiliary, and no infinitive?"""
        kids = self.sentence.children[token.i]
        return self._finite(token) and not any(c.dep_ == "mark" and c.pos_ == "PART" for c in kids)

    def obliged(self, token: Token) -> bool:
        must = self.lexicon.any_of("must")
        return any(
            c.dep_.startswith("aux") and c.i and c.lemma_.lower() in must for c in self.sentence.children[token.i]
        )

    def unknown_subject(self, token: Token) -> bool:
        """Is there a subject that is nobody known, nor a weapon?"""
        if self.nominal(token):
            return False
        frame = self.frame(token)
        if frame.bare_participle:
            return False
        return any(
            self.sentence.lookup(t, self.lexicon.instruments) is None and t.lower_ not in self.lexicon.any_of("speaker")
            for t in frame.subj
        )

    def together(self, token: Token, recipients: list[Party]) -> bool:
        """Does the counterpart stand after "with" or "between"?"""
        words = self.lexicon.any_of("with") | self.lexicon.any_of("between")
        heads = {p.head for p in recipients}
        frame = self.frame(token)
        return any(t.i in heads for name in words for t in frame.prep.get(name, ()))
