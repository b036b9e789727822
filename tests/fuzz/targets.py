"""What the fuzzer gives its inputs to. Each returns what came of an input, for the count, or raises."""

import asyncio
import io
import logging
import random
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

from aiohttp.test_utils import TestClient

from streams.decode import decode, require_publishable
from streams.errors import FeedError, Rejected
from streams.feeds.items import Context, Item, Refusal
from streams.feeds.lists import _lines, _opml
from streams.feeds.registry import FORMATS, read_stream
from streams.settings import Settings
from streams.view.state import ViewState
from tests.fuzz.mutation import mutated
from tests.fuzz.samples import REQUESTS, feed_samples, record_samples
from tests.view.sample import article, client_of, event, projection_of, state_of

SETTINGS = Settings(feed_limit_bytes=2_000_000)
NAMES = ("wire", "wire.txt", "wire.json", "wire.xml", "wire.jsonl.gz", "https://wire.example/feed")
CHARSETS = (None, None, None, "utf-8", "windows-1251", "utf-16", "x-unknown", "hz", "\0")
NOW = datetime(2026, 1, 1, tzinfo=UTC)


class Undesigned(AssertionError):
    """The view answered with an error of its own, or logged one."""


def read_feed(data: bytes, chance: random.Random) -> str:
    """A source in a format that may be the right one; what is sent must be decodable, or be refused by design."""
    format_name = chance.choice(("auto", "auto", "auto", *FORMATS))
    context = Context(chance.choice(NAMES), SETTINGS, chance.choice((None, "Wire")), chance.choice(CHARSETS))
    result = "nothing"
    try:
        for outcome in read_stream(io.BufferedReader(io.BytesIO(data)), context, format_name):
            if isinstance(outcome, Item):
                outcome.key.encode("utf-8", "surrogatepass")
                decode_record(outcome.value, chance)
                result = "item"
            else:
                assert isinstance(outcome, Refusal) and outcome.reason and "\n" not in outcome.reason, outcome
                result = "refusal"
    except FeedError as error:
        assert str(error), "no reason"
        return "unreadable"
    return result


def read_list(data: bytes, chance: random.Random) -> str:
    try:
        (_opml if b"<" in data else _lines)(data, "list")
    except FeedError:
        return "unreadable"
    return "list"


def decode_record(data: bytes, chance: random.Random) -> str:
    try:
        require_publishable(
            decode(data, text_limit_bytes=SETTINGS.text_limit_bytes, raw_limit_bytes=SETTINGS.raw_limit_bytes), NOW
        )
    except Rejected as error:
        return error.code
    return "article"


class View:
    """A real server in this process, and requests as bytes over its socket."""

    def __init__(self) -> None:
        self.runner = asyncio.Runner()
        self.logged: list[logging.LogRecord] = []
        handler = logging.Handler(logging.ERROR)
        handler.emit = self.logged.append  # type: ignore[method-assign]
        for name in ("aiohttp.server", "aiohttp.web", "asyncio"):
            logging.getLogger(name).addHandler(handler)
            logging.getLogger(name).propagate = False
        view = state_of(projection_of(article("a", events=[event()]), article("b/1", seconds_ago=60)))
        self.client = self.runner.run(_started(view))

    def request(self, data: bytes, chance: random.Random) -> str:
        answer = self.runner.run(self._answer(data))
        status = answer[:12].decode("latin-1")
        logged, self.logged[:] = list(self.logged), []
        for record in logged:
            error = record.exc_info[1] if record.exc_info else None
            if error is None or not type(error).__module__.startswith("aiohttp"):
                raise Undesigned(f"logged {record.getMessage()!r} ({error!r})") from error
        if status.startswith(("HTTP/1.1 5", "HTTP/1.0 5")):
            raise Undesigned(f"answered {answer[:200]!r}")
        return status.partition(" ")[2] or "hung up"

    async def _answer(self, data: bytes) -> bytes:
        reader, writer = await asyncio.open_connection(self.client.host, self.client.port)
        try:
            writer.write(data)
            async with asyncio.timeout(0.3):  # a request that does not end has no answer
                return await reader.read(65_536)
        except (TimeoutError, ConnectionError):
            return b""
        finally:
            writer.close()


async def _started(view: ViewState) -> TestClient:
    client = client_of(view)
    await client.start_server()
    return client


def targets() -> list[tuple[str, Callable[[random.Random], bytes], Callable[[bytes, random.Random], str]]]:
    """Name, maker of inputs, and what takes them."""
    for form in FORMATS.values():
        assert callable(form.read)  # imported now, not within an input
    requests = [request.encode() for request in REQUESTS]
    feeds, records = feed_samples(), record_samples()
    return [
        ("feed", partial(mutated, feeds), read_feed),
        ("record", partial(mutated, records), decode_record),
        (
            "list",
            partial(mutated, [b'<opml><body><outline xmlUrl="http://a.example/"/></body></opml>', b"http://a/ x\n"]),
            read_list,
        ),
        ("view", partial(mutated, requests), View().request),
    ]
