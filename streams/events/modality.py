"""How a deed is told: denied, supposed, planned, past or done, and on whose word. The table is DESIGN's."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from spacy.tokens import Token

from streams.events.sentence import Sentence

YEAR = re.compile(r"^(1\d{3}|20\d\d)$")
UPWARD = 6  # clauses climbed
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


class Modality:
    def __init__(self, sentence: Sentence) -> None:
        self.sentence, self.lexicon = sentence, sentence.lexicon
        self.sayings = self._sayings()
        """Verbs of saying, demanding and warning that follow what is said: "..., warned Tehran"."""

    def status(self, chain: Iterable[Token]) -> Status:
        """The chain is the trigger first, then light verbs and transparent operators over it."""
        status = Status()
        for token in chain:
            self._own(token, status)
        first = next(iter(chain))
        self._above(first, status)
        if first.dep_.startswith("xcomp") or any(t.dep_.startswith("xcomp") for t in chain):
            status.future |= any(self.sentence.up(t).lower_ in self.lexicon.any_of("going") for t in chain)
        if self._attributed(first):
            status.reported = True
        if status.would:  # "said it would" is a plan, "it would" a supposition
            status.future |= status.reported
            status.hypothetical |= not status.reported
        if status.reported and self._substitute(chain):
            status.hypothetical = status.hypothetical and self._doubted(chain)
        return status

    # ------------------------------------------------------------------ the predicate's own words
    def _aux(self, token: Token) -> list[Token]:
        return [c for c in self.sentence.children[token.i] if c.dep_.startswith(("aux", "cop"))]

    def _own(self, token: Token, status: Status) -> None:
        words = self.lexicon.any_of
        kids = self.sentence.children[token.i]
        auxiliaries = self._aux(token)
        if (
            token.dep_ == "conj"
            and not auxiliaries
            and self.sentence.up(token).pos_ in {"VERB", "AUX"}
            and "VerbForm=Fin" not in str(token.morph)
        ):
            auxiliaries = self._aux(self.sentence.up(token))
            if (
                any(
                    c.lower_ in words("negators") and c.i < self.sentence.up(token).i
                    for c in self.sentence.children[self.sentence.up(token).i]
                )
                and self.lexicon.compounds is False
            ):
                status.negated = True
        marks = {c.lower_ for c in kids if c.dep_ in {"mark", "case", "advmod", "cc"}}
        near = [
            token,
            *kids,
            *(
                g
                for a in kids
                if a.dep_.startswith(("aux", "advmod", "obl", "xcomp"))
                for g in self.sentence.children[a.i]
            ),
        ]
        if any(c.lower_ in words("negators") and c.i != token.i for c in near) or marks & words("without"):
            status.negated = True
        arguments = [c for c in kids if c.dep_.startswith(("obj", "obl", "iobj", "nsubj", "xcomp"))]
        if any(
            g.lower_ in words("no")
            for a in (token, *arguments)
            for g in self.sentence.children[a.i]
            if g.dep_ in {"det", "advmod", "amod", "nmod", "obl", "cc", "cc:preconj"}
        ):
            status.negated = True
        if any(
            c.lower_ in words("possible") or c.lemma_.lower() in words("possible")
            for c in kids
            if c.dep_ in {"advmod", "amod", "xcomp"}
        ):
            status.hypothetical = True
        if any(c.lower_ in words("almost") for c in kids):
            status.hypothetical = True
        self._verbs(token, auxiliaries, status)
        if marks & words("if") and token.dep_ not in {"ccomp"}:
            status.hypothetical = True
        opener = next(iter(auxiliaries), token)
        if opener.lower_ in words("conditional_verbs") and (
            opener.i == 0 or self.sentence.doc[opener.i - 1].text in ",;:-–—"
        ):
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
        for clause in kids:
            as_said = any(c.lower_ in words("as") for c in self.sentence.children[clause.i])
            if as_said and clause.dep_.startswith(("advcl", "parataxis", "ccomp")) and self._says(clause):
                status.reported, status.reporter = True, status.reporter or clause

    def _condition(self, clause: Token) -> bool:
        return any(
            c.lower_ in self.lexicon.any_of("if") and c.i < clause.i
            for c in self.sentence.children[clause.i]
            if not c.dep_.startswith("aux")
        )

    def _verbs(self, token: Token, auxiliaries: list[Token], status: Status) -> None:
        words = self.lexicon.any_of
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
            elif lemma in words("must") and verb.lower_ not in words("conditional_verbs"):
                status.obliged = True
            elif verb.lower_ in words("conditional_verbs"):
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

    def _past_will(self, verb: Token) -> bool:
        return verb.lower_ in self.lexicon.any_of("become_past")

    def _ambiguous(self, token: Token) -> bool:
        """Weak verbs: the past and the Konjunktiv II are one form ("lieferte"); it counts as the past."""
        return token.lower_.endswith(("te", "ten", "test", "tet"))

    # ------------------------------------------------------------------ clauses above
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
            if current.dep_.startswith(("ccomp", "parataxis")) and self._says(head):
                status.reported = True
                status.reporter = status.reporter or head
            elif current.dep_.startswith("ccomp") and head.lemma_.lower() in words("doubt"):
                status.hypothetical = True
            current = head
        for child in self.sentence.children[token.i]:
            if child.dep_.startswith(("parataxis", "ccomp")) and self._says(child) and self._inverted(child):
                status.reported, status.reporter = True, child
        for saying in self.sayings:
            if saying.i > token.i and status.reporter is None and not self._within(token, saying):
                status.reported, status.reporter = True, saying

    def _within(self, token: Token, saying: Token) -> bool:
        """Is the token the saying itself or one of its arguments?"""
        current = token
        for _ in range(12):
            if current.i == saying.i:
                return not token.i < saying.i - 1 or any(t.i == token.i for t in self.sentence.children[saying.i])
            if self.sentence.up(current).i == current.i:
                return False
            current = self.sentence.up(current)
        return False

    def _says(self, token: Token) -> bool:
        return any(p.name == "operators.say" for p in self.lexicon.verbs.get(token.lemma_.lower(), ()))

    def _sayings(self) -> list[Token]:
        """Finite verbs of saying behind a comma or quote, their subject next to them."""
        return [t for t in self.sentence.doc if self._inverted(t) and self._speaks(t)]

    def _speaks(self, token: Token) -> bool:
        names = {"operators.say", "operators.demand", "operators.threaten", "threaten.menace"}
        return any(p.name in names for p in self.lexicon.verbs.get(token.lemma_.lower(), ()))

    def _inverted(self, token: Token) -> bool:
        """ ", sagte der Minister." and ", the minister said.": verb and speaker alone after the comma."""
        if token.pos_ not in {"VERB", "AUX"} or token.i < 3:
            return False
        left = token.i - 1
        if self.lexicon.compounds:
            if self.sentence.doc[left].lower_ in {"so", "wie"}:
                left -= 1
            return self.sentence.doc[left].text in {",", "“", "”", '"', "«", "»", "–", "-"} and "VerbForm=Fin" in str(
                token.morph
            )
        subjects = [c for c in self.sentence.children[token.i] if c.dep_.startswith("nsubj")]
        if not subjects:
            return False
        first = min(t.i for s in subjects for t in s.subtree)
        return first > 0 and self.sentence.doc[first - 1].text in {",", "”", '"', "–", "-"} and token.i > first

    # ------------------------------------------------------------------ attribution
    def _attributed(self, token: Token) -> bool:
        """ "laut", "nach Angaben von", "according to", "allegedly" in the clause."""
        words = self.lexicon.any_of
        clause = token
        for _ in range(UPWARD):
            if clause.pos_ in {"VERB", "AUX"} or self.sentence.up(clause).i == clause.i:
                break
            clause = self.sentence.up(clause)
        near = [clause, token]
        while (
            near[-1].dep_.startswith(("conj", "xcomp", "ccomp"))
            and self.sentence.up(near[-1]).i != near[-1].i
            and len(near) < UPWARD
        ):
            near.append(self.sentence.up(near[-1]))
        for head in near:
            for child in self.sentence.children[head.i]:
                if child.lower_ in words("reportedly") or child.lemma_.lower() in words("reportedly"):
                    return True
                cases = {c.lower_ for c in self.sentence.children[child.i] if c.dep_ in {"case", "mark", "fixed"}} | {
                    child.lower_,
                    child.lemma_.lower(),
                }
                if cases & words("according") and (
                    cases & words("surely_according") or self.sentence.in_words(child, words("reports"))
                ):
                    return True
        return any(
            self.sentence.doc[i].lower_ in words("surely_according")
            for i in range(len(self.sentence.doc))
            if self._same_clause(i, clause)
        )

    def _same_clause(self, index: int, clause: Token) -> bool:
        current = self.sentence.doc[index]
        for _ in range(5):
            if current.i == clause.i:
                return True
            if (
                current.dep_.startswith(("ccomp", "advcl", "acl", "parataxis"))
                or self.sentence.up(current).i == current.i
            ):
                return False
            current = self.sentence.up(current)
        return False

    # ------------------------------------------------------------------ Konjunktiv II in reported speech
    def _substitute(self, chain: Iterable[Token]) -> bool:
        """ "hätten ... gestürmt, sagte er": it stands for the Konjunktiv I, so the deed is told as done."""
        unreal = self.lexicon.any_of("unreal_past")
        return any(a.lower_ in unreal and "VerbForm=Part" in str(t.morph) for t in chain for a in self._aux(t))

    def _doubted(self, chain: Iterable[Token]) -> bool:
        words = self.lexicon.any_of("almost") | self.lexicon.any_of("possible")
        return any(c.lower_ in words for t in chain for c in self.sentence.children[t.i]) or any(
            self._condition(c) for t in chain for c in self.sentence.children[t.i] if c.dep_.startswith("advcl")
        )


def is_historical(sentence: Sentence, token: Token, nominal: bool, year: int | None) -> bool:
    """Dated before the article's year, an anniversary, or "since 1953" of a finished deed."""
    words = sentence.lexicon.any_of
    lowered = [t.lower_ for t in sentence.doc]
    if any(t.lemma_.lower() in words("anniversary") or t.lower_ in words("anniversary") for t in sentence.doc):
        return True
    text = f" {' '.join(lowered)} "
    if any(f" {phrase} " in text for phrase in words("past_year")):
        return True
    if year is None:
        return False
    for index, word in enumerate(lowered):
        if YEAR.match(word) and int(word) < year:
            before = lowered[max(0, index - 3) : index]
            if before and before[-1] in words("in_year"):
                return True
            if set(before) & words("since") and not nominal:
                continue
            head = sentence.up(sentence.doc[index])
            if (
                head.pos_ in {"NOUN", "PROPN"}
                and head.i > index
                and head.dep_ != "ROOT"
                and not head.lower_.isdigit()
                and head.i != token.i
            ):
                continue
            return True
    return False
