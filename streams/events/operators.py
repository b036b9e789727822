"""Claims of operators: agreeing, refusing, threatening, demanding, accusing, condemning, welcoming, ending a deed."""

from collections.abc import Iterator

from streams.events.claims import Claim, Claims
from streams.events.matching import STANDING
from streams.events.old_parties import Party
from streams.events.slots import CORE, Match
from streams.events.surface import after
from streams.events.tokens import Token


class Operators(Claims):
    """What is done with a deed."""

    def operator_claim(self, token: Token, match: Match, name: str) -> Iterator[Claim]:
        category, mode = STANDING[name]
        operands = self.operands_of(token, match)
        senses = [m for t in operands if (m := self.meaning(t))]
        meaning = next(iter(senses), None)
        if mode in {"ask", "threat"}:
            mode = getattr(self.scheme, mode)(meaning)
        actors, recipients = self.actors(token, match), self.recipients(token, match)
        if not actors and not self.nominal(token):
            actors = self.subject_before(token, recipients)
        recipients = recipients or (self._conditioned(token, actors) if name == "threaten" else [])
        base_match = next(((t, m) for t in operands if (m := self.match(t)) and m.operator in {None, "end"}), None)
        if base_match is not None and name in {"agree", "refuse", "threaten"} and not self.nominal(token):
            slots = tuple(
                s
                for s in self.to(match.pattern)
                if s in CORE or s in self.lexicon.any_of("with") or s in self.lexicon.any_of("between")
            )
            near = [
                p
                for p in self.first(self.frame(token), slots, Match(match.pattern, operands))
                if not any(p.same(a) for a in actors)
            ]
            near = [p for p in near if not any(t.i == p.head or self._inside(p.head, t) for t in operands)]
            recipients = near or self.recipients(*base_match) or recipients
        if base_match is not None and name in {"condemn", "welcome"}:
            recipients = self.actors(*base_match) or [
                p for p in recipients if not any(p.same(q) for q in self.recipients(*base_match))
            ]
        elif base_match is not None and (not recipients or name == "demand"):
            deed, deed_match = base_match
            own = [p for p in recipients if not any(p.same(a) for a in actors)]
            others = [*self.actors(deed, deed_match)] if name == "demand" else []
            recipients = (
                own or [p for p in others if not any(p.same(a) for a in actors)] or self.recipients(deed, deed_match)
            )
        if name in {"refuse", "welcome", "condemn"} and not self.nominal(token):
            recipients = self._owners(token, actors) or recipients
        several = len(actors) > 1 and (name == "agree" or bool(meaning and meaning.mutual))
        mutual = len(actors) > 1 and meaning is not None and meaning.mutual and name in {"agree", "refuse"}
        recipients = [  # not those of "failed to agree on the border", "agreed on a truce in Gaza"
            p for p in recipients if not (mutual or (several and self._is_where(p))) or self._stands_with(p)
        ]
        if not recipients and name in {"agree", "refuse", "threaten"} and actors and not several:
            recipients = [p for p in self._clause_parties(token) if not any(p.same(a) for a in actors)]
        if not (recipients or several or self.nominal(token)) and actors and (base_match is None or name != "condemn"):
            recipients = [] if self.unknown(actors) else after(self.parties, token, actors)
        agreed = several and not self.nominal(token) and self.frame(token).lemma in self.lexicon.any_of("agreeing")
        if base_match is None and not recipients and not (meaning is not None and actors) and not agreed:
            return
        if self.nominal(token) and (not (actors and recipients) or self._answered(token)):
            return
        by_word = match.pattern.actor == () and bool(
            recipients
        )  # "said the militia was responsible": who says it accuses
        unknown = not actors and not by_word and not (name == "accuse" and recipients and self._suffered(token))
        if unknown and not self.by_speaker(token):
            return
        claim = self.claim(token, category, mode, meaning, match, actors, recipients, 0.8 if operands else 0.65)
        if by_word:
            claim.flags.add("by_word")
        shared = (name == "agree" or bool(meaning and meaning.mutual)) and not any(
            p.same(q) for p in actors for q in recipients
        )
        claim.mutual = shared and ((len(actors) > 1 and not recipients) or self.together(token, recipients))
        yield claim

    def _suffered(self, token: Token) -> bool:
        """Is nobody told to accuse: in the passive, or by a noun?"""
        if self.nominal(token) or not self.lexicon.compounds:
            return not self.unknown_subject(token)
        frame = self.frame(token)
        return (frame.passive or frame.bare_participle) and not self.unknown_subject(token)

    def _owners(self, token: Token, actors: list[Party]) -> list[Party]:
        """Whose proposal, decision or deed it is that the verb has for its object."""
        for noun in self.frame(token).obj:
            if self.parties.of(noun) or noun.pos_ not in {"NOUN", "PROPN"}:
                continue
            owned = [
                c
                for c in self.sentence.children[noun.i]
                if c.dep_ == "nmod:poss" or (c.dep_ == "nmod" and c.i < noun.i)
            ]
            for tokens in (owned, *(self.sentence.nested(noun, name) for name in self.lexicon.agent)):
                found = [p for t in tokens for p in self.parties.parties(t) if not any(p.same(a) for a in actors)]
                if found:
                    return found
            found = self.behind(noun, tuple(self.lexicon.any_of("agent")))
            if not found and self.sentence.lookup(noun, self.lexicon.nouns):
                found = self.modifiers(noun)
            if found := [p for p in found if not any(p.same(a) for a in actors)]:
                return found
        return []

    def _stands_with(self, party: Party) -> bool:
        joint = self.lexicon.any_of("with") | self.lexicon.any_of("between")
        return self.sentence.case(self.sentence.doc[party.head]) in joint

    def _is_where(self, party: Party) -> bool:
        case = self.sentence.case(self.sentence.doc[party.head])
        return party.place or case in self.lexicon.any_of("seat_in")

    def _conditioned(self, token: Token, actors: list[Party]) -> list[Party]:
        """Who has to meet the condition is threatened: "threatened to cut ties if Israel did not ..."."""
        for mark in self.sentence.doc[token.i + 1 :]:
            if not self.nominal(token) and mark.dep_ == "mark" and mark.lower_ in self.lexicon.any_of("if"):
                subjects = self.frame(self.sentence.up(mark)).subj
                found = [p for t in subjects for p in self.parties.of(t) if not any(p.same(a) for a in actors)]
                if found:
                    return found
        return []

    def _clause_parties(self, token: Token) -> list[Party]:
        """Who is meant by an infinitive that is no known deed: "refuses to take back citizens from France"."""
        if self.nominal(token):
            return []
        for clause in self.frame(token).clauses:
            if not clause.dep_.startswith("xcomp") or clause.pos_ != "VERB":
                continue
            frame = self.frame(clause)
            slots = [
                frame.obj,
                frame.iobj,
                *(frame.prep.get(name, []) for name in sorted(self.lexicon.any_of("affected"))),
            ]
            slots += [
                [
                    t
                    for o in frame.obj
                    for name in sorted(self.lexicon.any_of("affected"))
                    for t in self.sentence.nested(o, name)
                ]
            ]
            for tokens in slots:
                if found := [p for t in tokens for p in self.parties.of(t)]:
                    return found
        return []

    def _inside(self, index: int, token: Token) -> bool:
        """Does the token at the index hang on this one?"""
        current = self.sentence.doc[index]
        for _ in range(8):
            if current.i == token.i:
                return True
            if self.sentence.up(current).i == current.i:
                return False
            current = self.sentence.up(current)
        return False

    def _answered(self, token: Token) -> bool:
        """Is the demand, offer or threat itself refused, met or made by a verb that tells its own event?"""
        verb = self.carrier(token)
        match = self.match(verb) if verb is not None else None
        return match is not None and match.operator not in {"begin", "say"}

    def end_claim(self, token: Token, match: Match) -> Iterator[Claim]:
        for operand in self.operands_of(token, match):
            base = self.meaning(operand)
            meaning = self.scheme.ended(base) if base else None
            deed = self.match(operand)
            if meaning is None or deed is None or deed.operator is not None:
                continue
            actors = self.actors(token, match)
            verb = self.carrier(token) if self.nominal(token) else None
            if not actors and verb is not None and self.operator(verb) in {"begin", "announce", "say"}:
                actors = self.first(self.frame(verb), ("subj",), match, strict=True)
            frame = None if self.nominal(token) else self.frame(token)
            recipients = self.recipients(operand, deed)
            if frame is not None and not recipients:
                recipients = self.first(
                    frame, tuple(s for s in self.to(deed.pattern) if s != "obj"), Match(deed.pattern, [operand])
                )
            recipients = [p for p in recipients if not any(p.same(a) for a in actors)]
            if not actors or (not recipients and self.scheme.categories[meaning.category].recipient):
                continue
            yield self.claim(token, meaning.category, meaning.mode, meaning, match, actors, recipients, 0.75)
            return
