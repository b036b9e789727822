"""Server-sent events: articles or events for machines, and the changing parts of the live page.

No stream has a queue: each reads the projection from its own position, so a slow reader costs its socket alone, and
is dropped when that stays full. The id of an event is the position in the enriched topic (`partition:offset`, joined
by commas), so `Last-Event-ID` resumes exactly, also after a restart of the view.
"""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

import msgspec
from aiohttp import web

from streams.view.answers import article_item, event_item
from streams.view.fragments import Fragments
from streams.view.query import BadQuery, Query, read_query
from streams.view.rows import Row
from streams.view.state import ViewState

KINDS = ("articles", "events", "page")
BEAT_S = 1.0
"""Between two looks at the projection; what happened meanwhile goes out together."""
KEEP_ALIVE_S = 15.0
WRITE_LIMIT_S = 10.0
"""After which a reader that takes nothing is dropped."""
RETRY_S = 3
"""What browsers wait before they connect again."""

Positions = dict[int, int]


class Streams:
    """The open streams of one view, at most `view.streams`; `open` is their number."""

    def __init__(self, view: ViewState, write_limit_s: float = WRITE_LIMIT_S) -> None:
        self._view = view
        self._write_limit_s = write_limit_s
        self._fragments = Fragments(view)
        self.open = 0
        self._closing = asyncio.Event()

    async def close(self, web_app: web.Application) -> None:
        """For `Application.on_shutdown`: open streams would hold it up."""
        self._closing.set()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        kind, query = request.query.get("as", "articles"), read_query(request.query)
        if kind not in KINDS:
            raise BadQuery(f"as must be one of {', '.join(KINDS)}")
        positions = read_positions(request.headers.get("Last-Event-ID", ""))
        if self.open >= self._view.streams:
            raise web.HTTPServiceUnavailable(text="too many open streams", headers={"Retry-After": "10"})
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "X-Accel-Buffering": "no"})
        self.open += 1
        try:
            await response.prepare(request)
            if request.method == "GET":
                await self._run(response, kind, query, positions)
        except TimeoutError:
            _drop(request)
        except ConnectionResetError:
            pass  # the reader has gone
        finally:
            self.open -= 1
        return response

    async def _run(self, response: web.StreamResponse, kind: str, query: Query, positions: Positions | None) -> None:
        await self._write(response, f"retry: {RETRY_S * 1000}\n\n")
        source: _Pages | _Records = (
            _Pages(self._fragments, query) if kind == "page" else _Records(self._view, kind, query, positions)
        )
        quiet_s = 0.0
        while not self._closing.is_set():
            quiet_s += BEAT_S
            for text in source.changes():
                await self._write(response, text)
                quiet_s = 0.0
            if quiet_s >= KEEP_ALIVE_S:
                await self._write(response, ":\n\n")
                quiet_s = 0.0
            with suppress(TimeoutError):
                await asyncio.wait_for(self._closing.wait(), BEAT_S)

    async def _write(self, response: web.StreamResponse, text: str) -> None:
        async with asyncio.timeout(self._write_limit_s):
            await response.write(text.encode())
            await asyncio.sleep(0)


class _Pages:
    """The parts of the live page that differ from what this reader has."""

    def __init__(self, fragments: Fragments, query: Query) -> None:
        self._fragments, self._query = fragments, query
        self._sections: dict[str, str] = {}
        self._map: dict[str, Any] = {}

    def changes(self) -> Iterator[str]:
        sections, world = self._fragments.of(self._query)
        changed = {name: html for name, html in sections.items() if self._sections.get(name) != html}
        shades: dict[str, Any] = {code: shade for code, shade in world.items() if self._map.get(code) != shade}
        shades |= dict.fromkeys(self._map.keys() - world.keys())
        self._sections, self._map = sections, world
        if changed or shades:
            yield message("page", {"sections": changed, "map": shades})


class _Records:
    """The accepted articles, or their accepted events, that came after this reader's position."""

    def __init__(self, view: ViewState, kind: str, query: Query, positions: Positions | None) -> None:
        self._projection, self._kind, self._query = view.projection, kind, query
        self._positions: Positions = dict(self._projection.positions) if positions is None else positions
        self._seen = self._projection.articles_total
        self._waiting = [] if positions is None else self._projection.after(positions)

    def changes(self) -> Iterator[str]:
        """Looks at the arrivals since the last look, or at all rows where they are too many to be remembered."""
        rows, total = self._waiting, self._projection.articles_total
        if total > self._seen:
            recent = self._projection.recent(total - self._seen)
            rows = rows + recent if recent is not None else self._projection.after(self._positions)
        self._waiting, self._seen = [], total
        for row in rows:
            if text := self._tell(row):
                yield text

    def _tell(self, row: Row) -> str:
        self._positions[row.partition] = row.offset
        if not self._query.accepts(row):
            return ""
        if self._kind == "articles":
            return message("article", article_item(row), self._positions)
        items = [event_item(row, event) for event in row.events if self._query.accepts_event(event)]
        last = len(items) - 1
        return "".join(message("event", item, self._positions if n == last else None) for n, item in enumerate(items))


def message(event: str, data: object, positions: Mapping[int, int] | None = None) -> str:
    """One event; JSON has no line breaks, so its data is one line."""
    name = f"id: {','.join(f'{p}:{o}' for p, o in sorted(positions.items()))}\n" if positions else ""
    return f"{name}event: {event}\ndata: {msgspec.json.encode(data).decode()}\n\n"


def read_positions(text: str) -> Positions | None:
    """Of a `Last-Event-ID`; None where there is none. Raises `BadQuery`."""
    if not text:
        return None
    try:
        return {int(p): int(o) for p, _, o in (part.partition(":") for part in text.split(","))}
    except ValueError as error:
        raise BadQuery("Last-Event-ID is no position that this stream has given") from error


def _drop(request: web.Request) -> None:
    """At once: an orderly close would wait for what the reader does not take."""
    if request.transport:
        request.transport.abort()
