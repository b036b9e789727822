"""Seas and regions known by name; and the gazetteer of places that count only by a word of the text."""

from array import array

from streams.knowledge.base import Places, Thing
from streams.knowledge.folding import lower, shape
from training.knowledge import inflect, sources, tables
from training.knowledge.collect import Collection
from training.knowledge.tables import split

SECOND_LEVEL_OF = frozenset({"US", "GB", "IE", "CA", "AU", "NZ", "IN", "ZA", "NG", "PH", "PK", "KE"})
"""Countries whose counties and districts stand in English news."""
NAMED_REGIONS_OF = frozenset({"US", "CA", "AU", "IN"})
"""Countries whose states are known by name alone."""
ALTERNATES_FROM = 15_000
"""Inhabitants from which other Latin spellings of a city are taken."""


def add_areas(collection: Collection) -> None:
    for row in tables.rows("areas"):
        thing = Thing(
            row["kind"],
            row["id"],
            row["name"],
            row["country"],
            float(row["lat"]),
            float(row["lon"]),
            m49=row["m49"],
        )
        index = collection.thing(thing)
        for entry in (row["name"], *split(row["names"])):
            for surface in inflect.templated(entry):
                collection.name(surface, index, "adjective" if _is_adjective(entry) else "name")
    for row in tables.rows("vanished"):
        thing = Thing("area", row["id"], row["name"], lat=float(row["lat"]), lon=float(row["lon"]), sector="GOV")
        index = collection.thing(thing)
        for use in ("names", "adjectives"):
            for surface in (form for entry in split(row[use]) for form in inflect.templated(entry)):
                collection.name(surface, index, "name" if use == "names" else "adjective")
    states = {(row["country"], row["code"]): row for row in tables.rows("states")}
    for region in sources.regions():
        if region.level == 1 and region.country in NAMED_REGIONS_OF:
            index = collection.thing(_thing(region))
            row = states.get((region.country, region.code))
            for entry in (region.name, *split(row["names"] if row else "")):
                for name in inflect.templated(entry):
                    collection.name(name, index, "adjective" if "~" in entry else "name")


def _is_adjective(entry: str) -> bool:
    return entry.endswith("~") or entry.endswith(("ean", "ian", "ese", "Kurds", "Kurden"))


def _thing(region: sources.Region) -> Thing:
    lat, lon = round(region.lat, 4), round(region.lon, 4)
    return Thing("region", f"geonames:{region.id}", region.name, region.country, lat, lon)


def gazetteer() -> Places:
    regions = [r for r in sources.regions() if r.level == 1 or (r.level == 2 and r.country in SECOND_LEVEL_OF)]
    cities = list(sources.cities())
    alternates = sources.alternate_names()
    admin_names = sorted({"", *(c.admin for c in cities), *(r.admin for r in regions)})
    country_codes = sorted({*(c.country for c in cities), *(r.country for r in regions)})
    admin_of = {name: at for at, name in enumerate(admin_names)}
    country_of = {code: at for at, code in enumerate(country_codes)}
    names: set[tuple[bytes, int]] = set()
    rows = [*cities, *regions]
    for row, place in enumerate(rows):
        spellings = {place.name, sources.without_accents(place.name), *place.other_names}
        if place.population >= ALTERNATES_FROM:
            spellings.update(n for n in alternates.get(place.id, ()) if n[0] < "\u0250")
        for spelling in spellings:
            key = lower(shape(spelling)).encode()
            if key and b"\n" not in key:
                names.add((key, row))
    ordered = sorted(names)
    starts, position = array("I"), 0
    for key, _ in ordered:
        starts.append(position)
        position += len(key) + 1
    return Places(
        b"\n".join(key for key, _ in ordered),
        starts.tobytes(),
        array("I", (row for _, row in ordered)).tobytes(),
        "\n".join(place.name for place in rows).encode(),
        array("I", (place.id for place in rows)).tobytes(),
        array("f", (place.lat for place in rows)).tobytes(),
        array("f", (place.lon for place in rows)).tobytes(),
        array("I", (place.population for place in rows)).tobytes(),
        array("H", (admin_of[place.admin] for place in rows)).tobytes(),
        bytes(country_of[place.country] for place in rows),
        bytes(0 if isinstance(place, sources.City) else place.level for place in rows),
        admin_names,
        country_codes,
    )
