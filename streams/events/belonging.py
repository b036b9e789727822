"""What a role noun belongs to: country or body by adjective, compound, genitive, apposition or a name beside it."""

from collections.abc import Iterator

from streams.events.naming import PLACES, Naming, Party
from streams.events.tokens import Token
from streams.records import Entity

DEPTH = 4


class Belonging(Naming):
    """Owners of role nouns."""

    def joined(self) -> frozenset[int]:
        """Tokens that the parser joined to a name though they are names or offices of their own."""
        found = set()
        for token, upper in self._attached():
            own = self.entity(token, "name")
            if own is None:
                adjectives = self.adjectives(token)
                if (
                    token.pos_ == "NOUN"
                    and adjectives
                    and adjectives[0][1].country != upper.country
                    and self.role(token) is not None
                ):
                    found.add(token.i)
            elif (
                (upper.start, upper.end) != (own.start, own.end) and own.type != "PER" and own.country != upper.country
            ) and {getattr(self.thing(e), "kind", "") for e in (upper, own)} <= {
                "country",
                "body",
                "organ",
                "seat",
                "place",
            }:
                found.add(token.i)
        return frozenset(found)

    def _attached(self) -> Iterator[tuple[Token, Entity]]:
        """What hangs on a linked name and stands behind it, with neither preposition nor comma."""
        doc = self.sentence.doc
        for index in self._entities:
            upper = self.entity(doc[index], "name")
            if upper is None or upper.id is None:
                continue
            for token in self.sentence.children[index]:
                if (
                    token.i > index
                    and token.dep_.startswith(("flat", "appos", "nmod"))
                    and self.sentence.case(token) is None
                    and doc[token.i - 1].text not in {",", "("}
                ):
                    yield token, upper

    def belongs(self, token: Token, depth: int = 0) -> tuple[str | None, str | None, str | None, list[Token]]:  # noqa: PLR0911 - one case a line
        """Country, group and sector of what a role noun belongs to, and the tokens that say so."""
        for adjective, entity in self.adjectives(token):
            group = self.group(entity)
            if entity.country or group:
                return entity.country, group, None, [adjective]
            if self.thing(entity) is not None and self.thing(entity).kind == "armed":
                return None, None, "REB", [adjective]
        if (part := self.entity(token, "part")) is not None:
            group = self.group(part)
            return (None, group, "IGO", []) if group else (part.country, None, None, [])
        best: tuple[str | None, str | None, str | None, list[Token]] = (None, None, None, [])
        if depth >= DEPTH:
            return best
        for child in self.sentence.children[token.i]:
            if not child.dep_.startswith(("nmod", "compound", "flat", "appos", "obl")) or child.pos_ in {"ADV", "PRON"}:
                continue
            case = self.sentence.case(child)
            if case is not None and case not in self.lexicon.any_of("belonging"):
                continue
            entity = self.entity(child, "name") or self.entity(child, "adjective")
            thing = self.thing(entity)
            if thing is not None and entity is not None and thing.kind != "other":
                sector = self.knowledge.sector_of(entity, self.at)
                group = None if thing.kind in {"armed", "person", "organ"} else self.knowledge.group_of(entity)
                inner = sector if thing.kind not in {"country", *PLACES} else None
                if entity.country or group:
                    return (None if group else entity.country), group, inner, [*best[3], *self._phrase(child)]
                best = (None, None, inner, self._phrase(child))
                continue
            inner = self.role(child)
            country, group, deeper, used = self.belongs(child, depth + 1)
            if country or group or (inner and not best[2]):
                best = (
                    country or best[0],
                    group or best[1],
                    deeper if (inner == "" or group) else inner or deeper,
                    [*best[3], *self._phrase(child), *used],
                )
                if country or group:
                    return best
        return best

    def _phrase(self, token: Token) -> list[Token]:
        return [token, *(c for c in self.sentence.children[token.i] if c.dep_.startswith("flat"))]

    def adjectives(self, token: Token) -> list[tuple[Token, Entity]]:
        """Adjectives of countries and bodies before the noun, with those coordinated."""
        if (known := self._adjectives.get(token.i)) is None:
            known = self._adjectives[token.i] = self._find_adjectives(token)
        return known

    def _find_adjectives(self, token: Token) -> list[tuple[Token, Entity]]:
        found = []
        for child in self.sentence.children[token.i]:
            if child.dep_.startswith(("amod", "compound", "nmod:desc")) or (
                child.dep_ == "flat" and child.pos_ == "ADJ"
            ):
                for member in [child, *(c for c in self.sentence.children[child.i] if c.dep_ == "conj")]:
                    entity = self.entity(member, "adjective") or (
                        self.entity(member, "name") if not self.lexicon.compounds else None
                    )
                    if (
                        entity is not None
                        and (entity.country or self.knowledge.group_of(entity) or entity.id)
                        and entity.type != "PER"
                    ):
                        found.append((member, entity))
        if not found and not self.lexicon.compounds:
            found = self._near_adjective(token)
        return sorted(found, key=lambda pair: pair[0].i) if len(found) > 1 else found

    def _near_adjective(self, token: Token) -> list[tuple[Token, Entity]]:
        """An adjective of a country in the same run of modifiers before the noun, hung elsewhere by the parser."""
        for index in range(token.i - 1, max(-1, token.i - 4), -1):
            other = self.sentence.doc[index]
            if other.pos_ not in {"ADJ", "NOUN", "PROPN"}:
                break
            entity = self.entity(other, "adjective")
            if entity is not None and entity.country and other.dep_ in {"amod", "compound", "nmod:desc"}:
                return [(other, entity)]
        return []

    def titled(self, token: Token) -> list[Party]:
        """A person or body named beside the noun: "Chancellor Olaf Scholz"."""
        for child in self.sentence.children[token.i]:
            if child.dep_.startswith(("flat", "appos", "compound", "nmod:desc")) and not self.sentence.case(child):
                entity = self.entity(child, "name")
                thing = self.thing(entity)
                if thing is not None and entity is not None and thing.kind in {"person", "armed", "body", "organ"}:
                    party = self.linked(child, entity, entity.start, entity.end)
                    if party is not None:
                        return [party]
        own = self.entity(token, "name")
        if own is not None and own.type == "PER":
            titles = [
                c
                for c in self.sentence.children[token.i]
                if c.dep_.startswith(("appos", "compound", "flat", "nmod:desc", "nmod"))
            ]
            for title in titles:
                if (sector := self.role(title)) and not self.sentence.case(title):
                    country, group, _inner, used = self.belongs(title)
                    country = country or self.belongs(token)[0]
                    return [self.party(token, [title, *used], sector=sector, country=country, group=group, person=True)]
        return []
