"""Which deed or operator a word tells: the most specific pattern of the lexicon, and what an operator is about."""

from streams.events.lexicon import NONE
from streams.events.old_parties import Parties
from streams.events.patterns import SPECIAL, Pattern
from streams.events.scheme import Meaning, Scheme
from streams.events.sentence import Sentence
from streams.events.sides import Sides
from streams.events.slots import Match
from streams.events.tokens import Token

NOMINAL = frozenset({"NOUN", "PROPN", "X"})
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


class Matcher(Sides):
    """The matches of a sentence's words, found once each."""

    def __init__(self, sentence: Sentence, parties: Parties, scheme: Scheme) -> None:
        super().__init__(sentence, parties, scheme)
        self.settled = False
        """Is the match of every token known? What an operator is about does not change any more then."""
        self._matches: dict[int, Match | None] = {}
        self._operands: dict[int, list[Token]] = {}

    def match(self, token: Token) -> Match | None:
        """The most specific pattern that fits the token; None where none does or its sense is no deed."""
        if token.i not in self._matches:
            self._matches[token.i] = None
            self._matches[token.i] = self._match(token)
        return self._matches[token.i]

    def _match(self, token: Token) -> Match | None:
        if self.sentence.is_predicate(token) or self.copular(token):
            found = self._verb_matches(token)
        elif token.pos_ in NOMINAL:
            found = self._noun_matches(token)
        else:
            return None
        return self._chosen(token, found) if found else None

    def _chosen(self, token: Token, found: list[Match]) -> Match | None:
        """The match with the most slots; of several an operator that is about something, or a deed with a recipient."""
        if len(found) > 1:
            best = max([len(match.pattern.slots) for match in found])
            found = [match for match in found if len(match.pattern.slots) == best]
        if any(match.pattern.name == "nothing" for match in found):
            return None
        if len(found) == 1:
            return found[0]
        operators = [match for match in found if match.operator]
        deeds = [match for match in found if not match.operator]
        for match in operators:
            if self.operands_of(token, match) and match.operator not in {"say", "begin"}:
                return match
        for match in deeds:
            if self.recipients(token, match) or match.pattern.recipient == ():
                return match
        for name in ("agree", "refuse", "threaten", "demand", "accuse", "condemn"):
            for match in operators:
                if match.operator == name and self.recipients(token, match):
                    return match
        return (deeds or operators)[0]

    def _verb_matches(self, token: Token) -> list[Match]:
        patterns = self._patterns(token)
        if not patterns and not self.may_turn(token):
            return []
        frame, found = self.frame(token), []
        nominal = not self.lexicon.compounds and any(t.pos_ in {"NOUN", "PROPN", "ADJ"} for t in frame.pred)
        filled: dict[str, tuple[list[Token], frozenset[str]]] = {}
        for pattern in patterns:
            if nominal and not pattern.slots and pattern.operator is None:
                continue
            used = []
            for slot, words in pattern.slots:
                if slot not in filled:
                    tokens = self.slot(frame, slot)
                    told = SPECIAL.union(*map(self.said, tokens)) if tokens else NONE
                    filled[slot] = tokens, told
                tokens, told = filled[slot]
                if told.isdisjoint(words):
                    break
                if (filler := self.filler(tokens, words)) is None:
                    break
                used.append(filler)
            else:
                found.append(Match(pattern, used))
        return found

    def _patterns(self, token: Token) -> list[Pattern]:
        """The patterns of a predicate whose prepositions the sentence has."""
        lemma, base = self.sentence.lemma(token), token.lemma_.lower()
        found = self.lexicon.verbs.get(lemma, ())
        if base != lemma and not self.lexicon.compounds:
            found = (*found, *self.lexicon.verbs.get(base, ()))
        there = self.sentence.prepositions
        return [pattern for pattern in found if pattern.prepositions <= there]

    def _noun_matches(self, token: Token) -> list[Match]:
        patterns = self.sentence.lookup(token, self.lexicon.nouns)
        if not patterns or (self.parties.role(token) and self.sentence.keys(token)[0] not in self.lexicon.nouns):
            return []  # "Kremlkritiker" is nobody's criticism
        if self.sentence.agent_of(token, self.lexicon.nouns):
            return []
        found = []
        for pattern in patterns:
            used = [
                t
                for slot, words in pattern.slots
                for t in self.sentence.nested(token, "of" if slot == "obj" else slot)
                if self.is_noun(t, words)
            ]
            if len(used) >= len(pattern.slots):
                found.append(Match(pattern, used))
        return found

    def operator(self, token: Token) -> str | None:
        match = self.match(token)
        return match.operator if match else None

    def operands_of(self, token: Token, match: Match) -> list[Token]:
        """The deeds that an operator is about: infinitives, clauses, and nouns of deeds in its object or over-slots."""
        if not self.settled:
            return self._operands_of(token, match)
        if token.i not in self._operands:
            self._operands[token.i] = self._operands_of(token, match)
        return self._operands[token.i]

    def _operands_of(self, token: Token, match: Match) -> list[Token]:
        over = self.lexicon.over[match.pattern.name]
        if self.sentence.is_predicate(token) or self.copular(token):
            frame = self.frame(token)
            clauses = [c for c in frame.clauses if self._complement(c, match)]
            nouns = [t for t in (*frame.obj, *frame.iobj) if not self.parties.of(t) or self.sense_noun(t)]
            nouns += [t for prep in over if prep != "of" for t in self.slot(frame, prep)]
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
            return not marks.isdisjoint((*self.lexicon.over[match.pattern.name], *self.lexicon.any_of("complement")))
        return clause.dep_ == "parataxis" and match.operator == "say"

    def _deed_nouns(self, token: Token, depth: int = 0) -> list[Token]:
        if self.sense_noun(token):
            return [token]
        if depth >= 2:
            return []
        kids = [
            c
            for c in self.sentence.children[token.i]
            if c.dep_.startswith(("nmod", "obl")) and c.pos_ in {"NOUN", "PROPN"}
        ]
        return [deed for child in kids for deed in self._deed_nouns(child, depth + 1)]

    def _sense(self, token: Token) -> bool:
        return self.match(token) is not None

    def meaning(self, token: Token, depth: int = 0) -> Meaning | None:
        """What deed a token stands for in the end: "lift sanctions" is the meaning that ending sanctions has."""
        match = self.match(token)
        if match is None or depth > 3:
            return None
        if match.operator is None:
            return self.scheme.meanings[match.pattern.name]
        inner = next((m for t in self.operands_of(token, match) if (m := self.meaning(t, depth + 1))), None)
        if match.operator == "end":
            return self.scheme.ended(inner) if inner else None
        standing = STANDING.get(match.operator)
        if standing and match.operator != "demand":
            return Meaning(match.pattern.name, standing[0], kind="deed")
        return inner
