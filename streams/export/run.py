"""One export: what is wanted of a time range, into a file that is there whole or not at all."""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, Any, Literal, Protocol

from streams.errors import LagebildError
from streams.export.acled import Acled
from streams.export.articles import Article, Found, articles
from streams.export.gdelt import Gdelt
from streams.export.lines import Csv
from streams.export.parquet import Parquet
from streams.export.stix import Stix
from streams.records import Event
from streams.settings import Settings

Format = Literal["parquet", "csv", "gdelt", "acled", "stix"]
SUFFIXES: dict[str, str] = {"parquet": "parquet", "csv": "csv", "gdelt": "tsv", "acled": "csv", "stix": "json"}
OWN = ("parquet", "csv")
"""Formats of our own tables; the others know events alone."""
SETTLED = timedelta(seconds=60)
"""So long ago, every record of a time is in the topic: a transaction lasts 30 s by default."""
STEPS = {"hour": timedelta(hours=1), "day": timedelta(days=1)}


class Writer(Protocol):
    def write(self, article: Article, events: Sequence[Any]) -> int:
        """A row for each event (None: for the article itself); returns how many the format has a place for."""

    def finish(self) -> None:
        """Everything into the target, which stays open."""


@dataclass(frozen=True)
class Choice:
    """Upper-case codes and names; an empty set chooses all. Of events, one must speak of a country itself."""

    countries: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()

    def event(self, event: Event) -> bool:
        if self.categories and event.category not in self.categories:
            return False
        return not self.countries or any(
            place is not None and place.country in self.countries
            for place in (event.actor, event.recipient, event.place)
        )

    def article(self, article: Article) -> bool:
        return (
            self._language(article)
            and (not self.countries or any(country.code in self.countries for country in article.countries))
            and (not self.categories or any(event.category in self.categories for event in article.events))
        )

    def with_events(self, article: Article) -> bool:
        return self._language(article) and any(map(self.event, article.events))

    def _language(self, article: Article) -> bool:
        return not self.languages or article.language.code.upper() in self.languages


@dataclass(slots=True)
class Exported:
    """`rows` written, `left_out` because the format has no place for them; `next_from`: where the next one goes on."""

    rows: int = 0
    left_out: int = 0
    next_from: datetime | None = None
    found: Found = field(default_factory=Found)


def export(
    settings: Settings,
    form: Format,
    target: str,
    *,
    records: str = "events",
    choice: Choice = Choice(),
    start: datetime | None = None,
    end: datetime | None = None,
) -> Exported:
    """`target`: a file, or `-` for standard output. Raises `BrokerError`; `LagebildError` for a file that cannot be."""
    result = Exported()
    settled = datetime.now(UTC) - SETTLED
    result.next_from = min(end, settled) if end else settled
    wanted = choice.with_events if records == "events" else choice.article
    with opened(target) as file:
        writer = _writer(form, file, records)
        for article in articles(settings, start, end, wanted, result.found):
            rows = [*filter(choice.event, article.events)] if records == "events" else [None]
            written = writer.write(article, rows)
            result.rows += written
            result.left_out += len(rows) - written
        writer.finish()
    return result


def slices(start: datetime, end: datetime, step: str) -> Iterator[tuple[datetime, datetime]]:
    """Hours or days of UTC, from the one that `start` lies in to the last that is over and settled before `end`."""
    length = STEPS[step]
    begin = start.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    if step == "day":
        begin = begin.replace(hour=0)
    while begin + length <= min(end, datetime.now(UTC) - SETTLED):
        yield begin, begin + length
        begin += length


def slice_file(folder: Path, form: Format, records: str, begin: datetime) -> Path:
    return folder / f"{form}-{records}-{begin:%Y-%m-%dT%HZ}.{SUFFIXES[form]}"


def _writer(form: Format, file: IO[bytes], records: str) -> Writer:
    if form == "parquet":
        return Parquet(file, records)
    if form == "csv":
        return Csv(file, records)
    others: dict[str, Callable[[IO[bytes]], Writer]] = {"gdelt": Gdelt, "acled": Acled, "stix": Stix}
    return others[form](file)


@contextmanager
def opened(target: str) -> Iterator[IO[bytes]]:
    """Standard output, or `FILE.part`, which becomes the file when all went well and is removed when it did not."""
    if target == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    part = Path(f"{target}.part")
    try:
        with part.open("wb") as file:
            yield file
        os.replace(part, target)  # noqa: PTH105 - one step, over an older file too
    except OSError as error:
        raise LagebildError(f"{target} cannot be written: {error.strerror or error}") from error
    finally:
        part.unlink(missing_ok=True)
