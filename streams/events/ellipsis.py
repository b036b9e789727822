"""Phrases that leave part of a name out: "North and South Korea", "the Chilean and the Argentine minister"."""

from msgspec.structs import replace

from streams.events.belonging import Belonging
from streams.events.naming import Party
from streams.events.tokens import Token
from streams.records import Entity

AUTHORITIES = frozenset({"GOV", "MIL", "LEG", "JUD", "COP", "SPY"})


class Ellipsis(Belonging):
    """Parties of a name or adjective that stands without its noun."""

    def elliptic(self, token: Token) -> list[Party]:
        """ "the Chilean and the Argentine minister": the adjective alone, with the sector of the noun that follows."""
        entity = self.entity(token, "adjective")
        if entity is None or token.dep_ in {"amod", "compound"}:
            return []
        nouns = [
            t
            for t in self.sentence.members(self.sentence.up(token) if token.dep_ == "conj" else token)
            if t.i > token.i and self.role(t) is not None
        ]
        party = self.linked_token(token, entity)
        if party is None:
            return []
        return [replace(party, sector=(self.role(nouns[0]) or None) if nouns else "CVL")]

    def unlinked(self, token: Token, name: Entity | None) -> list[Party]:
        """A person or organisation that nothing is known of: a party only beside one that is known."""
        if (
            name is None
            or name.id is not None
            or name.type not in {"PER", "ORG", "LOC"}
            or token.pos_ != "PROPN"
            or name.country
        ):
            return []
        if name.type == "LOC":
            return [Party(name.start, name.end, name.text, token.i, place=True)]
        sector, country = self._said_of(name) if not self.lexicon.compounds else (None, None)
        return [Party(name.start, name.end, name.text, token.i, person=True, sector=sector, country=country)]

    def _said_of(self, name: Entity) -> tuple[str | None, str | None]:
        """What the title before a person ("President Otto Pérez Molina") or the words of an organisation's own name
        ("Iraqi Supreme Judicial Council") say of sector and country."""
        own = [
            t
            for t, at in zip(self.sentence.doc, self.sentence.parsed.offsets, strict=True)
            if name.start <= at < name.end
        ]
        if name.type == "PER":
            title = self.sentence.doc[own[0].i - 1] if own and own[0].i else None
            if title is None or title.pos_ not in {"NOUN", "PROPN"} or title.dep_.startswith(("nsubj", "obj", "obl")):
                return None, None
            return self.role(title) or None, self.belongs(title)[0] if self.role(title) else None
        sectors = [s for t in reversed(own) if (s := self.lexicon.roles.get(t.lower_)) in AUTHORITIES]
        countries = [e.country for t in own if (e := self.entity(t, "adjective")) is not None and e.country]
        return (sectors[0] if sectors else None), (countries[0] if countries and sectors else None)

    def cut(self, token: Token) -> list[Party]:
        """The first of "Nord- und Südkorea", "North and South Korea"."""
        if token.lower_ in self.lexicon.any_of("directions") and (found := self._directed(token)) is not None:
            return found
        if not token.text.endswith("-"):
            return []
        for sibling in self.sentence.children[token.i]:
            whole = (
                next((sibling.text[i:] for i in range(3, len(sibling.text) - 3)), "") if sibling.dep_ == "conj" else ""
            )
            for cut in range(len(whole)):
                name = token.text[:-1] + whole[cut:]
                linked = [
                    e
                    for e in self.knowledge.link(name, language=self.lexicon.language)
                    if e.id and (e.start, e.end) == (0, len(name))
                ]
                if linked:
                    start = self.sentence.parsed.offsets[token.i]
                    party = self.linked(token, linked[0], start, start + len(token))
                    return [party] if party else []
        return []

    def _directed(self, token: Token) -> list[Party] | None:
        """A direction with the name that it shares; None where there is none such."""
        rest = self.sentence.doc[token.i + 1 : token.i + 4]  # "and South Korea"
        names = [child.text for child in self.sentence.children[token.i] if child.dep_ == "conj"]
        if len(rest) == 3 and rest[0].pos_ == "CCONJ" and rest[1].lower_ in self.lexicon.any_of("directions"):
            names.insert(0, rest[2].text)
        for name in (f"{token.text} {name}" for name in names):
            for entity in self.knowledge.link(name, language=self.lexicon.language):
                if entity.id and entity.text == name:
                    start = self.sentence.parsed.offsets[token.i]
                    party = self.linked(token, entity, start, start + len(token))
                    return [party] if party else []
        return None
