"""What single tokens are: linked names, adjectives, role nouns; and the party that each is by itself."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from streams.events.sentence import Sentence
from streams.events.tokens import Token
from streams.knowledge import Knowledge, Thing
from streams.records import Entity, Span

PLACES = frozenset({"place", "region", "water", "area"})
MODIFIERS = ("amod", "compound", "nmod:poss", "flat", "nmod:desc")
GOVERNED = frozenset({"country", "seat"})


class Party(Struct, frozen=True):
    """An actor or recipient. `named`: the phrase itself tells country or group; `place`: no person or body."""

    start: int
    end: int
    text: str
    head: int  # token of the sentence
    id: str | None = None
    country: str | None = None
    group: str | None = None
    sector: str | None = None
    place: bool = False
    person: bool = False
    linked: bool = False  # a thing of the knowledge base, with or without an identifier
    loose: bool = False  # an unknown noun that only an adjective ties to a country
    plural: bool = False
    resolved_from: Span | None = None

    @property
    def named(self) -> bool:
        return bool(self.country or self.group or self.linked)

    @property
    def code(self) -> tuple[str | None, str | None, str | None]:
        return self.country, self.group, self.sector

    def same(self, other: "Party") -> bool:
        return self.start < other.end and other.start < self.end


class Naming:
    """The entities of one sentence by token."""

    def __init__(
        self, sentence: Sentence, entities: Sequence[Entity], knowledge: Knowledge, at: datetime | None, source: str
    ) -> None:
        self.source = source
        self.sentence, self.knowledge, self.at = sentence, knowledge, at
        self.lexicon = sentence.lexicon
        self._roles: dict[int, str | None] = {}
        self._adjectives: dict[int, list[tuple[Token, Entity]]] = {}
        self._entities: dict[int, list[Entity]] = {}
        """Of each token: those with an identifier before the others, the longest first."""
        for entity in map(self._again, entities):
            for token in sentence.parsed.between(entity.start, entity.end):
                self._entities.setdefault(token.i, []).append(entity)
        for found in self._entities.values():
            if len(found) > 1:
                found.sort(key=lambda entity: (entity.id is not None, entity.end - entity.start), reverse=True)

    def _again(self, entity: Entity) -> Entity:
        """A one-word name that a model took for a person, though it is a country or capital."""
        if (
            entity.id is not None
            or entity.name is not None
            or entity.form != "name"
            or " " in entity.text
            or not entity.text[:1].isupper()
        ):
            return entity
        for found in self.knowledge.link(entity.text, language=self.lexicon.language):
            thing = self.knowledge.about(found)
            if (
                thing is not None
                and found.text == entity.text
                and found.form == "name"
                and (thing.kind == "country" or thing.capital)
            ):
                return replace(found, start=entity.start, end=entity.end)
        return entity

    def entity(self, token: Token, form: str) -> Entity | None:
        for entity in self._entities.get(token.i, ()):
            if entity.form == form:
                return entity
        return None

    def role(self, token: Token) -> str | None:
        """The sector of a role noun; "" for a thing or place; None for any other word."""
        if token.i not in self._roles:
            self._roles[token.i] = self._role(token)
        return self._roles[token.i]

    def _role(self, token: Token) -> str | None:
        if token.pos_ not in {"NOUN", "PROPN", "ADJ", "NUM", "X", "VERB"}:
            return None
        if not self.sentence.endings(token):
            return None  # no word of the lexicon
        if self.sentence.in_words(token, self.lexicon.any_of("colleague")):
            return "GOV" if self._abroad(token) else None
        if self.sentence.in_words(token, self.lexicon.any_of("no_role")):
            return None
        sector = self.sentence.lookup(token, self.lexicon.roles)
        return "GOV" if sector is None and self.states(token) else sector

    def _abroad(self, token: Token) -> bool:
        """ "his Turkish colleague", "seinem Amtskollegen": in office, for a country or the word says so."""
        near = (token, *self.sentence.children[token.i])
        return not self.lexicon.compounds or "amts" in token.lower_ or any(self.entity(t, "adjective") for t in near)

    def states(self, token: Token) -> bool:
        """ "70 countries", "Arab states": not "both countries", which are named elsewhere, nor one alone."""
        plural = token.pos_ == "NOUN" and token.lower_ != token.lemma_.lower() and not self.lexicon.compounds
        if not plural or not self.sentence.in_words(token, self.lexicon.any_of("country")):
            return False
        said = [c for c in self.sentence.children[token.i] if c.dep_.startswith((*MODIFIERS, "nummod", "nmod", "det"))]
        return any(c.dep_ != "det" for c in said) and not any(c.lower_ in self.lexicon.any_of("both") for c in said)

    def genitive(self, token: Token) -> bool:
        """Is a linked name known without its last letter too: "Österreichs", but not "Laos"?"""
        name, bare = self.entity(token, "name"), token.text[:-1]
        if name is None or name.text != token.text or not token.text.endswith("s"):
            return False
        found = self.knowledge.link(bare, language=self.lexicon.language)
        return any(one.id == name.id and one.text == bare for one in found)

    def demonym(self, token: Token) -> Entity | None:
        entity = self.entity(token, "adjective")
        following = self.sentence.doc[token.i + 1] if token.i + 1 < len(self.sentence.doc) else None
        if (
            following is not None
            and following.pos_ == "NOUN"
            and (self.sentence.up(following).i == token.i or self.sentence.up(token).i == following.i)
        ):
            return None
        return (
            entity
            if entity is not None and token.pos_ in {"NOUN", "PROPN"} and token.dep_ not in {"amod", "compound"}
            else None
        )

    def thing(self, entity: Entity | None) -> Thing | None:
        if entity is None:
            return None
        thing = self.knowledge.about(entity)
        if thing is None and entity.type == "LOC" and entity.country:
            return Thing("place", entity.id or "", entity.name or entity.text, entity.country)
        return thing

    def group(self, entity: Entity) -> str | None:
        """The code of a body; armed groups are parties of their own."""
        thing = self.thing(entity)
        return (
            self.knowledge.group_of(entity) if thing is not None and thing.kind in {"body", "organ", "area"} else None
        )

    def linked_token(self, token: Token, entity: Entity) -> Party | None:
        return self.linked(token, entity, entity.start, entity.end)

    def linked(self, token: Token, entity: Entity, start: int, end: int) -> Party | None:
        """The party that a linked name, adjective or part is by itself."""
        thing = self.thing(entity)
        if thing is None or (entity.form == "adjective" and thing.kind not in {"country", "body"}):
            return None
        sector = self.knowledge.sector_of(entity, self.at)
        group = self.group(entity)
        place = thing.kind in PLACES
        if thing.kind in GOVERNED or thing.capital:
            sector = sector or "GOV"
        if thing.kind == "person" and sector is None and not self.titled_role(token):
            return None
        if thing.kind == "person":
            sector = sector or self.titled_role(token)
        if group is not None:
            sector = sector if sector == "NGO" else "IGO"
        if not (entity.country or group or sector) or (thing.kind == "water"):
            return None
        return Party(
            start,
            end,
            self._text(start, end),
            token.i,
            id=entity.id,
            country=None if sector == "IGO" else entity.country,
            group=group,
            sector=sector,
            place=place and not thing.capital,
            person=thing.kind == "person",
            linked=True,
        )

    def titled_role(self, token: Token) -> str | None:
        near = [
            c
            for c in (self.sentence.up(token), *self.sentence.children[token.i])
            if c.i != token.i and abs(c.i - token.i) < 4
        ]
        return next((sector for c in near if c.pos_ in {"NOUN", "PROPN"} and (sector := self.role(c))), None)

    def party(self, token: Token, used: Sequence[Token], **facts) -> Party:
        """A party from its head and the tokens that tell more; the span has neither article nor number."""
        tokens = {token, *used}
        for child in self.sentence.children[token.i]:
            if child.dep_.startswith(MODIFIERS) and abs(child.i - token.i) < 6 and child.pos_ != "DET":
                tokens |= {
                    child,
                    *(
                        c
                        for c in self.sentence.children[child.i]
                        if c.dep_.startswith(("flat", "case")) and c.i > child.i
                    ),
                }
        tokens = {t for t in tokens if t.i >= self.sentence.dateline} or {token}
        first, last = min(tokens, key=lambda t: t.i), max(tokens, key=lambda t: t.i)
        start = self.sentence.parsed.offsets[first.i]
        end = self.sentence.parsed.offsets[last.i] + len(last)
        plural = "Number=Plur" in str(token.morph)
        return Party(start, end, self._text(start, end), token.i, plural=plural, **facts)

    def _text(self, start: int, end: int) -> str:
        return self.source[start:end]
