"""What a reader gives: items to send and refusals with a reason."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

import msgspec

from streams.feeds.identity import derive_id
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


@dataclass(frozen=True, slots=True)
class Refusal:
    """One item that cannot be sent; `where` is its source and its place there."""

    reason: str
    where: str


@dataclass(frozen=True, slots=True)
class Unreadable(Refusal):
    """The rest of a source cannot be read."""


Outcome = Item | Refusal


@dataclass(frozen=True, slots=True)
class Context:
    """What a reader knows beside the bytes; `default_source` is the wire's name for records that do not say it."""

    name: str
    settings: Settings
    default_source: str | None = None

    def place(self, position: int | str) -> str:
        return f"{self.name}:{position}"


Reader = Callable[[BinaryIO, Context], Iterator[Outcome]]
"""Reads one format. Raises `FeedError` where it cannot go on; what it gave before that counts."""


def article_item(article: RawArticle, context: Context, position: int | str) -> Outcome:
    """The item of an article that a reader took from another format: with source and id, encoded, its size checked."""
    if article.source is None and context.default_source is not None:
        article = msgspec.structs.replace(article, source=context.default_source)
    if not article.id:
        article = msgspec.structs.replace(article, id=derive_id(article))
    return sized(Item(article.id, encode(article), article), context, position)


def sized(item: Item, context: Context, position: int | str) -> Outcome:
    """The item, or its refusal where key and value together are over `raw_limit_bytes`."""
    size, limit = len(item.key.encode("utf-8", "surrogatepass")) + len(item.value), context.settings.raw_limit_bytes
    if size > limit:
        return Refusal(f"{size} bytes: over the limit of {limit} (LAGEBILD_RAW_LIMIT_BYTES)", context.place(position))
    return item
