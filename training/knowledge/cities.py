"""Cities that are known by name alone: capitals, those of 500,000 inhabitants, and those approved by hand."""

from streams.knowledge.base import Thing
from training.knowledge import inflect, sources, tables
from training.knowledge.collect import Collection
from training.knowledge.tables import split

KNOWN_FROM = 500_000
"""Inhabitants. Smaller ones need a model's or the dateline's word that a place is meant: see `places`."""
INFLECTED_FROM = 1_000_000
"""Inhabitants from which the Slavic case forms are kept."""
HAN_FROM = 2_000_000
"""Inhabitants of a Chinese or Japanese city whose name of two characters is kept."""


def add(collection: Collection) -> None:
    every = {city.id: city for city in sources.cities()}
    alternates = sources.alternate_names()
    by_name: dict[tuple[str, str], list[int]] = {}
    for city in every.values():
        for name in {city.name, *alternates.get(city.id, ())}:
            by_name.setdefault((city.country, sources.plain(name)), []).append(city.id)

    def find(country: str, name: str) -> int | None:
        found = by_name.get((country, sources.plain(name)), [])
        exact = [key for key in found if sources.plain(every[key].name) == sources.plain(name)]
        return max(exact or found, key=lambda key: every[key].population, default=None)

    approved: dict[int, tuple[list[str], list[str]]] = {}
    for row in tables.rows("city_names"):
        key = find(row["country"], row["city"])
        if key is None:
            raise SystemExit(f"city_names.csv: {row['city']} ({row['country']}) is no city of GeoNames")
        approved[key] = ([row["city"], *split(row["names"])], split(row["adjectives"]))
    capitals = {key for code, name in sources.capitals().items() if name and (key := find(code, name)) is not None}
    stop = set(tables.words()["no_city"])
    for key, city in every.items():
        if key not in approved and key not in capitals and city.population < KNOWN_FROM:
            continue
        names, adjectives = approved.get(key, ([], []))
        index = collection.thing(
            Thing(
                "place",
                f"geonames:{key}",
                city.name,
                city.country,
                round(city.lat, 4),
                round(city.lon, 4),
                city.population,
                key in capitals,
                city.admin,
            )
        )
        latin = {city.name, sources.without_accents(city.name), *names}
        other = [
            name for name in alternates.get(key, ()) if name[0] > "\u0370" and _is_distinct(name, city, key in capitals)
        ]
        for name in latin | set(other):
            collection.name(name, index, "weak" if name in stop else "name")
        if key in approved or key in capitals or city.population >= INFLECTED_FROM:
            _add_cases(collection, index, latin - stop, other)
        for adjective in adjectives:
            for form in inflect.german_demonym(adjective):
                collection.name(form, index, "adjective", {"de"})


def _is_distinct(name: str, city: sources.City, capital: bool) -> bool:
    """Whether a name in another script is long enough not to be a piece of other words."""
    if "\u3400" <= name[0] <= "\u9fff":
        at_home = city.country in ("CN", "JP", "TW") and city.population >= HAN_FROM
        return len(name) > 2 or (len(name) == 2 and (capital or at_home or city.population >= 2 * HAN_FROM))
    return len(name) > 3 or (len(name) > 1 and capital and not "\u0e00" <= name[0] <= "\u0e7f")


def _add_cases(collection: Collection, index: int, latin: set[str], other: list[str]) -> None:
    cases = tables.inflections()
    for language in ("ru", "uk"):
        for name in other:
            if "а" <= name[-1].lower() <= "ї":
                for form in inflect.cases(name, cases[language]):
                    collection.name(form, index, languages={language})
    for language in ("pl", "cs"):
        for name in latin:
            for form in inflect.cases(name, cases[language]):
                collection.name(form, index, languages={language})
