"""Who stands on either side of a matched deed: actors and recipients."""

from streams.events.frames import Frame
from streams.events.old_parties import Parties, Party
from streams.events.patterns import Pattern
from streams.events.scheme import Meaning, Scheme
from streams.events.sentence import Sentence
from streams.events.slots import CORE, Match, Slots
from streams.events.tokens import Token

OWNED = frozenset({"ASSAULT", "COERCE", "ACCUSE", "SANCTION", "PROTEST"})
"""Where a noun has its victim after a preposition, its genitive is who does it."""
OWN = frozenset({"of", "obj", "subj"})
"""Slots of an event noun that its light verb does not fill."""
MODIFYING = frozenset({"amod", "compound", "nmod:poss", "nmod"})


class Sides(Slots):
    """The parties in the slots of a match."""

    def __init__(self, sentence: Sentence, parties: Parties, scheme: Scheme) -> None:
        super().__init__(sentence, parties, scheme)
        self._recipients: dict[Match, list[Party]] = {}

    def actors(self, token: Token, match: Match) -> list[Party]:
        pattern = match.pattern
        if self.nominal(token):
            return self._noun_side(token, match, "actor")
        frame = self.frame(token)
        slots = pattern.actor if pattern.actor is not None else ("subj",)
        if frame.bare_participle and pattern.actor is None and "obj" in self.to(pattern):
            return []
        if not self.frame(token).subj and pattern.actor is None:
            return []
        return self.first(frame, slots, match, strict="subj" in slots)

    def to(self, pattern: Pattern) -> tuple[str, ...]:
        return pattern.recipient if pattern.recipient is not None else self.lexicon.to[pattern.name]

    def recipients(self, token: Token, match: Match) -> list[Party]:
        if (known := self._recipients.get(match)) is None:
            known = self._recipients[match] = self._find_recipients(token, match)
        return known

    def _find_recipients(self, token: Token, match: Match) -> list[Party]:
        if self.nominal(token):
            return self._noun_side(token, match, "recipient")
        frame = self.frame(token)
        slots = self.to(match.pattern)
        if frame.bare_participle and match.pattern.actor is None and "obj" in slots:
            return self.first(frame, ("subj",), match)
        return self.first(frame, slots, match)

    def first(self, frame: Frame, slots: tuple[str, ...], match: Match, strict: bool = False) -> list[Party]:
        """The parties in the first slot that holds any; `strict`: the phrase itself must be one, or a weapon of one."""
        for name in slots:
            found: list[Party] = []
            if not (tokens := self.slot(frame, name, match.used)):
                continue
            told = any(self.parties.of(token) for token in tokens) and self.lexicon.compounds
            for token in tokens:
                here = self.parties.of(token)
                if (
                    not here
                    and not told
                    and (
                        not strict
                        or self.sentence.lookup(token, self.lexicon.instruments) is not None
                        or self.sense_noun(token)
                    )
                ):
                    here = self.parties.inside(token)
                found += [party for party in here if not any(party.same(other) for other in found)]
            if found:
                return found
        return []

    def _noun_side(self, token: Token, match: Match, side: str) -> list[Party]:
        """Actor or recipient of an event noun: pattern slots, genitive, adjective, compound, then its light verb's."""
        pattern = match.pattern
        meaning = self.scheme.meanings.get(pattern.name)
        slots = pattern.actor if side == "actor" else self.to(pattern)
        if side == "recipient" and meaning and meaning.mutual:
            slots = (*self.lexicon.between, *(slots or ()))
        found: list[Party] = []
        verb = self.carrier(token) if slots else None
        for name in slots or ():
            tokens = self.sentence.nested(token, name) if name not in CORE else []
            if not tokens and verb is not None and name not in OWN:
                tokens = self.slot(self.frame(verb), name, [token])
            if tokens and (found := self.these(tokens)):
                return found
        if side == "recipient" and (found := self.behind(token, slots or ())):
            return found
        owner = meaning.of if meaning else "actor"
        if meaning and pattern.recipient and "of" not in pattern.recipient and meaning.category in OWNED:
            owner = "actor"  # "Raketenangriff Russlands auf ..."
        if slots is None or (side == "actor" and pattern.actor is None) or (owner == "recipient" and "of" not in slots):
            if owner == side:
                found = self.these(self.sentence.nested(token, "of"))
            if side == "actor":
                found = self._doers(token, meaning, found)
        if not found and side == "recipient":
            found = self._part(token, meaning)
        if not found and side == "actor" and not self._part(token, meaning):
            found = self.modifiers(token)
        return found

    def _doers(self, token: Token, meaning: Meaning | None, owners: list[Party]) -> list[Party]:
        """The owners of an event noun, or else those behind "by"."""
        found = owners
        for name in self.lexicon.agent:
            found = found or self.these(self.sentence.nested(token, name))
        if self.lexicon.compounds and meaning and meaning.category == "ASSAULT":
            found = [party for party in found if not self._site(party)]
        return found

    def _site(self, party: Party) -> bool:
        """ "die Anschläge von Paris": the town where, not the government who."""
        said = self.sentence.case(self.sentence.doc[party.head]) in self.lexicon.any_of("possessive")
        return said and (party.id or "").startswith("geonames:")

    def _part(self, token: Token, meaning: Meaning | None) -> list[Party]:
        """ "Russland-Sanktionen": who is joined to the noun suffers it, where the meaning says so."""
        part = self.parties.entity(token, "part") if meaning is not None and meaning.part == "recipient" else None
        if part is None or self.parties.knowledge.group_of(part) is not None or part.country == "US":
            return []
        return self.parties.inside(token)

    def _led(self, participle: Token) -> list[Token]:
        """ "Saudi" of "a Saudi-led strike", "UN" of "the UN-brokered ceasefire"."""
        return [g for g in self.sentence.children[participle.i] if g.dep_ in MODIFYING and g.i < participle.i]

    def behind(self, token: Token, slots: tuple[str, ...]) -> list[Party]:
        """The parties behind a preposition that follows the noun at once, whatever the parser hung them on."""
        doc = self.sentence.doc
        start = token.i + 1
        if start < len(doc) and doc[start].pos_ == "VERB" and self.sentence.up(token).i == start:
            start += 1  # "A ceasefire holds between A and B"
        if self.lexicon.compounds or start >= len(doc) or doc[start].lower_ not in slots or doc[start].pos_ == "PART":
            return []
        pair = doc[start].lower_ in self.lexicon.any_of("between")
        found: list[Party] = []
        for other in doc[start + 1 : start + 7]:
            if other.pos_ in {"VERB", "AUX", "PUNCT", "ADP"} or (other.pos_ == "CCONJ" and not pair):
                break
            found += [p for p in self.parties.of(other) if not any(p.same(q) for q in found)]
        return found if pair else found[-1:]

    def modifiers(self, token: Token) -> list[Party]:
        """ "US-Angriff", "Russian attack"; for mutual nouns both of "deutsch-französisches Treffen"."""
        part = self.parties.entity(token, "part")
        if part is not None and (party := self.parties.linked(token, part, part.start, part.end)):
            return [party]
        found = []
        kids = self.sentence.children[token.i]
        kids = [
            *kids,
            *(g for c in kids if c.dep_ == "compound" for g in self.sentence.children[c.i] if g.dep_ == "amod"),
            *(
                g
                for c in kids
                if c.dep_ == "amod" and "-" in self.sentence.doc[max(0, c.i - 1)].text
                for g in self._led(c)
            ),
        ]
        for child in kids:
            if child.dep_ in MODIFYING and child.i < token.i and self.sentence.case(child) is None:
                for member in (
                    self.sentence.members(child)
                    if child.dep_ != "amod"
                    else [child, *(c for c in self.sentence.children[child.i] if c.dep_ == "conj")]
                ):
                    entity = self.parties.entity(member, "adjective")
                    party = self.parties.linked(member, entity, entity.start, entity.end) if entity else None
                    found += [party] if party else self.parties.of(member) if child.dep_ != "amod" else []
        return found

    def these(self, tokens: list[Token]) -> list[Party]:
        found: list[Party] = []
        for token in tokens:
            for member in self.sentence.members(token):
                here = self.parties.of(member) or self.parties.inside(member)
                found += [p for p in here if not any(p.same(other) for other in found)]
        return found
