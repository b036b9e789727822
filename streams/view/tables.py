"""Answers as CSV, for a spreadsheet."""

import csv
import io
from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec import Struct

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""Beginnings that a spreadsheet takes for a formula (OWASP, CSV injection)."""


def csv_of(items: Sequence[Struct], kind: type[Struct]) -> str:
    """One line an item under the names of `kind`'s fields; what is not flat is JSON in its cell."""
    out = io.StringIO()
    names = [field.name for field in msgspec.structs.fields(kind)]
    writer = csv.writer(out)
    writer.writerow(names)
    for item in items:
        plain = msgspec.to_builtins(item)
        writer.writerow([_cell(plain[name]) for name in names])
    return out.getvalue()


def _cell(value: Any) -> Any:
    if isinstance(value, (list, dict)):
        value = msgspec.json.encode(value).decode()
    if isinstance(value, str) and value.startswith(FORMULA):
        return "'" + value
    return "" if value is None else value
