"""Noun phrases of a parsed sentence: preposition, coordination, what a relative pronoun stands for, phrases inside."""

from streams.events.lexicon import Lexicon
from streams.events.tokens import Parse, Token
from streams.events.words import Words

NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM", "ADJ", "DET", "X"})
DEPTH = 4  # of noun phrases inside noun phrases


class Phrases(Words):
    """Noun phrases, each read once."""

    def __init__(self, parsed: Parse, lexicon: Lexicon) -> None:
        super().__init__(parsed, lexicon)
        self._cases = {index: self._case(self.doc[index]) for index in self.marked}
        self.prepositions = frozenset(self._cases.values())
        """Those of all phrases."""
        self._nested: dict[tuple[int, str, int], list[Token]] = {}

    def case(self, token: Token) -> str | None:
        """The preposition of a phrase: "in", "in_front_of"; None for none."""
        return self._cases.get(token.i)

    def reaches(self, slot: str) -> bool:
        """May any phrase fill a slot that is named by a preposition? "of" is a genitive too."""
        return slot == "of" or slot in self.prepositions

    def _case(self, token: Token) -> str | None:
        names = [c for c in self.children[token.i] if c.dep_ == "case" and c.text not in {"'s", "’s", "'", "’"}]
        before = [c for c in names if c.i < token.i] or names
        if not before:
            return None
        first = before[0]
        if self.lexicon.compounds:
            return first.lemma_.lower()
        near = [c for place, c in enumerate(before[1:], 1) if c.i == first.i + place]  # "out of", not "with ... of"
        rest = [c.lower_ for c in (*near, *(c for c in self.children[first.i] if c.dep_ == "fixed"))]
        return "_".join([first.lemma_.lower(), *rest])

    def members(self, token: Token) -> list[Token]:
        """The phrase's head and what is coordinated with it, each without its relative pronoun."""
        found = [self.antecedent(token)]
        skipped = token.i < self.dateline or (
            token.pos_ in {"NOUN", "PROPN"} and token.lower_ in self.lexicon.any_of("subordinators")
        )
        if skipped:
            found = [
                c
                for c in self.children[token.i]
                if c.i >= self.dateline and c.pos_ in {"NOUN", "PROPN"} and self.case(c) is None
            ]
        elif token.pos_ == "PROPN" and not self.lexicon.compounds:  # "Canada and Costa Rica", joined to one name
            found += [
                c
                for c in self.children[token.i]
                if c.dep_ == "compound" and c.pos_ == "PROPN" and c.i < token.i and self.doc[c.i + 1].pos_ == "CCONJ"
            ]
        queue = [token, *found] if skipped else list(found)
        while queue and len(found) < 12:
            for child in self.children[queue.pop().i]:
                if child.dep_ == "conj" and child.pos_ in NOMINAL and child not in found:
                    found.append(child)
                    queue.append(child)
        return sorted(found, key=lambda t: t.i) if len(found) > 1 else found

    def antecedent(self, token: Token) -> Token:
        """What a relative pronoun stands for; any other token is itself."""
        if token.pos_ not in {"PRON", "DET", "SCONJ"} or token.lower_ not in self.lexicon.any_of("relative"):
            return token
        verb = self.up(token)
        for _ in range(6):
            if verb.dep_ in {"acl", "acl:relcl"}:
                return self.up(verb) if self.up(verb).i < token.i else token
            if self.up(verb).i == verb.i:
                break
            verb = self.up(verb)
        return token

    def nested(self, token: Token, slot: str, depth: int = 0) -> list[Token]:
        """Tokens of a slot inside a noun phrase and the phrases in it; `of`: genitive, possessor, "von"/"of"."""
        if not self.reaches(slot):
            return []
        if (known := self._nested.get((token.i, slot, depth))) is None:
            known = self._nested[token.i, slot, depth] = self._inside(token, slot, depth)
        return known

    def _inside(self, token: Token, slot: str, depth: int) -> list[Token]:
        found: list[Token] = []
        deeper: list[Token] = []
        possessive = self.lexicon.any_of("possessive")
        for child in self.children[token.i]:
            if child.dep_ == "acl" and slot != "of":  # "sanctions imposed on Iran"
                found += [
                    c for c in self.children[child.i] if c.dep_.startswith(("obl", "nmod")) and self.case(c) == slot
                ]
                continue
            if not child.dep_.startswith(("nmod", "obl", "compound", "appos", "flat")):
                continue
            case = self.case(child)
            if child.dep_.startswith(("nmod", "obl")):
                owned = case is None or case in possessive
                if case == slot or (slot == "of" and owned):
                    found.append(child)
                else:
                    deeper.append(child)
            elif (
                slot == "of"
                and case is None
                and child.i == token.i + 1
                and child.pos_ == "PROPN"
                and self.lexicon.compounds
                and (token.pos_ == "NOUN" or self.in_words(token, self.lexicon.nouns.keys()))
            ):
                found.append(child)  # a genitive that the parser took for an apposition: "der Angriff Ruandas"
        if not found and depth < DEPTH and slot != "of":
            for child in deeper:
                found += self.nested(child, slot, depth + 1)
        return found
