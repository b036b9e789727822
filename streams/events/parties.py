"""Who a noun phrase is: country or group, sector, and the span that says so."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from msgspec.structs import replace as replace_entity
from spacy.tokens import Token

from streams.events.sentence import Sentence
from streams.knowledge import Knowledge, Thing
from streams.records import Entity, Span

PLACES = frozenset({"place", "region", "water", "area"})
MODIFIERS = ("amod", "compound", "nmod:poss", "flat", "nmod:desc")
GOVERNED = frozenset({"country", "seat"})
DEPTH = 4


@dataclass(frozen=True, slots=True)
class Party:
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


Resolver = Callable[[Token], Party | None]
"""What a pronoun or "the country" stands for, or None."""


class Parties:
    """The parties of one sentence, found once each."""

    def __init__(
        self, sentence: Sentence, entities: Sequence[Entity], knowledge: Knowledge, at: datetime | None, source: str
    ) -> None:
        self.source = source
        self.sentence, self.knowledge, self.at = sentence, knowledge, at
        self.lexicon = sentence.lexicon
        self.resolver: Resolver = lambda _: None
        self._entities: dict[int, list[Entity]] = {}
        self._of: dict[int, list[Party]] = {}
        tokens = list(zip(sentence.doc, sentence.parsed.offsets, strict=True))
        for entity in map(self._again, entities):
            for token, offset in tokens:
                if offset < entity.end and entity.start < offset + len(token):
                    self._entities.setdefault(token.i, []).append(entity)

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
                return replace_entity(found, start=entity.start, end=entity.end)
        return entity

    def joined(self) -> frozenset[int]:
        """Tokens that the parser joined to a name though they are names or offices of their own."""
        found = set()
        for token in self.sentence.doc:
            head = self.sentence.up(token)
            if (
                head.i == token.i
                or not token.dep_.startswith(("flat", "appos", "nmod"))
                or self.sentence.case(token) is not None
            ):
                continue
            upper, own = self.entity(head, "name"), self.entity(token, "name")
            if (
                upper is None
                or upper.id is None
                or token.i < head.i
                or self.sentence.doc[token.i - 1].text in {",", "("}
            ):
                continue
            if own is None:
                adjectives = self._adjectives(token)
                if (
                    token.pos_ == "NOUN"
                    and adjectives
                    and adjectives[0][1].country != upper.country
                    and self.role(token) is not None
                ):
                    found.add(token.i)
            elif (
                (upper.start, upper.end) != (own.start, own.end) and own.type != "PER" and own.country != upper.country
            ) and {getattr(self._thing(e), "kind", "") for e in (upper, own)} <= {
                "country",
                "body",
                "organ",
                "seat",
                "place",
            }:
                found.add(token.i)
        return frozenset(found)

    # ------------------------------------------------------------------ what a token is
    def entity(self, token: Token, form: str) -> Entity | None:
        found = [entity for entity in self._entities.get(token.i, ()) if entity.form == form]
        return max(found, key=lambda entity: (entity.id is not None, entity.end - entity.start), default=None)

    def role(self, token: Token) -> str | None:
        """The sector of a role noun; "" for a thing or place; None for any other word."""
        if token.pos_ not in {"NOUN", "PROPN", "ADJ", "NUM", "X", "VERB"}:
            return None
        if self.sentence.in_words(token, self.lexicon.any_of("colleague")):
            return "GOV"
        return self.sentence.lookup(token, self.lexicon.roles)

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
        if part is not None and (party := self._linked(token, part, part.start, part.end)):
            return [party]
        pairs = self._adjectives(token)
        if len(pairs) == 1 and not self.sentence.in_words(token, self.lexicon.vocabulary):  # "an Iranian physicist"
            adjective, entity = pairs[0]
            country = entity.country
            return [self._party(token, [adjective], country=country, sector="GOV", loose=True)] if country else []
        found += [party for a, e in pairs if (party := self._linked_token(a, e)) is not None]
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
                    here[0].place and self.sentence.case(child) in self.lexicon.any_of("seat_in") and found
                ):
                    found += here
                elif not here:
                    later.append(child)
        for child in later:
            if not found:
                found = self.inside(child, depth + 1)
        return found

    # ------------------------------------------------------------------ how it is found
    def _find(self, token: Token) -> list[Party]:  # noqa: PLR0911 - one return a kind of phrase
        if token.pos_ in {"PRON", "DET"}:
            if token.dep_.startswith(("nmod", "det")):
                return []  # "its ambassador" is no second party
            party = self.resolver(token)
            return [party] if party else []
        if token.pos_ in {"VERB", "AUX", "ADV", "ADP", "PUNCT", "CCONJ"}:
            return []
        if token.lower_ in self.lexicon.any_of("directions"):
            return self._cut(token)
        sector = self.role(token)
        name = self.entity(token, "name")
        thing = self._thing(name)
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
                    return [self._party(child, [token], sector=self.role(child), country=name.country, person=True)]
            party = self._linked(token, name, name.start, name.end)
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
            party = self._linked(token, people, people.start, people.end)
            return [replace(party, sector="CVL", plural=True)] if party else []
        if sector is None:
            return self._elliptic(token) or self._titled(token) or self._cut(token) or self._unlinked(token, name)
        return self._role_party(token, sector)

    def _thing(self, entity: Entity | None) -> Thing | None:
        if entity is None:
            return None
        thing = self.knowledge.about(entity)
        if thing is None and entity.type == "LOC" and entity.country:
            return Thing("place", entity.id or "", entity.name or entity.text, entity.country)
        return thing

    def _group(self, entity: Entity) -> str | None:
        """The code of a body; armed groups are parties of their own."""
        thing = self._thing(entity)
        return (
            self.knowledge.group_of(entity) if thing is not None and thing.kind in {"body", "organ", "area"} else None
        )

    def _role_party(self, token: Token, sector: str) -> list[Party]:
        country, group, inner, used = self._belongs(token)
        generic = sector == "" or self.sentence.in_words(token, self.lexicon.any_of("generic"))
        if group is not None:
            sector, country = "IGO", None
        elif generic and inner:
            sector = inner
        elif inner == "OPP":
            sector = "OPP"
        if any(
            c.lower_ in self.lexicon.any_of("former") or c.lemma_.lower() in self.lexicon.any_of("former")
            for c in self.sentence.children[token.i]
        ):
            sector = ""
        if sector == "GOV" and self.sentence.in_words(token, self.lexicon.any_of("country")):
            return []
        if len(owners := self._owners(token)) > 1:
            return [replace(p, sector=("IGO" if p.group else sector) or None, person=True, place=False) for p in owners]
        party = self._party(
            token, used, sector=sector or None, country=country, group=group, person=True, place=sector == ""
        )
        named = self._titled(token)
        if country is None and group is None and named:
            return [replace(party, id=named[0].id, country=named[0].country, group=named[0].group)]
        adjectives = self._adjectives(token)
        if len({e.id for _, e in adjectives}) > 1:
            rest = [self._linked_token(a, e) for a, e in adjectives[:-1]]
            return [replace(p, sector=sector or None) for p in rest if p is not None] + [
                replace(party, country=adjectives[-1][1].country)
            ]
        return [party]

    def _owners(self, token: Token) -> list[Party]:
        """ "the ministers of Ghana and Togo", "die Streitkräfte Indiens und Japans": one party each."""
        if "Number=Sing" in str(token.morph):
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
        return []

    def _elliptic(self, token: Token) -> list[Party]:
        """ "the Chilean and the Argentine minister": the adjective alone, with the sector of the noun that follows."""
        entity = self.entity(token, "adjective")
        if entity is None or token.dep_ in {"amod", "compound"}:
            return []
        nouns = [
            t
            for t in self.sentence.members(self.sentence.up(token) if token.dep_ == "conj" else token)
            if t.i > token.i and self.role(t) is not None
        ]
        party = self._linked_token(token, entity)
        if party is None:
            return []
        return [replace(party, sector=(self.role(nouns[0]) or None) if nouns else "CVL")]

    def _unlinked(self, token: Token, name: Entity | None) -> list[Party]:
        """A person or organisation that nothing is known of: a party only beside one that is known."""
        if (
            name is None
            or name.id is not None
            or name.type not in {"PER", "ORG"}
            or token.pos_ != "PROPN"
            or name.country
        ):
            return []
        return [Party(name.start, name.end, name.text, token.i, person=True)]

    def _cut(self, token: Token) -> list[Party]:
        """The first of "Nord- und Südkorea", "North and South Korea"."""
        for sibling in self.sentence.children[token.i]:
            if sibling.dep_ == "conj" and token.lower_ in self.lexicon.any_of("directions"):
                for entity in self.knowledge.link(f"{token.text} {sibling.text}", language=self.lexicon.language):
                    if entity.id and entity.text == f"{token.text} {sibling.text}":
                        start = self.sentence.parsed.offsets[token.i]
                        party = self._linked(token, entity, start, start + len(token))
                        return [party] if party else []
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
                    party = self._linked(token, linked[0], start, start + len(token))
                    return [party] if party else []
        return []

    def _titled(self, token: Token) -> list[Party]:
        """A person or body named beside the noun: "Chancellor Olaf Scholz"."""
        for child in self.sentence.children[token.i]:
            if child.dep_.startswith(("flat", "appos", "compound", "nmod:desc")) and not self.sentence.case(child):
                entity = self.entity(child, "name")
                thing = self._thing(entity)
                if thing is not None and entity is not None and thing.kind in {"person", "armed", "body", "organ"}:
                    party = self._linked(child, entity, entity.start, entity.end)
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
                    country, group, _inner, used = self._belongs(title)
                    country = country or self._belongs(token)[0]
                    return [
                        self._party(token, [title, *used], sector=sector, country=country, group=group, person=True)
                    ]
        return []

    def _belongs(self, token: Token, depth: int = 0) -> tuple[str | None, str | None, str | None, list[Token]]:  # noqa: PLR0911 - one case a line
        """Country, group and sector of what a role noun belongs to, and the tokens that say so."""
        for adjective, entity in self._adjectives(token):
            group = self._group(entity)
            if entity.country or group:
                return entity.country, group, None, [adjective]
            if self._thing(entity) is not None and self._thing(entity).kind == "armed":
                return None, None, "REB", [adjective]
        if (part := self.entity(token, "part")) is not None:
            group = self._group(part)
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
            thing = self._thing(entity)
            if thing is not None and entity is not None and thing.kind != "other":
                sector = self.knowledge.sector_of(entity, self.at)
                group = None if thing.kind in {"armed", "person", "organ"} else self.knowledge.group_of(entity)
                inner = sector if thing.kind not in {"country", *PLACES} else None
                if entity.country or group:
                    return (None if group else entity.country), group, inner, [*best[3], *self._phrase(child)]
                best = (None, None, inner, self._phrase(child))
                continue
            inner = self.role(child)
            country, group, deeper, used = self._belongs(child, depth + 1)
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

    def _adjectives(self, token: Token) -> list[tuple[Token, Entity]]:
        """Adjectives of countries and bodies before the noun, with those coordinated."""
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
        return sorted(found, key=lambda pair: pair[0].i)

    def _linked_token(self, token: Token, entity: Entity) -> Party | None:
        return self._linked(token, entity, entity.start, entity.end)

    def _linked(self, token: Token, entity: Entity, start: int, end: int) -> Party | None:
        """The party that a linked name, adjective or part is by itself."""
        thing = self._thing(entity)
        if thing is None or (entity.form == "adjective" and thing.kind not in {"country", "body"}):
            return None
        sector = self.knowledge.sector_of(entity, self.at)
        group = self._group(entity)
        place = thing.kind in PLACES
        if thing.kind in GOVERNED or thing.capital:
            sector = sector or "GOV"
        if thing.kind == "person" and sector is None and not self._titled_role(token):
            return None
        if thing.kind == "person":
            sector = sector or self._titled_role(token)
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

    def _titled_role(self, token: Token) -> str | None:
        near = [
            c
            for c in (self.sentence.up(token), *self.sentence.children[token.i])
            if c.i != token.i and abs(c.i - token.i) < 4
        ]
        return next((sector for c in near if c.pos_ in {"NOUN", "PROPN"} and (sector := self.role(c))), None)

    def _party(self, token: Token, used: Sequence[Token], **facts) -> Party:
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
