"""How a deed is told: denied, supposed, planned, past or done, and on whose word. The table is DESIGN's."""

from collections.abc import Iterable
from dataclasses import dataclass

from streams.events.attribution import UPWARD, Attribution
from streams.events.tokens import Token

VERBAL = ("xcomp", "conj", "ccomp", "advcl", "acl", "acl:relcl", "parataxis")


@dataclass(slots=True)
class Status:
    negated: bool = False
    hypothetical: bool = False
    future: bool = False
    obliged: bool = False  # must, soll: what somebody demands
    conditional: bool = False  # "..., if ...": stands under a condition
    reported: bool = False
    would: bool = False
    reporter: Token | None = None  # the predicate of saying


class Modality(Attribution):
    """The status of the deeds of one sentence."""

    def status(self, chain: Iterable[Token]) -> Status:
        """The chain is the trigger first, then light verbs and transparent operators over it."""
        status = Status()
        for token in chain:
            self._own(token, status)
        first = next(iter(chain))
        self._above(first, status)
        if first.dep_.startswith("xcomp") or any(t.dep_.startswith("xcomp") for t in chain):
            status.future |= any(self.sentence.up(t).lower_ in self.lexicon.any_of("going") for t in chain)
        if self.attributed(first):
            status.reported = True
        if status.reporter is not None and any(
            c.dep_.startswith("advcl") and c.i < status.reporter.i and c.i != first.i and self._condition(c)
            for c in self.sentence.children[status.reporter.i]
        ):
            status.conditional = True  # "X will strike if ..., Y warned": the condition hangs on the warning
        if status.would:  # "said it would" is a plan, "it would" a supposition
            status.future |= status.reported
            status.hypothetical |= not status.reported
        if status.reported and self._substitute(chain):
            status.hypothetical = status.hypothetical and self._doubted(chain)
        return status

    def _aux(self, token: Token) -> list[Token]:
        return [c for c in self.sentence.children[token.i] if c.dep_.startswith(("aux", "cop"))]

    def _own(self, token: Token, status: Status) -> None:
        words = self.sentence.present
        negators, no, possible, said_so = words("negators"), words("no"), words("possible"), words("as")
        kids = self.sentence.children[token.i]
        auxiliaries = self._aux(token)
        if (
            token.dep_ == "conj"
            and not auxiliaries
            and self.sentence.up(token).pos_ in {"VERB", "AUX"}
            and "VerbForm=Fin" not in str(token.morph)
        ):
            auxiliaries = self._aux(self.sentence.up(token))
            if not self.lexicon.compounds and any(
                c.lower_ in negators and c.i < self.sentence.up(token).i
                for c in self.sentence.children[self.sentence.up(token).i]
            ):
                status.negated = True
        marks = {c.lower_ for c in kids if c.dep_ in {"mark", "case", "advmod", "cc"}}
        if (negators and self._negated(token, negators)) or marks & words("without"):
            status.negated = True
        if no and self._of_none(token, no):
            status.negated = True
        if possible and any(
            c.lower_ in possible or c.lemma_.lower() in possible for c in kids if c.dep_ in {"advmod", "amod", "xcomp"}
        ):
            status.hypothetical = True
        if not words("almost").isdisjoint([c.lower_ for c in kids]):
            status.hypothetical = True
        self._verbs(token, auxiliaries, status)
        if marks & words("if") and token.dep_ not in {"ccomp"}:
            status.hypothetical = True
        opener = next(iter(auxiliaries), token)
        if opener.lower_ in words("conditional_verbs") and self._opens(opener):
            status.hypothetical = True
        if any(c.dep_.startswith("advcl") and self._condition(c) for c in kids):
            status.conditional = True
        if marks & words("purpose") and token.dep_.startswith("advcl"):
            upper = Status()
            self._own(self.sentence.up(token), upper)
            done = any(
                "Tense=Past" in str(t.morph) or "VerbForm=Part" in str(t.morph)
                for t in (self.sentence.up(token), *self._aux(self.sentence.up(token)))
            )
            status.hypothetical |= upper.hypothetical
            status.negated |= upper.negated
            status.future |= upper.future or not (done or upper.hypothetical)
        for clause in kids if said_so else ():
            if (
                clause.dep_.startswith(("advcl", "parataxis", "ccomp"))
                and any(c.lower_ in said_so for c in self.sentence.children[clause.i])
                and self.says(clause)
            ):
                status.reported, status.reporter = True, status.reporter or clause

    def _negated(self, token: Token, negators: frozenset[str]) -> bool:
        """Does a negator stand beside the predicate, or beside what hangs on it?"""
        kids = self.sentence.children[token.i]
        bearers = [c for c in kids if c.dep_.startswith(("aux", "advmod", "obl", "xcomp"))]
        near = [*kids, *(c for bearer in bearers for c in self.sentence.children[bearer.i])]
        return any(c.lower_ in negators and c.i != token.i for c in near)

    def _of_none(self, token: Token, no: frozenset[str]) -> bool:
        """ "no sanctions were imposed": is it told of no subject or object?"""
        kids = self.sentence.children[token.i]
        arguments = [c for c in kids if c.dep_.startswith(("obj", "obl", "iobj", "nsubj", "xcomp"))]
        return any(
            c.lower_ in no
            for bearer in (token, *arguments)
            for c in self.sentence.children[bearer.i]
            if c.dep_ in {"det", "advmod", "amod", "nmod", "obl", "cc", "cc:preconj"}
        )

    def _condition(self, clause: Token) -> bool:
        conditions = self.sentence.present("if")
        return bool(conditions) and any(
            c.lower_ in conditions and c.i < clause.i
            for c in self.sentence.children[clause.i]
            if not c.dep_.startswith("aux")
        )

    def _verbs(self, token: Token, auxiliaries: list[Token], status: Status) -> None:
        words = self.sentence.present
        infinitive = "VerbForm=Inf" in str(token.morph) or not self.lexicon.compounds
        perfect = any(a.lemma_.lower() in words("perfect") for a in auxiliaries)
        for verb in auxiliaries:
            lemma, passive = (
                verb.lemma_.lower(),
                verb.dep_ == "aux:pass" and not ("VerbForm=Inf" in str(token.morph) and self.lexicon.compounds),
            )
            if verb.lower_ in words("would"):
                status.would = True
            elif verb.lower_ in words("could"):
                status.hypothetical = True
            elif lemma in words("hearsay") and perfect:
                status.reported = True
            elif lemma in words("must") and not self._supposes(verb):
                status.obliged = True
            elif self._supposes(verb):
                status.hypothetical = True
            elif (
                lemma in words("will")
                and not passive
                and (infinitive or len(auxiliaries) > 1)
                and not self._past_will(verb)
            ):
                status.future = True
        finite = [t for t in (token, *auxiliaries) if "VerbForm=Fin" in str(t.morph) or "Mood=" in str(t.morph)]
        if any("Mood=Sub" in str(t.morph) and "Tense=Pres" in str(t.morph) for t in finite):
            status.reported = True
        if any(
            "Mood=Sub" in str(t.morph) and "Tense=Past" in str(t.morph) and t.lower_ not in words("indicative_too")
            for t in finite
            if t.i != token.i or not self._ambiguous(t)
        ):
            status.hypothetical = True

    def _opens(self, verb: Token) -> bool:
        """Does the verb stand first in its clause?"""
        return verb.i == 0 or self.sentence.doc[verb.i - 1].text in ",;:-–—"

    def _supposes(self, verb: Token) -> bool:
        """German "sollte" anywhere, English "should" only in front: "Should Peru expel ..."."""
        conditional = verb.lower_ in self.lexicon.any_of("conditional_verbs")
        return conditional and (self.lexicon.compounds or self._opens(verb))

    def _past_will(self, verb: Token) -> bool:
        return verb.lower_ in self.lexicon.any_of("become_past")

    def _ambiguous(self, token: Token) -> bool:
        """Weak verbs: the past and the Konjunktiv II are one form ("lieferte"); it counts as the past."""
        return token.lower_.endswith(("te", "ten", "test", "tet"))

    def _above(self, token: Token, status: Status) -> None:
        """A condition, a saying or a supposition over the clause."""
        words = self.lexicon.any_of
        current = token
        while (
            current.dep_ in {"obj", "obl", "nmod", "nsubj", "nsubj:pass", "iobj", "obl:arg", "appos"}
            and self.sentence.up(current).i != current.i
        ):
            current = self.sentence.up(current)
        for _ in range(UPWARD):
            head = self.sentence.up(current)
            if head.i == current.i or not current.dep_.startswith(VERBAL):
                break
            if current.dep_.startswith("advcl") and self._condition(current):
                status.hypothetical = True
            if current.dep_.startswith(("ccomp", "parataxis")) and self.says(head):
                status.reported = True
                status.reporter = status.reporter or head
            elif current.dep_.startswith("ccomp") and head.lemma_.lower() in words("doubt"):
                status.hypothetical = True
            current = head
        for child in self.sentence.children[token.i]:
            if child.dep_.startswith(("parataxis", "ccomp")) and self.says(child) and self.inverted(child):
                status.reported, status.reporter = True, child
        for saying in self.sayings:
            if saying.i > token.i and status.reporter is None and not self.within(token, saying):
                status.reported, status.reporter = True, saying

    def _substitute(self, chain: Iterable[Token]) -> bool:
        """ "hätten ... gestürmt, sagte er": it stands for the Konjunktiv I, so the deed is told as done."""
        unreal = self.sentence.present("unreal_past")
        return bool(unreal) and any(
            a.lower_ in unreal and "VerbForm=Part" in str(t.morph) for t in chain for a in self._aux(t)
        )

    def _doubted(self, chain: Iterable[Token]) -> bool:
        words = self.lexicon.any_of("almost") | self.lexicon.any_of("possible")
        return any(c.lower_ in words for t in chain for c in self.sentence.children[t.i]) or any(
            self._condition(c) for t in chain for c in self.sentence.children[t.i] if c.dep_.startswith("advcl")
        )
