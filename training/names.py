"""The project's own lists of names (`training/names/*.tsv`): persons, places, organisations and other names."""

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

from training.mentions import Mention
from training.text import Tokens, ascii_typography

FOLDER = Path(__file__).parent / "names"
LABELS = {"places": "LOC", "organisations": "ORG", "others": "MISC"}
COLUMNS = {
    "persons": ("given", "family", "origin", "order"),
    "places": ("name", "kind", "language"),
    "organisations": ("name", "kind", "language"),
    "others": ("name", "kind", "language"),
}


def rows(table: str) -> Iterator[dict[str, str]]:
    """The rows of one list; raises ValueError where its columns are not those of `COLUMNS`."""
    with (FOLDER / f"{table}.tsv").open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE, strict=True)
        if tuple(reader.fieldnames or ()) != COLUMNS[table]:
            raise ValueError(f"{table}.tsv: columns {reader.fieldnames}, expected {COLUMNS[table]}")
        yield from reader


def names(table: str, language: str) -> Iterator[str]:
    """Names of places, organisations or others as they stand in texts of that language."""
    return (row["name"] for row in rows(table) if row["language"] in (language, "*"))


def persons() -> Iterator[str]:
    """Every person twice: by full name, in the order of the person's country, and by surname alone."""
    for row in rows("persons"):
        parts = (row["given"], row["family"])
        yield " ".join(part for part in (parts if row["order"] == "given" else reversed(parts)) if part)
        if row["given"] and row["family"][:1].isupper():
            yield row["family"]


def listed_mentions(language: str) -> dict[str, list[Mention]]:
    """Label -> different names, tokenised as the language's pipelines tokenise."""
    tokens = Tokens(language)
    found = {"PER": _mentions(persons(), tokens)}
    return found | {label: _mentions(names(table, language), tokens) for table, label in LABELS.items()}


def _mentions(texts: Iterable[str], tokens: Tokens) -> list[Mention]:
    pairs = (tokens(ascii_typography(text)) for text in dict.fromkeys(texts))
    return [(tuple(words), tuple(spaces)) for words, spaces in pairs if words]
