"""JSON lines, one article a line; a whole JSON array or one object spread over lines is read too.

What is not an article is sent as it came: the worker rejects it with its bytes, so that nothing is lost on the way.
"""

import io
import itertools
from collections.abc import Iterator
from typing import Any, BinaryIO

import msgspec
import orjson

from streams.errors import FeedError
from streams.feeds.encoding import in_utf8, json_encoding
from streams.feeds.identity import content_key, derive_id
from streams.feeds.items import DOCUMENT_LIMIT, Context, Item, Outcome, Refusal, sized
from streams.feeds.unpack import CHUNK, chunk_stream
from streams.records import RawArticle

BOM = b"\xef\xbb\xbf"

BLANK_LIMIT = 2**20
"""Bytes of blank lines in a row, after which a source has nothing more to say."""

_array = msgspec.json.Decoder(list[msgspec.Raw])


def read_jsonl(stream: io.BufferedReader, context: Context) -> Iterator[Outcome]:
    """One outcome a line that is not blank, or one an element of an array."""
    for value, position in json_values(stream, context):
        yield line_item(value, context, position) if isinstance(value, bytes) else value


def json_values(stream: io.BufferedReader, context: Context) -> Iterator[tuple[bytes | Refusal, int | str]]:
    """The lines, the elements of the array or the one object that a source holds, unparsed, with their place in it."""
    limit = context.settings.raw_limit_bytes
    stream = _in_utf8(stream)
    opening = stream.readline(limit + 1).removeprefix(BOM)
    if not isinstance(_parsed(opening), dict):
        opening += stream.read(DOCUMENT_LIMIT)
        elements = _elements(opening) if len(opening) < DOCUMENT_LIMIT else None
        if elements is not None:
            yield from ((element, f"[{index}]") for index, element in enumerate(elements, 1))
            return
    whole = chunk_stream(itertools.chain([opening], iter(lambda: stream.read1(CHUNK), b"")) if opening else iter(()))
    for number, line in enumerate(_lines(whole, limit), 1):
        if line is None:
            reason = f"a line of more than {limit} bytes (LAGEBILD_RAW_LIMIT_BYTES)"
            yield Refusal(reason, context.place(number)), number
        elif line.strip():
            yield line.rstrip(b"\r\n"), number


def _in_utf8(stream: io.BufferedReader) -> io.BufferedReader:
    """The stream; where it is in UTF-16 or UTF-32, in UTF-8."""
    head = stream.read(4)
    whole = itertools.chain([head] if head else [], iter(lambda: stream.read1(CHUNK), b""))
    encoding = json_encoding(head)
    return chunk_stream(whole if encoding is None else in_utf8(whole, encoding))


def line_item(line: bytes, context: Context, position: int | str) -> Outcome:
    """One record. With an id of its own it keeps its bytes; without one it gets the derived id.

    A news object of an agency is read as ninjs, so that what protects it counts.
    """
    from streams.feeds.ninjs import is_news, news_item  # which reads JSON lines itself

    parsed = _parsed(line)
    if is_news(parsed):
        return news_item(parsed, context, position)
    article = _article(parsed)
    if article is None:
        given = parsed.get("id") if isinstance(parsed, dict) else None
        key = given if isinstance(given, str) and given else content_key(line)
        return sized(Item(key, line, None), context, position)
    added: dict[str, Any] = {}
    if article.source is None and context.default_source is not None:
        added["source"] = article.source = context.default_source
    if not article.id:
        added["id"] = article.id = derive_id(article)
    if added:
        line = orjson.dumps({**parsed, **added})
    return sized(Item(article.id, line, article), context, position)


def _parsed(line: bytes) -> Any:
    try:
        return orjson.loads(line)
    except orjson.JSONDecodeError:
        return None


def _article(parsed: Any) -> RawArticle | None:
    """The article, a field that is null counting as absent; None where the worker would reject it."""
    if not isinstance(parsed, dict):
        return None
    try:
        return msgspec.convert({name: value for name, value in parsed.items() if value is not None}, RawArticle)
    except msgspec.ValidationError:
        return None


def _elements(document: bytes) -> list[bytes] | None:
    """The elements of a JSON array, or the one object that the document is; None where it is neither."""
    if not document.lstrip().startswith((b"[", b"{")):
        return None
    try:
        if document.lstrip().startswith(b"{"):
            orjson.loads(document)
            return [document.strip()]
        return [bytes(element) for element in _array.decode(document)]
    except (msgspec.MsgspecError, orjson.JSONDecodeError, RecursionError):
        return None


def _lines(stream: BinaryIO, limit: int) -> Iterator[bytes | None]:
    """Line by line; None for one that is longer than `limit` bytes, of which no more than that is held in memory."""
    blank = 0
    while line := stream.readline(limit + 2):
        blank = blank + len(line) if line.isspace() else 0
        if blank > BLANK_LIMIT:
            raise FeedError(f"nothing but blank lines for {BLANK_LIMIT} bytes; not read further")
        if len(line.rstrip(b"\r\n")) <= limit:
            yield line
            continue
        while line and not line.endswith(b"\n"):
            line = stream.readline(CHUNK)
        yield None
