"""What an article speaks of, counted from its entities: countries, regions, groups."""

from collections import Counter
from collections.abc import Iterable, Sequence

from streams.knowledge.knowledge import Knowledge
from streams.records import CountryShare, Entity, Group


def countries_of(entities: Sequence[Entity]) -> list[CountryShare]:
    """By share, descending.

    Persons do not count by themselves, nor does a name inside a company's, club's or medium's (a compound's first part
    does: "US-Konzern"). One inside a counted entity of the same country (the "US" of "US-Senat") does not count again.
    """
    counts: Counter[str] = Counter()
    counted_to: dict[str, int] = {}
    foreign_to = 0
    for entity in sorted(entities, key=lambda entity: (entity.start, -entity.end)):
        if entity.type == "ORG" and entity.form == "name" and not entity.country and "-" not in entity.text:
            foreign_to = max(foreign_to, entity.end)
        code = entity.country
        if not code or entity.type == "PER" or entity.end <= foreign_to or entity.start < counted_to.get(code, 0):
            continue
        counts[code] += 1
        counted_to[code] = entity.end
    total = counts.total()
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [CountryShare(code=code, mentions=n, share=round(n / total, 4)) for code, n in ranked]


def groups_of(entities: Sequence[Entity], knowledge: Knowledge) -> list[Group]:
    """Bodies that are named, then those all of whose members are, each by code."""
    named = {code for entity in entities if (code := knowledge.group_of(entity))}
    countries = {share.code for share in countries_of(entities)}
    members = {code for code, codes in knowledge.members.items() if countries.issuperset(codes)}
    return [Group(code=code, how="named") for code in sorted(named)] + [
        Group(code=code, how="members") for code in sorted(members - named)
    ]


def regions_of(entities: Sequence[Entity], knowledge: Knowledge) -> list[str]:
    """UN M49 sub-regions of the countries, by share, and the regions that are named."""
    of_countries = (knowledge.region_of(share.code) for share in countries_of(entities))
    named = (thing.m49 for entity in entities if (thing := knowledge.about(entity)) is not None)
    return _distinct([*of_countries, *named])


def _distinct(codes: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(code for code in codes if code))
