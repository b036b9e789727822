"""Claims of deeds told by a verb or by an event noun."""

from collections.abc import Iterator

from streams.events.claims import GUESSED, Claim, Claims
from streams.events.frames import Frame
from streams.events.old_parties import Party
from streams.events.scheme import Meaning
from streams.events.slots import CORE, Match
from streams.events.surface import after
from streams.events.tokens import Token

ALONE = frozenset({"MOBILIZE", "PROTEST"})
"""Done without a recipient unless the pattern's own slots name one."""


SPOKEN = frozenset({"SUPPORT", "ACCUSE", "REQUEST", "THREATEN", "AGREE", "REJECT"})
"""Said to whom one calls or meets."""


class Deeds(Claims):
    """What a verb or noun tells by itself."""

    def verb_claim(self, token: Token, match: Match, meaning: Meaning) -> Iterator[Claim]:
        recipients, actors = self.recipients(token, match), self.actors(token, match)
        if (contact := self._contact(token)) is not None and meaning.category in SPOKEN:
            call, made = contact
            actors = self.actors(call, made) or actors
            own = [
                p for p in recipients if not any(p.same(a) or (p.country and p.country == a.country) for a in actors)
            ]
            recipients = own or self.recipients(call, made)
        specific = bool(match.pattern.slots) or match.pattern.recipient == ()
        verbal = meaning.category in {"REQUEST", "AGREE", "CONSULT", "SUPPORT", "REJECT", "THREATEN", "COOPERATE"}
        frame = self.frame(token)
        if self._sentenced(frame, meaning, actors, recipients):
            meaning = self.scheme.meanings["sanction.convict"]
        told = bool(actors), bool(recipients)
        actors = actors or self.subject_before(token, recipients)
        passive = frame.passive or frame.bare_participle or bool(frame.subj)
        if (match.pattern.recipient == () and not actors) or (
            not actors and (self.unknown_subject(token) or verbal or not passive)
        ):
            return
        if (
            not recipients
            and meaning.category in {"ASSAULT", "SANCTION", "AID", "COOPERATE"}
            and self._aimed(token, match)
        ):
            return
        aims = meaning.category not in ALONE and match.pattern.recipient != ()
        if not recipients and actors and aims and not (meaning.mutual and len(actors) > 1):
            recipients = self.target_behind(token, match, actors)
            if recipients and self.unknown(actors):
                return
        weak = not recipients and not (specific and actors) and not (meaning.mutual and len(actors) > 1)
        if weak and not (actors and self.obliged(token)):
            return
        strength = (0.85 if specific else 0.75) * (1 if told == (bool(actors), bool(recipients)) else GUESSED)
        claim = self.claim(token, meaning.category, meaning.mode, meaning, match, actors, recipients, strength)
        claim.mutual |= meaning.category == "COOPERATE" and self.together(token, recipients)
        yield claim

    def _sentenced(self, frame: Frame, meaning: Meaning, actors: list[Party], recipients: list[Party]) -> bool:
        """ "Der Journalist wurde verurteilt": a person by a court, not a state by its critics."""
        if meaning.category != "ACCUSE" or actors or not (frame.passive or frame.bare_participle):
            return False
        return frame.lemma in self.lexicon.any_of("sentenced") and all(p.sector != "GOV" for p in recipients)

    def _contact(self, token: Token) -> tuple[Token, Match] | None:
        """The call or meeting that an infinitive is the purpose of: "phoned Tusk to congratulate him"."""
        above = self.sentence.up(token)
        purpose = token.dep_.startswith(("advcl", "xcomp")) and any(
            c.dep_ == "mark" and c.pos_ == "PART" for c in self.sentence.children[token.i]
        )
        if not purpose or above.i >= token.i or (match := self.match(above)) is None or match.operator is not None:
            return None
        return (above, match) if self.scheme.meanings[match.pattern.name].category == "CONSULT" else None

    def _aimed(self, token: Token, match: Match) -> bool:
        """Does something stand where the recipient does, though it is nobody ("wages war on plastic bags")?"""
        slots = [name for name in self.to(match.pattern) if name not in CORE]
        return any(not self.sense_noun(t) for name in slots for t in self.slot(self.frame(token), name, match.used))

    def noun_claim(self, token: Token, match: Match, meaning: Meaning) -> Iterator[Claim]:
        verb = self.carrier(token)
        if verb is not None and self._told(token, verb, meaning):
            return
        actors, recipients = self.actors(token, match), self.recipients(token, match)
        light = verb is not None and self.light(verb, match) and not self._beside(token, verb, match)
        if light and verb is not None and (not actors or not meaning.mutual):
            frame = self.frame(verb)
            reverse = next(
                (
                    p
                    for p in self.lexicon.verbs.get(frame.lemma, ())
                    if p.name == match.pattern.name and p.actor is not None
                ),
                None,
            )
            if token not in frame.subj and reverse is None:  # who announces "Turkey's support" gives it
                actors = self.first(frame, ("subj",), Match(match.pattern, [token]), strict=True) or actors
                actors = actors or self.subject_before(verb, recipients)
                recipients = [p for p in recipients if not any(p.same(a) for a in actors)]
            if not recipients and actors and match.pattern.recipient:
                recipients = self.target_behind(token, match, actors)
            if not recipients and actors and meaning.category == "AID":
                recipients = after(self.parties, token, actors)
            if not recipients and meaning.of == "recipient":
                recipients = self.first(frame, self.to(match.pattern), Match(match.pattern, [token]))
        root = token.dep_ == "ROOT" or (verb is not None and token.dep_.startswith("nsubj") and verb.dep_ == "ROOT")
        if not match.pattern.alone and not light and not (root and actors and recipients):
            return
        both = (
            (actors and recipients) or (meaning.mutual and len(actors) > 1) or (meaning.mutual and len(recipients) > 1)
        )
        alone = light and (actors or recipients) and (actors or match.pattern.recipient is not None)
        if not both and not alone and not (root and recipients and token.dep_ == "ROOT"):
            return
        claim = self.claim(
            token, meaning.category, meaning.mode, meaning, match, actors, recipients, 0.8 if both and light else 0.7
        )
        if light and verb is not None:
            claim.chain.append(verb)
        elif verb is not None and not token.dep_.startswith("nsubj"):
            claim.flags.add("embedded")
            claim.chain.append(verb)
        yield claim

    def _told(self, token: Token, verb: Token, meaning: Meaning) -> bool:
        """Does the verb over a noun tell a deed of the same category: "send emergency aid"?"""
        match = self.match(verb)
        if token in self.frame(verb).subj:
            return False
        own = None if match is None or match.operator else self.scheme.meanings[match.pattern.name]
        return (
            own is not None
            and own.category == meaning.category
            and own.category in {"AID", "ASSAULT", "CONSULT", "SUPPORT"}
        )

    def _beside(self, token: Token, verb: Token, match: Match) -> bool:
        """ "machte zu den Anschlägen keine Angaben": the deed is not what the verb makes."""
        apart = self.lexicon.compounds and self.sentence.case(token) is not None
        return apart and self.frame(verb).lemma not in match.pattern.light and self.operator(verb) is None

    def light(self, verb: Token, match: Match) -> bool:
        lemma = self.frame(verb).lemma
        return (
            lemma in match.pattern.light
            or lemma in self.lexicon.any_of("light")
            or self.operator(verb) in {"begin", "announce", "intend", "try"}
        )
