"""The tables written by hand, read and checked."""

import csv
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from streams.knowledge.base import Endings, OrganTitle
from streams.knowledge.folding import shape

FOLDER = Path(__file__).parent / "tables"


def rows(table: str) -> Iterator[dict[str, str]]:
    """Raises SystemExit naming the line where a row has too few or too many cells."""
    with (FOLDER / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, strict=True)
        for row in reader:
            if None in row or None in row.values():
                raise SystemExit(
                    f"{table}.csv, line {reader.line_num}: {len(reader.fieldnames or ())} cells are needed"
                )
            yield row


def split(cell: str) -> list[str]:
    return [part.strip() for part in cell.split("|") if part.strip()]


def toml(table: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{table}.toml").read_text(encoding="utf-8"))


def endings() -> dict[str, Endings]:
    return {
        language: Endings(
            _joined(table.get("before", {})), _joined(table.get("after", {})), table.get("separate", False)
        )
        for language, table in toml("endings").items()
    }


def _joined(table: dict[str, str]) -> dict[str, dict[str, str]]:
    result: dict[str, dict[str, str]] = {}
    for key, letters in table.items():
        kind, _, form = key.partition(":")
        default = "adjective" if kind == "adjective" else "name"
        result.setdefault(kind, {}).update(dict.fromkeys(map(shape, letters.split()), form or default))
    return result


def inflections() -> dict[str, dict[str, list[str]]]:
    return toml("inflections")


def regions() -> dict[str, str]:
    return {code: area for area, region in toml("regions").items() for code in region["countries"].split()}


def organs() -> tuple[list[OrganTitle], dict[str, list[str]]]:
    """Titles, and the endings of their words by language."""
    table = toml("organs")
    languages = {language: endings.split() for language, endings in table["endings"].items()}
    titles = [
        OrganTitle(
            organ["role"],
            organ["sector"],
            language,
            split(organ[language].replace(" ", "|") if language == "de" else organ[language]),
        )
        for organ in table["organ"]
        for language in languages
    ]
    return titles, languages


def words() -> dict[str, list[str]]:
    return {key: text.split() for key, text in toml("words").items()}
