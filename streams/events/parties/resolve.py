"""From mentions to parties, in the order of what can be trusted.

1. The mention's own words: a name, an adjective, part of a compound, an office and its holder on the article's date;
   what stands in apposition behind a name.
2. The reader's links: the same party, or a party of it.
3. A person known by full name is known by surname.
4. The article: the state whose offices were last named, in an earlier sentence.
5. The dateline or the source's home country, where the text has spoken of no other country.

Never the other side of the deed, never the place of a meeting. What is left has no country, and keeps its words.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from streams.events.parties.article import Article, home_country
from streams.events.parties.party import Party
from streams.events.parties.rolewords import role_words
from streams.events.parties.words import STATE, Own, Words
from streams.knowledge import Knowledge
from streams.reading.reading import Link, Name
from streams.records import Entity, Span

OF_A_STATE = STATE | {"PTY", "OPP"}
_APPOSITION = re.compile(r",\s+(.{3,90}?)\s*(?:[,;:.()]|\s[–—-]\s|$)", re.DOTALL)


def resolve(
    mentions: Sequence[Span],
    *,
    text: str,
    language: str,
    entities: Sequence[Entity],
    links: Sequence[Link],
    names: Sequence[Name],
    published_at: datetime | None,
    dateline: str | None,
    home: str | None,
    knowledge: Knowledge,
) -> dict[Span, Party]:
    """Who each of the mentions (actors, recipients, speakers of one article, in any order) is.

    `entities` are those of the whole article, `home` the ISO code of the source's home country.
    """
    lexicon = role_words(language)
    words = Words(text, lexicon, entities, names, knowledge, published_at)
    sides = set(mentions)
    article = Article(words, entities, sides, home_country(knowledge, language, dateline, home))
    resolving = _Resolving(text, words, article, links)
    for span in sorted(sides):
        resolving.party(span)
    return {span: resolving.settled[span] for span in mentions}


class _Resolving:
    def __init__(self, text: str, words: Words, article: Article, links: Iterable[Link]) -> None:
        self.text, self.words, self.article = text, words, article
        self.settled: dict[Span, Party] = {}
        self._links: dict[Span, list[Link]] = {}
        for link in sorted(links, key=lambda link: (link.kind != "same", -link.confidence)):
            self._links.setdefault(link.mention, []).append(link)
        self._open: set[Span] = set()
        self._full: dict[str, dict[str, Party]] = {}
        """Surname -> full name -> the person."""

    def party(self, span: Span) -> Party:
        if (known := self.settled.get(span)) is not None:
            return known
        self._open.add(span)
        own = self._with_apposition(span, self.words.of(*span))
        party = self._party(span, own)
        if not own.settled:
            party = self._linked(span, party, own) or self._by_surname(party, own) or self._by_article(party, own)
        elif own.name:
            party = self._one_of_two(party, own)
        self._open.discard(span)
        self.settled[span] = party
        self._remember(party, own)
        return party

    def _party(self, span: Span, own: Own) -> Party:
        start, end = span
        return Party(
            start,
            end,
            self.text[start:end],
            own.id,
            own.country,
            own.group,
            own.sector,
            place=own.place,
            person=own.person,
        )

    def _with_apposition(self, span: Span, own: Own) -> Own:
        """ "Tony Blair, the former British premier, ...": the text goes before what is known."""
        told_already = not own.name or (own.role and own.country)
        if told_already and not (own.id and own.name == self.text[slice(*span)]):
            return own
        match = _APPOSITION.match(self.text, span[1])
        if match is None:
            return own
        lexicon = self.words.lexicon
        first = lexicon.words(self.text, *match.span(1))
        if not first or not (first[0].form in lexicon.lists["articles"] or lexicon.has("former", first[0].form)):
            return own
        begin = first[1].start if first[0].form in lexicon.lists["articles"] and len(first) > 1 else first[0].start
        told = self.words.of(begin, match.end(1))
        if not told.role or told.person:
            return own
        return replace(
            own,
            country=told.country or (None if told.group else own.country),
            group=told.group,
            sector=told.sector,
            settled=own.settled or told.settled,
            role=True,
        )

    def _linked(self, span: Span, party: Party, own: Own) -> Party | None:
        for link in self._links.get(span, ()):
            if link.target in self._open or link.target == span:
                continue
            target = self.party(link.target)
            if not (target.country or target.group or target.sector):
                continue
            if link.kind == "same":
                return replace(
                    target,
                    start=party.start,
                    end=party.end,
                    text=party.text,
                    sector=own.sector if own.role and own.sector and not target.person else target.sector,
                    resolved_from=target.span,
                )
            sector = own.sector
            if target.group and (sector in STATE or sector is None):
                sector = "IGO"
            elif own.role and target.sector and (sector is None or own.generic):
                sector = target.sector
            return replace(party, country=target.country, group=target.group, sector=sector, resolved_from=target.span)
        return None

    def _by_surname(self, party: Party, own: Own) -> Party | None:
        known = self._full.get(_surname(own.name), {}) if own.name and " " not in own.name.strip() else {}
        if len(known) != 1:
            return None
        person = next(iter(known.values()))
        return replace(person, start=party.start, end=party.end, text=party.text, resolved_from=person.span)

    def _one_of_two(self, party: Party, own: Own) -> Party:
        """Two persons of one surname stay two: the surname alone is neither of them."""
        known = self._full.get(_surname(own.name), {}) if " " not in own.name.strip() else {}
        if len(known) < 2:
            return party
        countries = {person.country for person in known.values()}
        return replace(party, id=None, country=countries.pop() if len(countries) == 1 else None)

    def _by_article(self, party: Party, own: Own) -> Party:
        if not own.role or own.elsewhere or party.sector is None:
            return party
        if party.sector in OF_A_STATE and (found := self.article.state(party.start)) is not None:
            return replace(party, country=found[0], resolved_from=found[1])
        country = self.article.only_country(party.start) or self.article.home(party.start)
        return replace(party, country=country) if country else party

    def _remember(self, party: Party, own: Own) -> None:
        if party.country and own.role and party.sector in STATE:
            self.article.remember(party.start, party.country, party.span)
        if own.name and " " in own.name.strip() and (party.country or party.sector):
            self._full.setdefault(_surname(own.name), {}).setdefault(own.name, party)


def _surname(name: str) -> str:
    words = re.findall(r"\w[\w-]*", name.removesuffix("'s").removesuffix("’s"))
    return words[-1].lower() if words else ""
