"""Who a noun phrase is: country or group, sector, and the span that says so."""

from collections.abc import Callable, Sequence
from datetime import datetime

from msgspec.structs import replace

from streams.events.belonging import DEPTH
from streams.events.ellipsis import Ellipsis
from streams.events.naming import PLACES, Party
from streams.events.sentence import Sentence
from streams.events.tokens import Token
from streams.knowledge import Knowledge
from streams.records import Entity

__all__ = ["PLACES", "Parties", "Party", "Resolver", "nobody"]

Resolver = Callable[[Token], Party | None]
"""What a pronoun or "the country" stands for, or None."""


def nobody(_: Token) -> None:
    """Resolves nothing."""


class Parties(Ellipsis):
    """The parties of one sentence, found once each."""

    def __init__(
        self, sentence: Sentence, entities: Sequence[Entity], knowledge: Knowledge, at: datetime | None, source: str
    ) -> None:
        super().__init__(sentence, entities, knowledge, at, source)
        self.resolver: Resolver = nobody
        self._of: dict[int, list[Party]] = {}

    def parties(self, token: Token) -> list[Party]:
        """The parties of a phrase and of all that is coordinated with it."""
        return [party for member in self.sentence.members(token) for party in self.of(member)]

    def of(self, token: Token) -> list[Party]:
        """The parties that the phrase with this head is; more than one for "the French and the German minister"."""
        if (known := self._of.get(token.i)) is None:
            self._of[token.i] = []
            self._of[token.i] = known = self._find(token)
        return known

    def inside(self, token: Token, depth: int = 0) -> list[Party]:
        """The parties inside a phrase that is none itself: "Iran's proposal", "criticism of the raid on Gaza"."""
        found: list[Party] = []
        part = self.entity(token, "part")
        if part is not None and (party := self.linked(token, part, part.start, part.end)):
            return [party]
        pairs = self.adjectives(token)
        if len(pairs) == 1 and not self.sentence.in_words(token, self.lexicon.vocabulary):  # "an Iranian physicist"
            adjective, entity = pairs[0]
            country = entity.country
            return [self.party(token, [adjective], country=country, sector="GOV", loose=True)] if country else []
        found += [party for a, e in pairs if (party := self.linked_token(a, e)) is not None]
        if found or depth >= DEPTH:
            return found
        later: list[Token] = []
        for child in self.sentence.children[token.i]:
            if child.dep_.startswith(("nmod", "compound", "flat", "appos", "obl")) and child.pos_ not in {
                "ADV",
                "PUNCT",
            }:
                here = self.parties(child)
                if here and not (
                    here[0].place
                    and self.sentence.case(child) in self.lexicon.any_of("seat_in")
                    and (found or self.lexicon.compounds)
                ):
                    found += here
                elif not here:
                    later.append(child)
        for child in later:
            if not found:
                found = self.inside(child, depth + 1)
        if not found:
            found = self._makers(token)
        return found

    def _makers(self, token: Token) -> list[Party]:
        """Who made it: "missiles fired by the army", "orders passed by the police"."""
        for child in self.sentence.children[token.i]:
            if child.dep_ == "acl":
                for agent in self.sentence.children[child.i]:
                    if self.sentence.case(agent) in self.lexicon.any_of("agent") and (found := self.parties(agent)):
                        return found
        return []

    def _find(self, token: Token) -> list[Party]:  # noqa: PLR0911 - one return a kind of phrase
        if token.pos_ in {"PRON", "DET"}:
            if token.dep_.startswith(("nmod", "det")):
                return []  # "its ambassador" is no second party
            party = self.resolver(token)
            return [party] if party else []
        if token.pos_ in {"VERB", "AUX", "ADV", "ADP", "PUNCT", "CCONJ"}:
            return []
        if token.lower_ in self.lexicon.any_of("directions"):
            return self.cut(token)
        sector = self.role(token)
        name = self.entity(token, "name")
        thing = self.thing(name)
        if (
            thing is not None
            and name is not None
            and thing.kind != "other"
            and (sector is None or thing.kind in {"organ", "armed", "body", "seat"})
        ):
            for child in self.sentence.children[token.i]:  # "Frankreichs Regierung" with the name as head
                if (
                    child.dep_ in {"flat", "appos"}
                    and child.i == token.i + 1
                    and self.role(child)
                    and token.lower_.endswith("s")
                ):
                    return [self.party(child, [token], sector=self.role(child), country=name.country, person=True)]
            party = self.linked(token, name, name.start, name.end)
            return [party] if party else []
        if sector is not None and token.lower_ in self.lexicon.any_of("quantities"):
            for child in self.sentence.children[token.i]:
                if (
                    child.dep_.startswith(("flat", "appos", "nmod"))
                    and self.role(child) is not None
                    and child.i > token.i
                ):
                    return self.of(child)
        if (people := self.demonym(token)) is not None:
            party = self.linked(token, people, people.start, people.end)
            return [replace(party, sector="CVL", plural=True)] if party else []
        if sector is None:
            plain = self._collective(token) or self.elliptic(token) or self.titled(token)
            return plain or self.cut(token) or self.unlinked(token, name)
        return self._role_party(token, sector)

    def _role_party(self, token: Token, sector: str) -> list[Party]:
        if self._measure(token):
            return []
        country, group, inner, used = self.belongs(token)
        generic = sector == "" or self.sentence.in_words(token, self.lexicon.any_of("generic"))
        if group is not None:
            sector, country = "IGO", None
        elif generic and inner:
            sector = inner
        elif inner == "OPP":
            sector = "OPP"
        former = self.sentence.present("former")
        if former and any(c.lower_ in former or c.lemma_.lower() in former for c in self.sentence.children[token.i]):
            sector = ""
        if sector == "GOV" and self.sentence.in_words(token, self.lexicon.any_of("country")) and not self.states(token):
            return []
        if len(owners := self._owners(token)) > 1:
            return [replace(p, sector=("IGO" if p.group else sector) or None, person=True, place=False) for p in owners]
        party = self.party(
            token, used, sector=sector or None, country=country, group=group, person=True, place=sector == ""
        )
        named = self.titled(token)
        if country is None and group is None and named:
            return [replace(party, id=named[0].id, country=named[0].country, group=named[0].group)]
        adjectives = self.adjectives(token)
        if len({e.id for _, e in adjectives}) > 1:
            rest = [self.linked_token(a, e) for a, e in adjectives[:-1]]
            return [replace(p, sector=sector or None) for p in rest if p is not None] + [
                replace(party, country=adjectives[-1][1].country)
            ]
        return [party]

    def _collective(self, token: Token) -> list[Party]:
        """ "a group of Saudi hackers": those it is made of."""
        if self._entities.get(token.i) or not self.sentence.in_words(token, self.lexicon.any_of("collectives")):
            return []
        return [p for c in self.sentence.nested(token, "of") for p in self.parties(c)]

    def _measure(self, token: Token) -> bool:
        """ "an army of ladybirds": a noun of quantity, no force."""
        if not self.sentence.in_words(token, self.lexicon.any_of("measures")):
            return False
        return any(
            self.sentence.case(c) in self.lexicon.any_of("possessive")
            and (c.pos_ == "NOUN" or c.is_lower)
            and self.role(c) is None
            and not self._entities.get(c.i)
            and not self.inside(c)
            for c in self.sentence.children[token.i]
        )

    def _owners(self, token: Token) -> list[Party]:
        """ "the ministers of Ghana and Togo", "die Streitkräfte Indiens und Japans": one party each."""
        if "Number=Sing" in str(token.morph):
            return []
        if not self.lexicon.compounds and token.lower_ == token.lemma_.lower():
            return []
        for child in self.sentence.children[token.i]:
            if (
                child.dep_.startswith(("nmod", "appos", "flat"))
                and child.pos_ == "PROPN"
                and (self.sentence.case(child) or "of") in {"of", *self.lexicon.any_of("possessive")}
            ):
                members = self.sentence.members(child)
                found = [party for member in members for party in self.of(member)]
                if len(members) > 1 and len(found) == len(members):
                    return found
        return self._joined(token) if not self.lexicon.compounds else []

    def _joined(self, token: Token) -> list[Party]:
        """ "Russia and Turkey's foreign ministers", "UK and EU negotiators", in whatever way the parser joined them."""
        doc, index = self.sentence.doc, token.i - 1
        while index > 0 and self._land(index) is None and doc[index].pos_ in {"ADJ", "NOUN", "PART"}:
            index -= 1
        second = self._land(index)
        while second is not None and index > 0 and self._land(index - 1) == second:
            index -= 1
        index -= 1 + (index > 0 and doc[index - 1].pos_ == "DET")
        first = self._land(index - 1) if index > 0 and doc[index].pos_ == "CCONJ" else None
        if first is None or second is None or first.id == second.id:
            return []
        found = [self.linked(doc[index - 1], first, first.start, first.end)]
        found.append(self.linked(token, second, second.start, self.sentence.parsed.offsets[token.i] + len(token)))
        return [party for party in found if party is not None]

    def _land(self, index: int) -> Entity | None:
        """The country or body that a name or adjective at the index tells."""
        token = self.sentence.doc[max(index, 0)]
        entity = self.entity(token, "name") or self.entity(token, "adjective")
        return (
            entity if entity is not None and entity.type != "PER" and (entity.country or self.group(entity)) else None
        )
