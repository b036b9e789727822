"""Tables as lines of text: our own as CSV, GDELT's and ACLED's as those publish theirs."""

import csv
import io
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import IO, Any

from streams.export.articles import Article
from streams.export.columns import TABLES
from streams.records import Event


class Csv:
    """RFC 4180 with a heading line and LF; lists are joined with `;`, times are RFC 3339 UTC."""

    def __init__(self, target: IO[bytes], records: str) -> None:
        self._columns = TABLES[records]
        self._lines = Lines(target)
        self._lines.write([column.name for column in self._columns])

    def write(self, article: Article, events: Sequence[Event | None]) -> int:
        for event in events:
            self._lines.write([cell(column.value(article, event)) for column in self._columns])
        return len(events)

    def finish(self) -> None:
        self._lines.finish()


class Lines:
    """Cells into UTF-8; with `tabs`, as GDELT has it: no quotes, so tabs and line ends in a cell become spaces."""

    def __init__(self, target: IO[bytes], *, tabs: bool = False) -> None:
        self._text = io.TextIOWrapper(target, "utf-8", errors="replace", newline="", write_through=False)
        self._csv = csv.writer(self._text, lineterminator="\n")
        self._tabs = tabs

    def write(self, cells: Sequence[str]) -> None:
        if self._tabs:
            self._text.write("\t".join(" ".join(value.split()) for value in cells) + "\n")
        else:
            self._csv.writerow(cells)

    def finish(self) -> None:
        self._text.flush()
        self._text.detach()


def cell(value: Any) -> str:
    """One value as text; nothing is empty."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        case date():
            return value.isoformat()
        case list():
            return ";".join(map(str, value))
        case _:
            return str(value)
