"""The user's own names: a CSV file beside the compiled knowledge base (`LAGEBILD_KNOWLEDGE_EXTRA`)."""

import csv
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import msgspec

from streams.errors import ConfigurationError
from streams.knowledge.base import Compiled, Kind, Office, Reading, Thing
from streams.knowledge.folding import lower, shape

COLUMNS = ("kind", "id", "name", "names", "country", "group", "sector", "lat", "lon", "offices")
"""`names`: further surfaces, `|` between them; `offices`: `role:sector:since:until`, `|` between them."""
SECTORS = frozenset({"GOV", "MIL", "LEG", "JUD", "COP", "SPY", "PTY", "REB", "OPP", "CVL", "BUS", "MED", "IGO", "NGO"})

_ID = re.compile(r"iso:[A-Z]{2}|geonames:\d+|wikidata:Q\d+")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def with_extra(compiled: Compiled, path: Path) -> Compiled:
    """The knowledge base with the file's things and names; a row whose id is known adds names to that thing.

    Raises `ConfigurationError` naming the file and the line.
    """
    things = list(compiled.things)
    by_id = {thing.id: at for at, thing in reversed(list(enumerate(things))) if thing.id}
    readings = {pattern: list(row) for pattern, row in zip(compiled.patterns, compiled.readings, strict=True)}
    for thing, names in read_extra(path):
        at = by_id.get(thing.id, -1) if thing.id else -1
        if at < 0:
            at = len(things)
            things.append(thing)
        for name in names:
            shaped = shape(name)
            readings.setdefault(lower(shaped), []).insert(0, Reading(shaped, at))
    digest = hashlib.sha256(path.read_bytes()).hexdigest()[:8]
    return msgspec.structs.replace(
        compiled,
        version=f"{compiled.version}+{digest}",
        things=things,
        patterns=list(readings),
        readings=list(readings.values()),
    )


def read_extra(path: Path) -> Iterator[tuple[Thing, list[str]]]:
    """Things with their surfaces. Raises `ConfigurationError` naming the line."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file, strict=True)
            unknown = set(rows.fieldnames or ()) - set(COLUMNS)
            if unknown or not {"kind", "name"} <= set(rows.fieldnames or ()):
                columns = ",".join(COLUMNS)
                raise ConfigurationError(f"{path.name}, line 1: columns are {columns} (kind and name at least)")
            for row in rows:
                try:
                    yield _thing({key: (value or "").strip() for key, value in row.items() if key is not None}, row)
                except ValueError as error:
                    raise ConfigurationError(f"{path.name}, line {rows.line_num}: {error}") from error
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ConfigurationError(f"{path}: cannot be read: {error}") from error


def _thing(cells: dict[str, str], row: dict[str | None, object]) -> tuple[Thing, list[str]]:
    if None in row:
        raise ValueError("more cells than columns")
    kind, country, sector = cells["kind"], cells.get("country", ""), cells.get("sector", "")
    if kind not in get_args(Kind):
        raise ValueError(f"kind {kind!r} is none of {', '.join(get_args(Kind))}")
    if not cells["name"]:
        raise ValueError("name is empty")
    if cells.get("id") and not _ID.fullmatch(cells["id"]):
        raise ValueError(f"id {cells['id']!r} is not like iso:RU, geonames:524901 or wikidata:Q7184")
    if country and not re.fullmatch("[A-Z]{2}", country):
        raise ValueError(f"country {country!r} is no ISO 3166-1 alpha-2 code")
    if sector and sector not in SECTORS:
        raise ValueError(f"sector {sector!r} is none of {', '.join(sorted(SECTORS))}")
    thing = Thing(
        kind,  # type: ignore[arg-type]
        cells.get("id", ""),
        cells["name"],
        country,
        _degrees(cells.get("lat", ""), 90),
        _degrees(cells.get("lon", ""), 180),
        group=cells.get("group", ""),
        sector=sector,
        offices=tuple(map(_office, filter(None, cells.get("offices", "").split("|")))),
    )
    names = [cells["name"], *filter(None, map(str.strip, cells.get("names", "").split("|")))]
    return thing, names


def _degrees(cell: str, most: float) -> float | None:
    if not cell:
        return None
    value = float(cell)
    if not -most <= value <= most:
        raise ValueError(f"{cell} is not between -{most} and {most} degrees")
    return value


def _office(cell: str) -> Office:
    role, *rest = cell.split(":")
    if len(rest) != 3 or rest[0] not in SECTORS or not all(not day or _DAY.fullmatch(day) for day in rest[1:]):
        raise ValueError(f"office {cell!r} is not like prime minister:GOV:2019-07-24:2022-09-06")
    return Office(role, *rest)
