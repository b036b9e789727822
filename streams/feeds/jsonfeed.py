"""JSON Feed 1.0 and 1.1 (jsonfeed.org)."""

import io
from collections.abc import Iterator
from typing import Any

import orjson

from streams.errors import FeedError
from streams.feeds.encoding import decode_text
from streams.feeds.html_text import html_to_text
from streams.feeds.items import Context, Outcome, Refusal, read_document
from streams.feeds.webfeed import Entry, absolute, feed_items, first_date
from streams.records import RawArticle


def read_jsonfeed(stream: io.BufferedReader, context: Context) -> Iterator[Outcome]:
    """One item an item. Raises `FeedError` for a document that is no JSON Feed."""
    try:
        feed = orjson.loads(decode_text(read_document(stream, context), context.charset))
    except orjson.JSONDecodeError as error:
        raise FeedError(f"{context.name}: no JSON ({error})") from None
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list):
        raise FeedError(f"{context.name}: a JSON Feed has a list of items, this has none")
    scope = text(feed.get("feed_url")) or text(feed.get("home_page_url")) or text(feed.get("title"))
    entries = (_entry(item, feed, context, number) for number, item in enumerate(items, 1))
    yield from feed_items(entries, scope, context)


def _entry(item: Any, feed: dict[str, Any], context: Context, number: int) -> Entry:
    if not isinstance(item, dict):
        return Refusal("an item is a JSON object, this is none", context.place(f"item {number}"))
    summary = text(item.get("summary"))
    authors = item.get("authors") or [item.get("author")]
    published_at, notes = first_date(text(item.get(name)) for name in ("date_published", "date_modified"))
    return RawArticle(
        id=text(item.get("id")),
        title=text(item.get("title")),
        body=html_to_text(text(item.get("content_html"))) or text(item.get("content_text")) or summary,
        source=text(feed.get("title")) or None,
        url=absolute(text(item.get("url") or item.get("external_url")), text(feed.get("home_page_url")), context.base),
        published_at=published_at,
        language=text(item.get("language")) or text(feed.get("language")) or None,
        authors=names(authors),
        subjects=[tag for tag in map(text, sequence(item.get("tags"))) if tag],
        notes=notes,
    )


def text(value: Any) -> str:
    """A string as it is, a number as its digits (ids often are numbers); anything else is no text."""
    if isinstance(value, str):
        return value.strip()
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def sequence(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def names(people: Any) -> list[str]:
    """Of a list of objects with a `name`, the names."""
    found = (text(person.get("name")) for person in sequence(people) if isinstance(person, dict))
    return [name for name in found if name]
