"""What stands in a slot of a predicate or event noun, and whether a token is one of a pattern's nouns."""

from functools import cached_property

from msgspec import Struct

from streams.events.cases import feminine, nominative_der
from streams.events.frames import Frame
from streams.events.old_parties import Parties
from streams.events.patterns import CORE, Pattern
from streams.events.scheme import Scheme
from streams.events.sentence import Sentence
from streams.events.tokens import Token

FORCEFUL = ("assault", "coerce.seize", "coerce.occupy")
"""Deeds that things do to people too: their arguments stay as they are."""
KINDS = frozenset({"$group", "$person", "$place"})


class Match(Struct, eq=False):
    """A pattern that fits one token."""

    pattern: Pattern
    used: list[Token] = []  # the tokens that filled its slots

    @property
    def operator(self) -> str | None:
        return self.pattern.operator


class Slots:
    """Frames and slots of one sentence."""

    def __init__(self, sentence: Sentence, parties: Parties, scheme: Scheme) -> None:
        self.sentence, self.parties, self.scheme = sentence, parties, scheme
        self.lexicon = sentence.lexicon
        self._portions = self.lexicon.any_of("portions")
        self._turned: set[int] = set()

    def frame(self, token: Token) -> Frame:
        """The frame, with subject and object exchanged where the parser took the first noun for the subject though only
        the second can act: "Das Angebot aus Seoul schlug Nordkorea aus"."""
        frame = self.sentence.frame(token)
        if token.i in self._turned or not self.lexicon.compounds:
            return frame
        self._turned.add(token.i)
        if frame.subj and not frame.obj and not frame.passive and frame.iobj and not self.parties.of(frame.subj[0]):
            masculine = [
                t for t in frame.iobj if t.i > token.i and nominative_der(self.sentence, t) and self.parties.of(t)
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
        patterns = self.lexicon.verbs.get(frame.lemma, ())
        if not patterns or any(pattern.name.startswith(FORCEFUL) for pattern in patterns):
            return frame
        subject, target = frame.subj[0], frame.obj[0]
        if (
            self.parties.of(subject)
            or subject.pos_ not in {"NOUN", "PROPN"}
            or self.sentence.lookup(subject, self.lexicon.instruments) is not None
            or self._somebody(subject)
            or frame.lemma in self.lexicon.any_of("causing")
            or self._oblique(target)
        ):
            return frame
        if any(p.sector or p.group for p in self.parties.of(target)):
            frame.subj, frame.obj = frame.obj, frame.subj
        return frame

    def may_turn(self, token: Token) -> bool:
        """May `frame` exchange its arguments? Who shares them with another verb finds them exchanged."""
        if not self.lexicon.compounds:
            return False
        return self._last_masculine > token.i or self.sentence.lemma(token) in self.lexicon.verbs

    @cached_property
    def _last_masculine(self) -> int:
        """Where the last noun stands whose "der" says that it is a subject; -1 for none."""
        nouns = [self.sentence.up(token) for token in self.sentence.doc if token.lower_ == "der"]
        return max((noun.i for noun in nouns if nominative_der(self.sentence, noun)), default=-1)

    def _oblique(self, token: Token) -> bool:
        """Does its article say that it is no subject: "den Behörden", "der Armee"?"""
        articles = {c.lower_ for c in self.sentence.children[token.i]}
        return bool(articles & self.lexicon.any_of("accusative")) or (
            "der" in articles and feminine(self.sentence, token)
        )

    def _somebody(self, token: Token) -> bool:
        """Is it a person, though one that nothing is known of: "HDP-Chef Selahattin Demirtas"?"""
        if self.sentence.in_words(token, self.lexicon.any_of("persons")):
            return True
        near = [token, *(c for c in self.sentence.children[token.i] if c.dep_ in {"appos", "flat"})]
        return any((name := self.parties.entity(t, "name")) is not None and name.type == "PER" for t in near)

    def copular(self, token: Token) -> bool:
        return token.i in self.sentence.copular

    def nominal(self, token: Token) -> bool:
        return not (self.sentence.is_predicate(token) or self.copular(token))

    def is_noun(self, token: Token, words: frozenset[str]) -> bool:
        if "@any" in words or self.sentence.in_words(token, words):
            return True
        if not self.lexicon.compounds and self.sentence.in_words(token, self._portions):
            return any(self.is_noun(inner, words) for inner in self.sentence.nested(token, "of"))
        if special := words & KINDS:
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

    def said(self, token: Token) -> list[str]:
        """The words of the lexicon that a noun is, or that it is a portion of."""
        found = [*self.sentence.endings(token)]
        if not self.lexicon.compounds and self.sentence.in_words(token, self._portions):
            found += [word for inner in self.sentence.nested(token, "of") for word in self.said(inner)]
        return found

    def filler(self, tokens: list[Token], words: frozenset[str]) -> Token | None:
        """The first of the tokens that is one of a pattern's nouns."""
        return next((token for token in tokens if self.is_noun(token, words)), None)

    def slot(self, frame: Frame, name: str, used: list[Token] | None = None) -> list[Token]:
        """Tokens in a slot of a verb; prepositional ones also inside its other arguments."""
        if name in CORE:
            spare = [t for t in frame.obj if t not in used] if used and name == "iobj" else []
            return [*frame.iobj, *spare] if spare else frame.slot(name)
        if not self.sentence.reaches(name):
            return []
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

    def sense_noun(self, token: Token) -> bool:
        if token.pos_ not in {"NOUN", "PROPN", "X"} or not self.sentence.lookup(token, self.lexicon.nouns):
            return False
        return not self.parties.role(token) or self.sentence.keys(token)[0] in self.lexicon.nouns

    def carrier(self, token: Token) -> Token | None:
        """The verb that an event noun is an argument of."""
        head = self.sentence.up(token)
        if token.dep_ == "nmod" and self.sentence.in_words(head, self.lexicon.any_of("collectives")):
            token, head = head, self.sentence.up(head)  # "a new round of talks"
        while head.i != token.i and token.dep_ == "conj" and head.pos_ in {"NOUN", "PROPN"}:
            token, head = head, self.sentence.up(head)
        return (
            head
            if head.i != token.i and self.sentence.is_predicate(head) and token.dep_ not in {"nmod", "appos"}
            else None
        )
