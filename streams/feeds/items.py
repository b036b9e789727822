"""What a reader gives: items to send and refusals with a reason."""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import BinaryIO

from streams.errors import FeedError
from streams.feeds.dateline import place_of, split_dateline
from streams.feeds.dates import AHEAD
from streams.feeds.identity import derive_id
from streams.feeds.mending import mended_text
from streams.records import RawArticle, encode
from streams.settings import Settings

DOCUMENT_LIMIT = 64 * 2**20
"""Bytes of a document that has to be read as a whole (a feed, a JSON array, a text); larger ones are refused."""


@dataclass(frozen=True, slots=True)
class Item:
    """One record for `articles.raw`. `record` is None where the bytes are no article and go out as they came."""

    key: str
    value: bytes
    record: RawArticle | None
    note: str | None = None
    """What the reader had to change, for people."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """One item that cannot be sent; `where` is its source and its place there."""

    reason: str
    where: str


@dataclass(frozen=True, slots=True)
class Unreadable(Refusal):
    """The rest of a source cannot be read."""


@dataclass(frozen=True, slots=True)
class OutOfTime(Unreadable):
    """Reading it would take longer than its size allows."""


Outcome = Item | Refusal


@dataclass(frozen=True, slots=True)
class Context:
    """What a reader knows beside the bytes; `default_source` is the wire's name for records that do not say it."""

    name: str
    settings: Settings
    default_source: str | None = None
    charset: str | None = None
    """What HTTP says that the bytes are."""
    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def base(self) -> str:
        """What relative links are relative to; empty where the source has no address."""
        return self.name if self.name.startswith(("http://", "https://")) else ""

    def place(self, position: int | str) -> str:
        return f"{self.name}:{position}"


Reader = Callable[[io.BufferedReader, Context], Iterator[Outcome]]
"""Reads one format. Raises `FeedError` where it cannot go on; what it gave before that counts."""


def read_document(stream: BinaryIO, context: Context) -> bytes:
    """All bytes of a source. Raises `FeedError` where it is over `DOCUMENT_LIMIT`."""
    data = stream.read(DOCUMENT_LIMIT + 1)
    if len(data) > DOCUMENT_LIMIT:
        raise FeedError(f"{context.name}: a document of more than {DOCUMENT_LIMIT} bytes; split it")
    return data


def article_item(article: RawArticle, context: Context, position: int | str) -> Outcome:
    """The item of an article that a reader took from another format, or why it is none.

    The dateline is split off the body, a date in the future becomes the latest that clocks allow, the source and the
    id are filled in. A kill notice needs no text.
    """
    article = mended_text(article)
    place, article.body = split_dateline(article.body)
    article.dateline = (place_of(article.dateline) if article.dateline else place) or None
    if not article.title and not article.body:
        if article.status != "canceled":
            return Refusal("it has no text", context.place(position))
        article.title = f"canceled: {article.id}"
    note = None
    if article.published_at is not None and article.published_at > context.now + AHEAD:
        note = f"dated {article.published_at.isoformat()}, in the future: taken as {AHEAD} from now at most"
        article.published_at = context.now + AHEAD
    article.source = article.source or context.default_source
    article.id = article.id or derive_id(article)
    return sized(Item(article.id, encode(article), article, note), context, position)


def sized(item: Item, context: Context, position: int | str) -> Outcome:
    """The item, or its refusal where key and value together are over `raw_limit_bytes`."""
    size, limit = len(item.key.encode("utf-8", "surrogatepass")) + len(item.value), context.settings.raw_limit_bytes
    if size > limit:
        return Refusal(f"{size} bytes: over the limit of {limit} (LAGEBILD_RAW_LIMIT_BYTES)", context.place(position))
    return item
