"""Codes of other schemes for our countries and bodies (`data/`)."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Country:
    """`iso2` is ours; `numeric` and `fips` are empty where there is none (FIPS 10-4 ended in 2008)."""

    iso2: str
    iso3: str
    numeric: str
    fips: str
    name: str


@cache
def countries() -> Mapping[str, Country]:
    """By ISO 3166-1 alpha-2 code."""
    with (DATA / "countries.csv").open(encoding="utf-8", newline="") as file:
        return {row["iso2"]: Country(**row) for row in csv.DictReader(file)}


@cache
def known_groups() -> Mapping[str, str]:
    """Our group code -> CAMEO's code of known groups, where there is one."""
    with (DATA / "bodies.csv").open(encoding="utf-8", newline="") as file:
        return {row["group"]: row["cameo"] for row in csv.DictReader(file)}


_NONE = Country("", "", "", "", "")


def country(code: str | None) -> Country:
    """Empty codes where the code is none, or none that we know."""
    return countries().get(code or "", _NONE)
