"""Which of several readings of a name is meant, decided for all names of a text together.

Each reading starts from how often such a thing is meant anywhere (a country, a capital, the logarithm of a city's
inhabitants) and gains from the rest of the text: countries and regions that other names speak of, places nearby, a
region named right after it ("Paris, Texas").
"""

import math
from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

from streams.knowledge.base import Thing

COUNTRY = 4.5
REGION = 3.0
COUNTY = 1.5
CAPITAL = 0.7
SLOPE = 0.86
"""Gain per power of ten of inhabitants."""
OTHER_SPELLING = -1.1
"""The thing is known under this surface, but it is not its usual name."""
KNOWN = 0.7
"""Gain of a reading that is known by name alone: a US state, not a province of the same name."""
HOME = 0.8
"""Gain of a reading in a country of the text's language."""
SAME_COUNTRY = 1.8
SAME_REGION = 3.0
NEARBY = 1.8
NEARBY_KM = 300.0
"""These weights are fitted on news with resolved places (LGL, GeoWebNews); see docs/knowledge.md."""
APPOSITION = 6.0
MOST_POINTS = 12
"""Other places whose nearness is looked at."""
HOPELESS = 7.0
"""Less likely than the likeliest by this, a reading is left out: all that a text can add is less."""
MOST_READINGS = 12
LITTLE = 0.02
"""Evidence for a country below which its readings gain nothing."""
ROUNDS = 2
SHARPNESS = 1.15
"""Of the soft maximum that turns scores into weights; fitted so that confidence agrees with accuracy."""


@dataclass
class Group:
    """All mentions of one surface in a text: they have one meaning."""

    readings: tuple[Thing, ...]
    priors: tuple[float, ...]
    mentions: int = 0
    bonus: dict[str, float] = field(default_factory=dict)
    """Thing id -> what a name beside a mention adds."""
    weights: list[float] = field(default_factory=list)
    thing: Thing = field(init=False)
    """The chosen reading, of weight `weight`."""
    weight: float = 1.0

    def scores(self) -> Sequence[float]:
        if not self.bonus:
            return self.priors
        return [base + self.bonus.get(thing.key, 0.0) for base, thing in zip(self.priors, self.readings, strict=True)]

    def settle(self) -> None:
        self.weight = max(self.weights)
        self.thing = self.readings[self.weights.index(self.weight)]


class Likely(NamedTuple):
    """Readings of a surface that the rest of a text can make the likeliest, and how likely each is before that."""

    things: tuple[Thing, ...]
    priors: tuple[float, ...]


def likely(things: tuple[Thing, ...], spelled: str, home: Container[str] = (), known: int = 0) -> Likely:
    """The readings of a surface (folded to lower case) that are not hopeless.

    `home`: countries of the text's language; the first `known` things are known by name alone.
    """
    if len(things) == 1:
        return Likely(things, (1.0,))
    priors = [
        prior(thing, spelled) + (KNOWN if at < known else 0.0) + (HOME if thing.country in home else 0.0)
        for at, thing in enumerate(things)
    ]
    ranked = sorted(range(len(things)), key=lambda at: -priors[at])[:MOST_READINGS]
    kept = [at for at in ranked if priors[at] >= priors[ranked[0]] - HOPELESS]
    return Likely(tuple(things[at] for at in kept), tuple(priors[at] for at in kept))


def prior(thing: Thing, spelled: str) -> float:
    """How likely a thing is meant by its name, before the text is looked at."""
    if thing.kind == "country":
        return COUNTRY + 0.1 * math.log10(max(thing.population, 1))
    if thing.kind == "place":
        base = SLOPE * math.log10(max(thing.population, 100)) - 1.5 + (CAPITAL if thing.capital else 0.0)
        return base if thing.name.lower() == spelled else base + OTHER_SPELLING
    if thing.kind == "region":
        return COUNTY if thing.admin and thing.admin != thing.name else REGION
    return REGION


def choose(groups: list[Group], about: Counter[str]) -> None:
    """Sets weights and thing of every group; `about` are countries that the text is known to speak of otherwise."""
    for group in groups:
        group.weights = _soft(group.scores()) if len(group.readings) > 1 else [1.0]
        group.settle()
    if all(len(group.readings) == 1 for group in groups):
        return
    for _ in range(ROUNDS):
        countries, regions = _evidence(groups, about)
        total, total_regions = countries.total(), regions.total()
        points = [
            (group.thing.lat, group.thing.lon, group)
            for group in groups
            if group.weight > 0.6 and group.thing.kind in ("place", "region") and group.thing.lat is not None
        ]
        for group in groups:
            if len(group.readings) > 1:
                group.weights = _weigh(group, countries, total, regions, total_regions, points)
                group.settle()


def _evidence(groups: list[Group], about: Counter[str]) -> tuple[Counter[str], Counter[tuple[str, str]]]:
    countries: Counter[str] = Counter(about)
    regions: Counter[tuple[str, str]] = Counter()
    for group in groups:
        mass = math.sqrt(group.mentions)
        for thing, weight in zip(group.readings, group.weights, strict=True):
            if thing.country:
                countries[thing.country] += mass * weight  # type: ignore[assignment]
                region = region_of(thing)
                if region:
                    regions[thing.country, region] += mass * weight  # type: ignore[assignment]
    return countries, regions


def region_of(thing: Thing) -> str:
    """The first-level region that a thing is or lies in."""
    return thing.admin or (thing.name if thing.kind == "region" else "")


def _weigh(
    group: Group,
    countries: Counter[str],
    total: float,
    regions: Counter[tuple[str, str]],
    total_regions: float,
    points: list[tuple[float, float, Group]],
) -> list[float]:
    mass = math.sqrt(group.mentions)
    others = list(islice(((lat, lon) for lat, lon, of in points if of is not group), MOST_POINTS))
    scores = []
    for thing, weight, base in zip(group.readings, group.weights, group.scores(), strict=True):
        same = countries[thing.country] - mass * weight
        if same <= LITTLE:
            scores.append(base)
            continue
        score = base + SAME_COUNTRY * same / max(total - mass, 0.5)
        region = region_of(thing)
        if region and total_regions:
            same = max(regions[thing.country, region] - mass * weight, 0.0)
            score += SAME_REGION * same / max(total_regions - mass, 0.5)
        if others and thing.lat is not None and thing.lon is not None and thing.kind != "country":
            nearest = min(_km(thing.lat, thing.lon, lat, lon) for lat, lon in others)
            score += NEARBY * math.exp(-nearest / NEARBY_KM)
        scores.append(score)
    return _soft(scores)


def _soft(scores: Sequence[float]) -> list[float]:
    if len(scores) == 1:
        return [1.0]
    top = max(scores)
    powers = [math.exp(SHARPNESS * (score - top)) for score in scores]
    total = sum(powers)
    return [power / total for power in powers]


def _km(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Distance on a flat map, good enough for a few hundred kilometres."""
    north = (lat - other_lat) * 111.2
    east = (lon - other_lon) * 111.2 * math.cos(math.radians((lat + other_lat) / 2))
    return math.hypot(north, east)
