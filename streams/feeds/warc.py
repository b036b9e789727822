"""WARC (ISO 28500), as web archives and CommonCrawl's news crawl write it; needs the extra `lagebild[web]`.

The articles are what trafilatura takes for the text of each page. Responses that are no page (pictures, errors,
redirects) are passed over.
"""

import http.client
import io
from collections.abc import Iterator
from email.message import Message
from importlib.util import find_spec
from typing import Any

from streams.errors import FeedError
from streams.feeds.dates import read_date
from streams.feeds.items import DOCUMENT_LIMIT, Context, Outcome, Refusal, article_item
from streams.feeds.unpack import CHUNK, unpack
from streams.records import RawArticle

PAGES = ("text/html", "application/xhtml+xml")
LINE = 65_536


def read_warc(stream: io.BufferedReader, context: Context) -> Iterator[Outcome]:
    """One item a page that has an article. Raises `FeedError` where the archive breaks off or the extra is missing."""
    if find_spec("trafilatura") is None:
        raise FeedError(f"{context.name}: web archives need an extra; pip install 'lagebild[web]'")
    number = 0
    for headers, block in _responses(stream, context.name):
        if block is None:
            number += 1
            yield Refusal(f"a page of more than {DOCUMENT_LIMIT} bytes", context.place(f"page {number}"))
        elif (page := _page(block)) is not None:
            number += 1
            yield _outcome(page, headers.get("WARC-Target-URI", "").strip("<> "), context, f"page {number}")


def _responses(stream: io.BufferedReader, name: str) -> Iterator[tuple[Message, bytes | None]]:
    """Headers and block of each response record; None for a block that is over the limit.

    A record is a line with the version, headers, an empty line, as many bytes as the headers say, two empty lines.
    """
    while line := stream.readline(LINE):
        if not line.strip():
            continue
        try:
            if not line.startswith(b"WARC/"):
                raise ValueError("no record begins where one should")
            headers = http.client.parse_headers(stream)
            length = int(headers["Content-Length"] or "")
            block = _block(stream, length, keep=headers["WARC-Type"] == "response" and length <= DOCUMENT_LIMIT)
        except (http.client.HTTPException, ValueError, EOFError) as error:
            raise FeedError(f"{name}: the archive is damaged or breaks off ({error})") from error
        if headers["WARC-Type"] == "response":
            yield headers, block


def _block(stream: io.BufferedReader, length: int, *, keep: bool) -> bytes | None:
    kept = []
    left = length
    while left > 0:
        chunk = stream.read(min(left, CHUNK))
        if not chunk:
            raise EOFError(f"{left} bytes of a record are missing")
        left -= len(chunk)
        if keep:
            kept.append(chunk)
    return b"".join(kept) if keep else None


def _page(block: bytes) -> bytes | None:
    """The HTML of a successful HTTP response, still packed where it was; None for any other."""
    response = http.client.HTTPResponse(_Stored(block))  # type: ignore[arg-type]
    try:
        response.begin()
    except (http.client.HTTPException, ValueError):
        return None
    kind = (response.headers.get_content_type() or "").lower()
    if response.status != http.client.OK or kind not in PAGES:
        return None
    try:
        body = response.read()
    except http.client.IncompleteRead as error:  # archives keep the length of a packed page that they unpacked
        body = error.partial
    except (http.client.HTTPException, ValueError):
        body = b""
    return body or block.partition(b"\r\n\r\n")[2]  # said to be chunked, and stored otherwise


class _Stored:
    """What `HTTPResponse` asks of a socket."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def makefile(self, mode: str) -> io.BytesIO:
        return io.BytesIO(self._data)


def _outcome(page: bytes, url: str, context: Context, position: str) -> Outcome:
    packed = io.BufferedReader(io.BytesIO(page))  # type: ignore[arg-type]
    try:
        html = unpack(packed, url, DOCUMENT_LIMIT).read()
    except FeedError as error:
        return Refusal(str(error), context.place(position))
    article = _article(html, url)
    if article is None:
        return Refusal(f"no article was found in {url or 'the page'}", context.place(position))
    return article_item(article, context, position)


def _article(page: bytes, url: str) -> RawArticle | None:
    from trafilatura import bare_extraction

    found: Any = bare_extraction(page, url=url or None, with_metadata=True, include_comments=False, fast=True)
    if found is None or not found.text:
        return None
    title = found.title or ""
    lines = [line for line in found.text.split("\n") if line.strip()]
    if lines and lines[0].strip() == title.strip():  # the heading of the page
        del lines[0]
    return RawArticle(
        id=url,
        title=title,
        body="\n\n".join(lines),
        source=found.sitename or None,
        url=url or None,
        published_at=read_date(found.date),
        language=found.language or None,
        authors=[name.strip() for name in (found.author or "").split(";") if name.strip()],
        subjects=[subject for subject in [*(found.categories or []), *(found.tags or [])] if subject],
    )
