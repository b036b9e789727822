"""Tables for a terminal."""

import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.cells import set_cell_size
from rich.console import Console
from rich.table import Table
from rich.text import Text

PIPE_WIDTH = 160
"""Cells of a table's line where there is no terminal to ask."""
LAST_WIDTH = 24
LEAST_WIDTH = 12


def print_table(rows: Iterable[Mapping[str, Any]], title: str = "") -> None:
    """One line a row; the first row's keys are the headings. Text from a wire is shown as it is, never as markup."""
    table: Table | None = None
    for row in rows:
        if table is None:
            table = Table(title=title or None, header_style="bold", box=None, pad_edge=False)
            for heading, value in row.items():
                numeric = isinstance(value, int | float)
                table.add_column(heading, justify="right" if numeric else "left", no_wrap=True, overflow="ellipsis")
        table.add_row(*(Text(printable(value)) for value in row.values()))
    if table is not None:
        Console(width=None if sys.stdout.isatty() else PIPE_WIDTH).print(table)


def print_line(row: Mapping[str, Any], widths: Sequence[int], headings: bool = False) -> None:
    """One row of a table that has no end: columns of fixed width (cells), the last as wide as it needs."""
    widths = _fitted(widths)
    lines = [row.keys(), row.values()] if headings else [row.values()]
    for line in lines:
        cells = [printable(value) for value in line]
        padded = [set_cell_size(cell, width) for cell, width in zip(cells, widths, strict=False)]
        print("  ".join([*padded, *cells[len(padded) :]]).rstrip(), flush=True)


def _fitted(widths: Sequence[int]) -> list[int]:
    """The widest column gives way until the line, with room for the last column, fits the terminal."""
    over = sum(widths) + 2 * len(widths) + LAST_WIDTH - (Console().width if sys.stdout.isatty() else PIPE_WIDTH)
    widest = max(widths)
    return [max(width - over, LEAST_WIDTH) if width == widest and over > 0 else width for width in widths]


def printable(value: Any) -> str:
    """As text without control characters: a headline must not move the cursor."""
    text = "" if value is None else str(value)
    return "".join(char if char.isprintable() else " " for char in text)
