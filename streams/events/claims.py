"""From words to claims: which deeds and operators a sentence holds, and who stands in their slots."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from spacy.tokens import Token

from streams.events.parties import Parties, Party
from streams.events.patterns import Pattern
from streams.events.scheme import Meaning, Scheme
from streams.events.sentence import Frame, Sentence

ABSORBED = frozenset({"agree", "refuse", "threaten", "demand", "end"})
"""Operators that make one event of themselves and their deed."""
OWNED = frozenset({"ASSAULT", "COERCE", "ACCUSE", "SANCTION", "PROTEST"})
"""Where a noun has its victim after a preposition, its genitive is who does it."""
CORE = frozenset({"subj", "obj", "iobj", "pred", "adv"})
STANDING = {
    "agree": ("AGREE", None),
    "refuse": ("REJECT", "ask"),
    "threaten": ("THREATEN", "threat"),
    "demand": ("REQUEST", "ask"),
    "accuse": ("ACCUSE", "allege"),
    "condemn": ("ACCUSE", "disapprove"),
    "welcome": ("SUPPORT", None),
}
"""Operator -> category and mode; `ask`, `threat`: the mode follows from the deed."""


@dataclass(slots=True)
class Match:
    pattern: Pattern
    used: list[Token] = field(default_factory=list)  # the tokens that filled its slots

    @property
    def operator(self) -> str | None:
        return self.pattern.name.partition("operators.")[2] or None


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


class Finder:
    def __init__(self, sentence: Sentence, parties: Parties, scheme: Scheme) -> None:
        self.sentence, self.parties, self.scheme = sentence, parties, scheme
        self.lexicon = sentence.lexicon
        self._matches: dict[int, Match | None] = {}
        self._turned: set[int] = set()
        self.above: dict[int, tuple[str, Token]] = {}
        """Operand -> the operator over it."""

    def claims(self) -> list[Claim]:
        predicates = [t for t in self.sentence.doc if self.match(t) is not None]
        for token in predicates:
            if name := self._operator(token):
                for operand in self.operands(token, name):
                    if operand.i != token.i:
                        self.above.setdefault(operand.i, (name, token))
        return [claim for token in predicates for claim in self._claims(token)]

    def frame(self, token: Token) -> Frame:
        """The frame, with subject and object exchanged where the parser took the first noun for the subject though only
        the second can act: "Das Angebot aus Seoul schlug Nordkorea aus"."""
        frame = self.sentence.frame(token)
        if token.i in self._turned or not self.lexicon.compounds:
            return frame
        self._turned.add(token.i)
        if frame.subj and not frame.obj and not frame.passive and frame.iobj and not self.parties.of(frame.subj[0]):
            masculine = [
                t
                for t in frame.iobj
                if t.i > token.i and any(c.lower_ == "der" for c in self.sentence.children[t.i]) and self.parties.of(t)
            ]
            if masculine and frame.subj[0].i < token.i:  # "Den Vorschlag lehnte der Kreml ab", read as a dative
                frame.subj, frame.obj, frame.iobj = masculine, frame.subj, [t for t in frame.iobj if t not in masculine]
                return frame
        if (
            frame.passive
            or not frame.subj
            or not frame.obj
            or not frame.subj[0].i < token.i
            or frame.obj[0].i < frame.subj[0].i
        ):
            return frame
        subject, target = frame.subj[0], frame.obj[0]
        if (
            self.parties.of(subject)
            or subject.pos_ not in {"NOUN", "PROPN"}
            or self.sentence.lookup(subject, self.lexicon.instruments) is not None
        ):
            return frame
        names = {p.name for p in self.lexicon.verbs.get(frame.lemma, ())}
        forceful = any(name.startswith(("assault", "coerce.seize", "coerce.occupy")) for name in names)
        if names and not forceful and any(p.sector or p.group for p in self.parties.of(target)):
            frame.subj, frame.obj = frame.obj, frame.subj
        return frame

    def by_speaker(self, token: Token) -> bool:
        """Is the subject "we", "I" or "man", so that the speaker is meant?"""
        if not (self.sentence.is_predicate(token) or self._copular(token)):
            return False
        return any(t.lower_ in self.lexicon.any_of("speaker") for t in self.frame(token).subj)

    # ------------------------------------------------------------------ matching
    def match(self, token: Token) -> Match | None:
        """The most specific pattern that fits the token; None where none does or its sense is no deed."""
        if token.i not in self._matches:
            self._matches[token.i] = None
            self._matches[token.i] = self._match(token)
        return self._matches[token.i]

    def _match(self, token: Token) -> Match | None:  # noqa: PLR0911 - one return a rule, in order
        if self.sentence.is_predicate(token) or self._copular(token):
            found = list(self._verb_matches(token))
        elif token.pos_ in {"NOUN", "PROPN", "X"}:
            found = list(self._noun_matches(token))
        else:
            return None
        if not found:
            return None
        best = max(len(match.pattern.slots) for match in found)
        found = [match for match in found if len(match.pattern.slots) == best]
        if any(match.pattern.name == "nothing" for match in found):
            return None
        operators = [match for match in found if match.operator]
        deeds = [match for match in found if not match.operator]
        for match in operators:
            if self._operands(token, match) and match.operator not in {"say", "begin"}:
                return match
        for match in deeds:
            if self._recipients(token, match) or match.pattern.recipient == ():
                return match
        for name in ("agree", "refuse", "threaten", "demand", "accuse", "condemn"):
            for match in operators:
                if match.operator == name and self._recipients(token, match):
                    return match
        return (deeds or operators)[0]

    def _copular(self, token: Token) -> bool:
        return any(c.dep_ == "cop" for c in self.sentence.children[token.i])

    def _verb_matches(self, token: Token) -> Iterator[Match]:
        frame = self.frame(token)
        nominal = any(t.pos_ in {"NOUN", "PROPN", "ADJ"} for t in frame.pred) and not self.lexicon.compounds
        base = token.lemma_.lower()
        patterns = self.lexicon.verbs.get(frame.lemma, ())
        for pattern in (
            *patterns,
            *(self.lexicon.verbs.get(base, ()) if base != frame.lemma and not self.lexicon.compounds else ()),
        ):
            if nominal and not pattern.slots and not pattern.name.startswith("operators."):
                continue
            used = []
            for slot, words in pattern.slots:
                token_found = next((t for t in self.slot(frame, slot) if self.is_noun(t, words)), None)
                if token_found is None:
                    break
                used.append(token_found)
            else:
                yield Match(pattern, used)

    def _noun_matches(self, token: Token) -> Iterator[Match]:
        if self.parties.role(token) and not any(key in self.lexicon.nouns for key in self.sentence.keys(token)[:1]):
            return  # "Kremlkritiker" is nobody's criticism
        for pattern in self.sentence.lookup(token, self.lexicon.nouns) or ():
            used = [
                t
                for slot, words in pattern.slots
                for t in self.sentence.nested(token, "of" if slot == "obj" else slot)
                if self.is_noun(t, words)
            ]
            if len(used) >= len(pattern.slots):
                yield Match(pattern, used)

    def is_noun(self, token: Token, words: frozenset[str]) -> bool:
        if "@any" in words:
            return True
        if self.sentence.in_words(token, words):
            return True
        if special := words & {"$group", "$person", "$place"}:
            for party in self.parties.of(token):
                kind = (
                    "$group"
                    if party.group
                    else "$person"
                    if party.person or party.sector in {"CVL", "MED", "OPP"}
                    else "$place"
                )
                if kind in special:
                    return True
        return False

    def slot(self, frame: Frame, name: str, used: list[Token] | None = None) -> list[Token]:
        """Tokens in a slot of a verb; prepositional ones also inside its other arguments."""
        if name == "iobj":
            spare = [t for t in frame.obj if used and t not in used]
            return [*frame.iobj, *spare]
        if name in CORE:
            return frame.slot(name)
        found = list(frame.prep.get(name, ()))
        inner = [*(used or ()), *(t for t in (*frame.obj, *frame.iobj, *frame.pred) if not used or t not in used)]
        inner += [t for prep, tokens in frame.prep.items() if prep != name for t in tokens if t not in inner]
        for token in inner:
            if token.i != frame.head.i:
                found += [
                    m for t in self.sentence.nested(token, name) for m in self.sentence.members(t) if m not in found
                ]
        if name == "of":
            found += [
                t
                for t in inner
                if t.i != frame.head.i and t not in found and not self.parties.of(t) and self.parties.inside(t)
            ]
        return found

    # ------------------------------------------------------------------ operators
    def _operator(self, token: Token) -> str | None:
        match = self.match(token)
        return match.operator if match else None

    def operands(self, token: Token, name: str) -> list[Token]:
        match = self.match(token)
        return self._operands(token, match) if match and match.operator == name else []

    def _operands(self, token: Token, match: Match) -> list[Token]:
        """The deeds that an operator is about: infinitives, clauses, and nouns of deeds in its object or over-slots."""
        over = self.lexicon.over[match.pattern.name]
        if self.sentence.is_predicate(token) or self._copular(token):
            frame = self.frame(token)
            clauses = [c for c in frame.clauses if self._complement(c, match)]
            nouns = [t for t in (*frame.obj, *frame.iobj) if not self.parties.of(t) or self._sense_noun(t)]
            nouns += [t for prep in over for t in self.slot(frame, prep) if prep != "of"]
            nouns += [t for t in match.used if t not in nouns]
        else:
            clauses = [
                c
                for c in self.sentence.children[token.i]
                if c.dep_.startswith(("acl", "ccomp", "xcomp")) and c.dep_ != "acl:relcl"
            ]
            nouns = [t for prep in over for t in self.sentence.nested(token, prep)]
        found = [clause for clause in clauses if self._sense(clause)]
        found += [t for c in clauses for t in self.sentence.children[c.i] if t.dep_ == "conj" and self._sense(t)]
        for noun in nouns:
            found += [deed for deed in self._deed_nouns(noun) if deed not in found and deed.i != token.i]
            found += [
                c
                for c in self.sentence.children[noun.i]
                if c.dep_ in {"acl", "ccomp", "xcomp"} and self._sense(c) and c not in found
            ]
        return found

    def _complement(self, clause: Token, match: Match) -> bool:
        """Is the clause what the operator is about, and not a purpose, a time or a condition?"""
        if clause.dep_.startswith(("xcomp", "ccomp")):
            return True
        marks = {c.lower_ for c in self.sentence.children[clause.i] if c.dep_ in {"mark", "case", "aux"}}
        if marks & (self.lexicon.any_of("without") | self.lexicon.any_of("purpose") | self.lexicon.any_of("if")):
            return False
        if (
            "VerbForm=Inf" in str(clause.morph)
            and self.lexicon.compounds
            and clause.dep_.startswith(("acl", "advcl", "parataxis"))
        ):
            return True
        if clause.dep_.startswith(("advcl", "acl", "parataxis")) and match.operator != "say":
            return bool(marks & (self.lexicon.over[match.pattern.name] | self.lexicon.any_of("complement")))
        return clause.dep_ == "parataxis" and match.operator == "say"

    def _deed_nouns(self, token: Token, depth: int = 0) -> list[Token]:
        if self._sense_noun(token):
            return [token]
        if depth >= 2:
            return []
        kids = [
            c
            for c in self.sentence.children[token.i]
            if c.dep_.startswith(("nmod", "obl")) and c.pos_ in {"NOUN", "PROPN"}
        ]
        return [deed for child in kids for deed in self._deed_nouns(child, depth + 1)]

    def _sense_noun(self, token: Token) -> bool:
        if token.pos_ not in {"NOUN", "PROPN", "X"} or not self.sentence.lookup(token, self.lexicon.nouns):
            return False
        return not self.parties.role(token) or self.sentence.keys(token)[0] in self.lexicon.nouns

    def _sense(self, token: Token) -> bool:
        return self.match(token) is not None

    def meaning(self, token: Token, depth: int = 0) -> Meaning | None:
        """What deed a token stands for in the end: "lift sanctions" is the meaning that ending sanctions has."""
        match = self.match(token)
        if match is None or depth > 3:
            return None
        if match.operator is None:
            return self.scheme.meanings[match.pattern.name]
        inner = next((m for t in self._operands(token, match) if (m := self.meaning(t, depth + 1))), None)
        if match.operator == "end":
            return self.scheme.ended(inner) if inner else None
        standing = STANDING.get(match.operator)
        if standing and match.operator != "demand":
            return Meaning(match.pattern.name, standing[0], kind="deed")
        return inner

    # ------------------------------------------------------------------ who
    def _actors(self, token: Token, match: Match) -> list[Party]:
        pattern = match.pattern
        if self._nominal(token):
            return self._noun_side(token, match, "actor")
        frame = self.frame(token)
        slots = pattern.actor if pattern.actor is not None else ("subj",)
        if frame.bare_participle and pattern.actor is None and "obj" in self._to(pattern):
            return []
        if not self.frame(token).subj and pattern.actor is None:
            return []
        return self._first(frame, slots, match, strict="subj" in slots)

    def _to(self, pattern: Pattern) -> tuple[str, ...]:
        return pattern.recipient if pattern.recipient is not None else self.lexicon.to[pattern.name]

    def _recipients(self, token: Token, match: Match) -> list[Party]:
        if self._nominal(token):
            return self._noun_side(token, match, "recipient")
        frame = self.frame(token)
        slots = self._to(match.pattern)
        if frame.bare_participle and match.pattern.actor is None and "obj" in slots:
            return self._first(frame, ("subj",), match)
        return self._first(frame, slots, match)

    def _nominal(self, token: Token) -> bool:
        return not (self.sentence.is_predicate(token) or self._copular(token))

    def _first(self, frame: Frame, slots: tuple[str, ...], match: Match, strict: bool = False) -> list[Party]:
        """The parties in the first slot that holds any; `strict`: the phrase itself must be one, or a weapon of one."""
        for name in slots:
            found: list[Party] = []
            for token in self.slot(frame, name, match.used):
                here = self.parties.of(token)
                if not here and (
                    not strict
                    or self.sentence.lookup(token, self.lexicon.instruments) is not None
                    or self._sense_noun(token)
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
        slots = pattern.actor if side == "actor" else self._to(pattern)
        if side == "recipient" and meaning and meaning.mutual:
            slots = (*self.lexicon.any_of("between"), *(slots or ()))
        found: list[Party] = []
        for name in slots or ():
            tokens = self.sentence.nested(token, name) if name not in CORE else []
            verb = self._carrier(token)
            if verb is not None and name not in {"of", "obj", "subj"}:
                tokens = tokens or self.slot(self.frame(verb), name, [token])
            found = self._these(tokens)
            if found:
                return found
        owner = meaning.of if meaning else "actor"
        if meaning and pattern.recipient and "of" not in pattern.recipient and meaning.category in OWNED:
            owner = "actor"  # "Raketenangriff Russlands auf ..."
        if slots is None or (side == "actor" and pattern.actor is None) or (owner == "recipient" and "of" not in slots):
            if owner == side:
                found = self._these(self.sentence.nested(token, "of"))
            if not found and side == "actor":
                for name in self.lexicon.any_of("agent"):
                    found = found or self._these(self.sentence.nested(token, name))
        if not found and (meaning.part if meaning else "actor") == side and side == "recipient":
            part = self.parties.entity(token, "part")
            if part is not None and self.parties.knowledge.group_of(part) is None and part.country != "US":
                found = self.parties.inside(token)
        if not found and side == "actor":
            found = self._modifiers(token)
        return found

    def _modifiers(self, token: Token) -> list[Party]:
        """ "US-Angriff", "Russian attack"; for mutual nouns both of "deutsch-französisches Treffen"."""
        part = self.parties.entity(token, "part")
        if part is not None and (party := self.parties._linked(token, part, part.start, part.end)):
            return [party]
        found = []
        kids = self.sentence.children[token.i]
        kids = [
            *kids,
            *(g for c in kids if c.dep_ == "compound" for g in self.sentence.children[c.i] if g.dep_ == "amod"),
        ]
        for child in kids:
            if (
                child.dep_ in {"amod", "compound", "nmod:poss", "nmod"}
                and child.i < token.i
                and self.sentence.case(child) is None
            ):
                for member in (
                    self.sentence.members(child)
                    if child.dep_ != "amod"
                    else [child, *(c for c in self.sentence.children[child.i] if c.dep_ == "conj")]
                ):
                    entity = self.parties.entity(member, "adjective")
                    party = self.parties._linked(member, entity, entity.start, entity.end) if entity else None
                    found += [party] if party else self.parties.of(member) if child.dep_ != "amod" else []
        return found

    def _these(self, tokens: list[Token]) -> list[Party]:
        found: list[Party] = []
        for token in tokens:
            for member in self.sentence.members(token):
                here = self.parties.of(member) or self.parties.inside(member)
                found += [p for p in here if not any(p.same(other) for other in found)]
        return found

    def _carrier(self, token: Token) -> Token | None:
        """The verb that an event noun is an argument of."""
        head = self.sentence.up(token)
        while head.i != token.i and token.dep_ == "conj" and head.pos_ in {"NOUN", "PROPN"}:
            token, head = head, self.sentence.up(head)
        return (
            head
            if head.i != token.i and self.sentence.is_predicate(head) and token.dep_ not in {"nmod", "appos"}
            else None
        )

    # ------------------------------------------------------------------ claims
    def _claims(self, token: Token) -> Iterator[Claim]:
        match = self.match(token)
        if match is None:
            return
        name = match.operator
        if name is None:
            meaning = self.scheme.meanings[match.pattern.name]
            if meaning.kind == "deed" and not self._absorbed(token):
                yield from (
                    self._noun_claim(token, match, meaning)
                    if self._nominal(token)
                    else self._verb_claim(token, match, meaning)
                )
        elif name in STANDING and not self._absorbed(token):
            yield from self._operator_claim(token, match, name)
        elif name == "end" and not self._absorbed(token):
            yield from self._end_claim(token, match)

    def _absorbed(self, token: Token) -> bool:
        over = self.above.get(token.i)
        for _ in range(4):
            if over is None:
                return False
            if over[0] in ABSORBED:
                return True
            over = self.above.get(over[1].i) if over[0] in {"begin", "announce", "try", "intend"} else None
        return False

    def _verb_claim(self, token: Token, match: Match, meaning: Meaning) -> Iterator[Claim]:
        recipients, actors = self._recipients(token, match), self._actors(token, match)
        specific = bool(match.pattern.slots) or match.pattern.recipient == ()
        verbal = meaning.category in {"REQUEST", "AGREE", "CONSULT", "SUPPORT", "REJECT", "THREATEN", "COOPERATE"}
        passive = self.frame(token).passive or self.frame(token).bare_participle or bool(self.frame(token).subj)
        if (match.pattern.recipient == () and not actors) or (
            not actors and (self._unknown_subject(token) or verbal or not passive)
        ):
            return
        if (
            not recipients
            and meaning.category in {"ASSAULT", "SANCTION", "AID", "COOPERATE"}
            and self._aimed(token, match)
        ):
            return
        weak = not recipients and not (specific and actors) and not (meaning.mutual and len(actors) > 1)
        if weak and not (actors and self._obliged(token)):
            return
        claim = self._claim(
            token, meaning.category, meaning.mode, meaning, match, actors, recipients, 0.85 if specific else 0.75
        )
        claim.mutual |= meaning.category == "COOPERATE" and self._together(token, recipients)
        yield claim

    def _obliged(self, token: Token) -> bool:
        return any(
            c.dep_.startswith("aux") and c.lemma_.lower() in self.lexicon.any_of("must")
            for c in self.sentence.children[token.i]
        )

    def obligations(self) -> Iterator[Claim]:
        """ "X says that Y must ...": what is demanded may be any deed."""
        for token in self.sentence.doc:
            if token.pos_ in {"VERB", "ADJ"} and self._obliged(token) and self.match(token) is None:
                frame = self.frame(token)
                actors = [p for t in (frame.subj or frame.obj) for p in self.parties.of(t)]
                if actors:
                    yield Claim(
                        "AGREE", None, None, token, actors, [], False, [token], "obligation", 0.6, {"obligation"}
                    )

    def _aimed(self, token: Token, match: Match) -> bool:
        """Does something stand where the recipient does, though it is nobody ("wages war on plastic bags")?"""
        slots = [name for name in self._to(match.pattern) if name not in CORE]
        return any(self.slot(self.frame(token), name, match.used) for name in slots)

    def _noun_claim(self, token: Token, match: Match, meaning: Meaning) -> Iterator[Claim]:
        verb = self._carrier(token)
        actors, recipients = self._actors(token, match), self._recipients(token, match)
        light = verb is not None and self._light(verb, match)
        if light and verb is not None and not actors:
            frame = self.frame(verb)
            reverse = next(
                (
                    p
                    for p in self.lexicon.verbs.get(frame.lemma, ())
                    if p.name == match.pattern.name and p.actor is not None
                ),
                None,
            )
            actors = (
                self._first(frame, ("subj",), Match(match.pattern, [token]), strict=True)
                if token not in frame.subj and reverse is None
                else []
            )
            if not recipients and meaning.of == "recipient":
                recipients = self._first(frame, self._to(match.pattern), Match(match.pattern, [token]))
        root = token.dep_ == "ROOT" or (verb is not None and token.dep_.startswith("nsubj") and verb.dep_ == "ROOT")
        if not match.pattern.alone and not light and not (root and actors and recipients):
            return
        both = (
            (actors and recipients) or (meaning.mutual and len(actors) > 1) or (meaning.mutual and len(recipients) > 1)
        )
        alone = light and (actors or recipients) and (actors or match.pattern.recipient is not None)
        if not both and not alone and not (root and recipients and token.dep_ == "ROOT"):
            return
        claim = self._claim(
            token, meaning.category, meaning.mode, meaning, match, actors, recipients, 0.8 if both and light else 0.7
        )
        if light and verb is not None:
            claim.chain.append(verb)
        elif verb is not None and not token.dep_.startswith("nsubj"):
            claim.flags.add("embedded")
            claim.chain.append(verb)
        yield claim

    def _light(self, verb: Token, match: Match) -> bool:
        lemma = self.frame(verb).lemma
        return (
            lemma in match.pattern.light
            or lemma in self.lexicon.any_of("light")
            or self._operator(verb) in {"begin", "announce", "intend", "try"}
        )

    def _operator_claim(self, token: Token, match: Match, name: str) -> Iterator[Claim]:
        category, mode = STANDING[name]
        operands = self._operands(token, match)
        senses = [m for t in operands if (m := self.meaning(t))]
        meaning = next(iter(senses), None)
        if mode in {"ask", "threat"}:
            mode = getattr(self.scheme, mode)(meaning)
        actors, recipients = self._actors(token, match), self._recipients(token, match)
        base_match = next(((t, m) for t in operands if (m := self.match(t)) and m.operator in {None, "end"}), None)
        if base_match is not None and name in {"agree", "refuse", "threaten"} and not self._nominal(token):
            slots = tuple(
                s
                for s in self._to(match.pattern)
                if s in CORE or s in self.lexicon.any_of("with") or s in self.lexicon.any_of("between")
            )
            near = [
                p
                for p in self._first(self.frame(token), slots, Match(match.pattern, operands))
                if not any(p.same(a) for a in actors)
            ]
            near = [p for p in near if not any(t.i == p.head or self._inside(p.head, t) for t in operands)]
            recipients = near or self._recipients(*base_match) or recipients
        if base_match is not None and name in {"condemn", "welcome"}:
            recipients = self._actors(*base_match) or [
                p for p in recipients if not any(p.same(q) for q in self._recipients(*base_match))
            ]
        elif base_match is not None and (not recipients or name == "demand"):
            deed, deed_match = base_match
            own = [p for p in recipients if not any(p.same(a) for a in actors)]
            others = [*self._actors(deed, deed_match)] if name == "demand" else []
            recipients = (
                own or [p for p in others if not any(p.same(a) for a in actors)] or self._recipients(deed, deed_match)
            )
        if not recipients and name in {"agree", "refuse", "threaten"} and actors:
            recipients = [p for p in self._clause_parties(token) if not any(p.same(a) for a in actors)]
        if base_match is None and not recipients and not (meaning is not None and actors):
            return
        if self._nominal(token) and (not (actors and recipients) or self._answered(token)):
            return
        unknown = not actors and (name != "accuse" or not recipients or self._unknown_subject(token))
        if unknown and not self.by_speaker(token):
            return
        claim = self._claim(token, category, mode, meaning, match, actors, recipients, 0.8 if operands else 0.65)
        shared = name == "agree" and not any(p.same(q) for p in actors for q in recipients)
        claim.mutual = shared and ((len(actors) > 1 and not recipients) or self._together(token, recipients))
        yield claim

    def _clause_parties(self, token: Token) -> list[Party]:
        """Who is meant by an infinitive that is no known deed: "refuses to take back citizens from France"."""
        if self._nominal(token):
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
                    for name in self.lexicon.any_of("affected")
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

    def _unknown_subject(self, token: Token) -> bool:
        """Is there a subject that is nobody known, nor a weapon?"""
        if self._nominal(token):
            return False
        frame = self.frame(token)
        if frame.bare_participle:
            return False
        return any(
            self.sentence.lookup(t, self.lexicon.instruments) is None and t.lower_ not in self.lexicon.any_of("speaker")
            for t in frame.subj
        )

    def _answered(self, token: Token) -> bool:
        """Is the demand, offer or threat itself refused, met or made by a verb that tells its own event?"""
        verb = self._carrier(token)
        match = self.match(verb) if verb is not None else None
        return match is not None and match.operator not in {"begin", "say"}

    def _together(self, token: Token, recipients: list[Party]) -> bool:
        """Does the counterpart stand after "with" or "between"?"""
        words = self.lexicon.any_of("with") | self.lexicon.any_of("between")
        heads = {p.head for p in recipients}
        frame = self.frame(token)
        return any(t.i in heads for name in words for t in frame.prep.get(name, ()))

    def _end_claim(self, token: Token, match: Match) -> Iterator[Claim]:
        for operand in self._operands(token, match):
            base = self.meaning(operand)
            meaning = self.scheme.ended(base) if base else None
            deed = self.match(operand)
            if meaning is None or deed is None or deed.operator is not None:
                continue
            actors = self._actors(token, match)
            frame = None if self._nominal(token) else self.frame(token)
            recipients = self._recipients(operand, deed)
            if frame is not None and not recipients:
                recipients = self._first(
                    frame, tuple(s for s in self._to(deed.pattern) if s != "obj"), Match(deed.pattern, [operand])
                )
            recipients = [p for p in recipients if not any(p.same(a) for a in actors)]
            if not actors or (not recipients and self.scheme.categories[meaning.category].recipient):
                continue
            yield self._claim(token, meaning.category, meaning.mode, meaning, match, actors, recipients, 0.75)
            return

    def _claim(
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
                    iter(self._actors(above, above_match) if above_match else []), None
                )
            if name in {"intend", "try", "begin", "announce", "deny"}:
                claim.chain.append(above)
                if not claim.actors and not self._nominal(above):
                    claim.actors = self._first(self.frame(above), ("subj",), match, strict=True)
            over = self.above.get(above.i)
        return claim

    def _planned(self, token: Token, above: Token) -> bool:
        """An announced deed lies ahead as an infinitive, as a noun only under some verbs."""
        if self._nominal(token):
            lemma = above.lemma_.lower() if self._nominal(above) else self.frame(above).lemma
            return lemma in self.lexicon.any_of("announce_future")
        return not self._finite(token)

    def _finite(self, token: Token) -> bool:
        return any(
            "VerbForm=Fin" in str(t.morph)
            for t in (token, *(c for c in self.sentence.children[token.i] if c.dep_.startswith(("aux", "cop"))))
        )
