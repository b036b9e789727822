"""docs/export.md says of every column what the code says."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

from streams.export import acled, gdelt
from streams.export.columns import ARTICLES, EVENTS, Column
from streams.export.published import Theirs

PAGE = (Path(__file__).parents[2] / "docs" / "export.md").read_text("utf-8")


def own(columns: Iterable[Column]) -> list[str]:
    rows = [f"| `{column.name}` | {column.kind} | {column.meaning} |" for column in columns]
    return ["| column | type | meaning |", "|---|---|---|", *rows]


def theirs(columns: Iterable[Theirs]) -> list[str]:
    rows = [f"| `{column.name}` | {column.holds or '(empty)'} | {column.lost} |" for column in columns]
    return ["| column | holds | lost |", "|---|---|---|", *rows]


@pytest.mark.parametrize(
    "table",
    [own(EVENTS), own(ARTICLES), theirs(gdelt.COLUMNS), theirs(acled.COLUMNS)],
    ids=["events", "articles", "gdelt", "acled"],
)
def test_the_page_has_the_columns_in_order_with_what_they_hold_and_lose(table: Sequence[str]) -> None:
    assert "\n".join(table) in PAGE
