"""Two rules that put right what a German parser reads wrong: the object that stands before the verb.

A determiner's case decides ("den Rücktritt verkündete der Präsident": obj; "dem Land half ...": dative, obl:arg); and
of two bare subjects on one verb the second is the object ("Scholz traf Macron"). The determiners are the pack's
(`facts.toml`, [case]).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Token

SUBJECTS = frozenset({"nsubj", "nsubj:pass"})


@dataclass(frozen=True, slots=True)
class CaseRules:
    accusative: frozenset[str]  # determiners that are accusative whatever their noun: den (singular), einen, keinen
    dative: frozenset[str]  # dem, einem
    nominative: frozenset[str]  # pronouns that can only be subjects: er, ich, wir

    def mend(self, doc: Doc) -> None:
        """Relabels subjects of a parsed Doc in place."""
        for token in doc:
            if token.dep_ in SUBJECTS and not self._has_preposition(token):
                case = self._case(token)
                if case == "accusative" and token.dep_ == "nsubj":
                    token.dep_ = "obj"
                elif case == "dative":
                    token.dep_ = "obl:arg"
        subjects = Counter(token.head.i for token in doc if token.dep_ == "nsubj" and token.head.i != token.i)
        for index in sorted(subjects):
            if subjects[index] == 2:
                self._second_subject(doc[index])

    def _case(self, noun: Token) -> str | None:
        for child in noun.children:
            if child.i < noun.i and child.dep_ in {"det", "det:poss"}:
                if child.lower_ in self.accusative:
                    return "accusative"
                if child.lower_ in self.dative:
                    return "dative"
        return None

    def _has_preposition(self, noun: Token) -> bool:
        return any(child.dep_ == "case" for child in noun.children)

    def _second_subject(self, verb: Token) -> None:
        if any(child.dep_ in {"obj", "cop"} for child in verb.children):
            return
        first, second = (child for child in verb.children if child.dep_ == "nsubj")
        if second.lower_ in self.nominative and first.lower_ not in self.nominative:
            first.dep_ = "obj"
        else:
            second.dep_ = "obj"


def load_case_rules(facts: Mapping[str, Sequence[str]]) -> CaseRules:
    return CaseRules(*(frozenset(facts[case]) for case in ("accusative", "dative", "nominative")))
