"""On whose word a deed is told: verbs of saying, "according to", "laut"."""

from streams.events.sentence import Sentence
from streams.events.tokens import Token

UPWARD = 6  # clauses climbed
VERBS = frozenset({"VERB", "AUX"})
SPEAKING = frozenset({"operators.say", "operators.demand", "operators.threaten", "threaten.menace"})


class Attribution:
    """What of a sentence is said by somebody."""

    def __init__(self, sentence: Sentence) -> None:
        self.sentence, self.lexicon = sentence, sentence.lexicon
        self.sayings = self._sayings()
        """Verbs of saying, demanding and warning that follow what is said: "..., warned Tehran"."""
        surely = sentence.present("surely_according")
        self._marks = [token for token in sentence.doc if token.lower_ in surely]

    def says(self, token: Token) -> bool:
        return any(p.name == "operators.say" for p in self.lexicon.verbs.get(token.lemma_.lower(), ()))

    def _sayings(self) -> list[Token]:
        """Finite verbs of saying behind a comma or quote, their subject next to them."""
        return [t for t in self.sentence.doc if t.pos_ in VERBS and self._speaks(t) and self.inverted(t)]

    def _speaks(self, token: Token) -> bool:
        return any(p.name in SPEAKING for p in self.lexicon.verbs.get(token.lemma_.lower(), ()))

    def inverted(self, token: Token) -> bool:
        """ ", sagte der Minister." and ", the minister said.": verb and speaker alone after the comma."""
        if token.pos_ not in VERBS or token.i < 3:
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

    def within(self, token: Token, saying: Token) -> bool:
        """Is the token the saying itself or one of its arguments?"""
        current = token
        for _ in range(12):
            if current.i == saying.i:
                return not token.i < saying.i - 1 or any(t.i == token.i for t in self.sentence.children[saying.i])
            if self.sentence.up(current).i == current.i:
                return False
            current = self.sentence.up(current)
        return False

    def attributed(self, token: Token) -> bool:
        """ "laut", "nach Angaben von", "according to", "allegedly" in the clause."""
        reports, reportedly = self.lexicon.any_of("reports"), self.sentence.present("reportedly")
        according, surely = self.sentence.present("according"), self.sentence.present("surely_according")
        if not (reportedly or according or surely):
            return False
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
                forms = {child.lower_, child.lemma_.lower()}
                if forms & reportedly:
                    return True
                forms |= {c.lower_ for c in self.sentence.children[child.i] if c.dep_ in {"case", "mark", "fixed"}}
                if forms & according and (forms & surely or self.sentence.in_words(child, reports)):
                    return True
        return any(self._same_clause(mark, clause) for mark in self._marks)

    def _same_clause(self, token: Token, clause: Token) -> bool:
        current = token
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
