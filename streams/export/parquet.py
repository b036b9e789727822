"""Our own tables as Apache Parquet: zstd, row groups of `GROUP` rows, types as they are."""

from collections.abc import Sequence
from typing import IO, Any

from streams.errors import LagebildError
from streams.export.articles import Article
from streams.export.columns import TABLES, Column
from streams.records import Event

GROUP = 20_000
"""Values are taken at once: what waits for its row group is a row, never the text of an article."""


def _arrow() -> Any:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise LagebildError("Parquet needs pyarrow: pip install 'lagebild[export]', or --format csv") from None
    return pyarrow


class Parquet:
    """`records`: which table, events or articles. Raises `LagebildError` where pyarrow is not installed."""

    def __init__(self, target: IO[bytes], records: str) -> None:
        self._arrow = arrow = _arrow()
        types = {
            "text": arrow.string(),
            "int": arrow.int64(),
            "float": arrow.float64(),
            "bool": arrow.bool_(),
            "date": arrow.date32(),
            "time": arrow.timestamp("us", tz="UTC"),
            "texts": arrow.list_(arrow.string()),
        }
        self._columns: Sequence[Column] = TABLES[records]
        self._schema = arrow.schema(
            [
                arrow.field(column.name, types[column.kind], metadata={"meaning": column.meaning})
                for column in self._columns
            ]
        )
        self._writer = arrow.parquet.ParquetWriter(target, self._schema, compression="zstd")
        self._cells: list[list[Any]] = [[] for _ in self._columns]

    def write(self, article: Article, events: Sequence[Event | None]) -> int:
        for column, cells in zip(self._columns, self._cells, strict=True):
            value = column.value
            if column.shared:
                cells.extend([value(article, None)] * len(events))
            else:
                cells.extend([value(article, event) for event in events])
        if len(self._cells[0]) >= GROUP:
            self._flush()
        return len(events)

    def finish(self) -> None:
        self._flush()
        self._writer.close()

    def _flush(self) -> None:
        if not self._cells[0]:
            return
        arrays = [
            self._arrow.array(cells, type=field.type) for cells, field in zip(self._cells, self._schema, strict=True)
        ]
        self._writer.write_table(self._arrow.Table.from_arrays(arrays, schema=self._schema))
        self._cells = [[] for _ in self._columns]
