"""The enriched articles of a time range, each once: as its highest version, of equal versions the latest."""

import tempfile
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from typing import IO

import msgspec
import numpy as np
from kafka.consumer.fetcher import ConsumerRecord
from msgspec import Struct

from streams.delivery.reading import read_between
from streams.records import CountryShare, Event, Group, Language, Pipeline
from streams.settings import Settings
from streams.topics import ENRICHED, REJECTED

GONE = 2**63 - 1
"""The version of a tombstone: whatever was there before is replaced by nothing."""
WITHDRAWN = frozenset({b"canceled", b"withheld"})
"""Dead letters by which a source takes back what it sent before: the enriched record stays in its topic."""
SHOWN = 20


class Article(Struct, kw_only=True):
    """Of an `EnrichedArticle` what an export can hold; `entities` are passed over, unknown fields too."""

    id: str
    text: str
    title_end: int
    language: Language
    countries: list[CountryShare]
    events: list[Event]
    enriched_at: datetime
    pipeline: Pipeline
    coverage: str = ""
    regions: list[str] = []
    groups: list[Group] = []
    source: str | None = None
    url: str | None = None
    published_at: datetime | None = None
    section: str | None = None
    authors: list[str] = []
    version: int = 1
    urgency: int | None = None
    dateline: str | None = None
    subjects: list[str] = []

    @property
    def title(self) -> str:
        return self.text[: self.title_end]

    @property
    def reported_on(self) -> datetime:
        """UTC: when it was published, when it was enriched where the wire does not say."""
        return self.published_at or self.enriched_at


class _Notice(Struct):
    """Of a rejected raw article which one it is."""

    id: str = ""
    version: int = 1


Wanted = Callable[[Article], bool]
_read = msgspec.json.Decoder(Article).decode
_read_notice = msgspec.json.Decoder(_Notice).decode
_pack = msgspec.msgpack.Encoder().encode
_unpack = msgspec.msgpack.Decoder(Article).decode


@dataclass(slots=True)
class Found:
    """What a time range held: `records`, `superseded` among them; `places`, `SHOWN` at most, of what was no article.

    `withdrawn`: kills and withholdings, which supersede as a newer version does.
    """

    records: int = 0
    superseded: int = 0
    withdrawn: int = 0
    unreadable: int = 0
    places: list[str] = field(default_factory=list)

    def reject(self, record: ConsumerRecord, reason: str) -> None:
        self.unreadable += 1
        if len(self.places) < SHOWN:
            self.places.append(f"{record.topic} {record.partition}:{record.offset} is no enriched article: {reason}")


class Current:
    """Tells of every record whether a later one replaces it. Takes 32 bytes a record, whatever its size.

    An article's records lie in one partition, in order, unless partitions were added: hence version, time, order.
    """

    def __init__(self) -> None:
        self._ids, self._versions, self._times = array("Q"), array("q"), array("q")

    def add(self, name: bytes, version: int, time_ms: int) -> int:
        """The number of the record, counted from 0."""
        self._ids.append(int.from_bytes(blake2b(name, digest_size=8).digest(), "big"))
        self._versions.append(version)
        self._times.append(time_ms)
        return len(self._ids) - 1

    def last(self) -> np.ndarray:
        """bool[records]: True where nothing replaces it."""
        ids = np.frombuffer(self._ids, dtype=np.uint64)
        last = np.zeros(len(ids), dtype=bool)
        if len(ids):
            order = np.lexsort((np.frombuffer(self._times, np.int64), np.frombuffer(self._versions, np.int64), ids))
            ends = np.append(ids[order][1:] != ids[order][:-1], True)
            last[order[ends]] = True
        return last


def articles(
    settings: Settings, start: datetime | None, end: datetime | None, wanted: Wanted, found: Found
) -> Iterator[Article]:
    """Those that `wanted` accepts, in the order of the topic; counts into `found`. Raises `BrokerError`.

    Which record replaces which is known at the end of the range only, so accepted articles wait in a temporary file.
    """
    current = Current()
    with tempfile.TemporaryFile(prefix="lagebild-export-") as waiting:
        for record in read_between(settings, ENRICHED, start, end):
            found.records += 1
            _take(record, current, wanted, found, waiting)
        for record in read_between(settings, REJECTED, start, end):
            if WITHDRAWN & {value for name, value in record.headers if name == "error.code"}:
                found.withdrawn += 1
                current.add(*_withdrawn(record), record.timestamp)
        last = current.last()
        found.superseded = int((~last[: found.records - found.unreadable]).sum())
        waiting.seek(0)
        while head := waiting.read(12):
            content = waiting.read(int.from_bytes(head[8:], "big"))
            if last[int.from_bytes(head[:8], "big")]:
                yield _unpack(content)


def _withdrawn(record: ConsumerRecord) -> tuple[bytes, int]:
    """Which article, and as which version; by its key and for good where the original does not say."""
    try:
        notice = _read_notice(record.value or b"")
    except (msgspec.DecodeError, UnicodeDecodeError):
        return record.key or b"", GONE
    return notice.id.encode("utf-8", "surrogatepass") or record.key or b"", notice.version


def _take(record: ConsumerRecord, current: Current, wanted: Wanted, found: Found, waiting: IO[bytes]) -> None:
    if record.value is None:
        current.add(record.key or b"", GONE, record.timestamp)
        return
    try:
        article = _read(record.value)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        found.reject(record, str(error))
        return
    number = current.add(article.id.encode("utf-8", "surrogatepass"), article.version, record.timestamp)
    if wanted(article):
        content = _pack(article)
        waiting.write(number.to_bytes(8, "big") + len(content).to_bytes(4, "big") + content)
