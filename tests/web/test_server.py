"""Half-sent requests, bodies that never come, answers that nobody takes: each has its time, and no traceback."""

import asyncio
import time

import pytest
from aiohttp import web

from streams.view.routes import add_routes
from streams.view.state import LOOPBACK
from streams.web.gate import HEALTH_ROOM, Limits
from tests.view.sample import article, projection_of, state_of
from tests.web.raw import answer_to, served

HALF = b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Half: "
HEALTH = b"GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
SHORT = Limits(400, 300, request_s=0.5, answer_s=1.5)


def view(token: str = "") -> web.Application:
    web_app = web.Application()
    add_routes(web_app, state_of(projection_of(article()), hosts=LOOPBACK, token=token))
    return web_app


async def closed_after(port: int, *parts: bytes, pause_s: float = 0.1) -> float:
    """Seconds until the server closes a connection on which these come slowly, the last of them for ever."""
    began = time.monotonic()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    reading = asyncio.create_task(reader.read())
    try:
        for part in (*parts[:-1], *[parts[-1]] * 200):
            writer.write(part)
            done, _ = await asyncio.wait([reading], timeout=pause_s)
            if done:
                break
        assert reading.done(), "it is still open"
        return time.monotonic() - began
    finally:
        await asyncio.wait([reading])
        reading.exception()
        writer.close()


@pytest.mark.parametrize(
    "parts",
    [(b"",), (HALF, b"x"), (b"G", b""), (HEALTH.replace(b"close", b"keep-alive"), b""), (HEALTH[:-23] + b"\r\n", HALF)],
)
async def test_a_head_must_come_whole_in_time(parts: tuple[bytes, ...]) -> None:
    async with served(view(), SHORT) as port:
        assert await closed_after(port, *parts) < 3.0


@pytest.mark.parametrize("how", [b"Content-Length: 1000000", b"Transfer-Encoding: chunked"])
@pytest.mark.parametrize("method", [b"GET", b"POST"])
async def test_a_body_must_come_whole_in_time(method: bytes, how: bytes) -> None:
    head = method + b" / HTTP/1.1\r\nHost: localhost\r\n" + how + b"\r\n\r\n"
    async with served(view(), SHORT) as port:
        assert await closed_after(port, head, b"1\r\nx\r\n") < 3.0


async def test_an_answer_must_be_taken_in_time(caplog: pytest.LogCaptureFixture) -> None:
    async def large(request: web.Request) -> web.Response:
        return web.Response(body=bytes(50_000_000))

    web_app = web.Application(middlewares=view().middlewares)
    web_app.router.add_get("/", large)
    async with served(web_app, SHORT) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1000)
        writer.write(HALF + b"\r\n\r\n")
        await asyncio.sleep(3.0)
        with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
            await reader.readexactly(50_000_000)
        writer.close()
    assert "1 connections were closed: they did not take their answer in time" in caplog.messages


async def test_a_stream_may_last(caplog: pytest.LogCaptureFixture) -> None:
    async with served(view(), SHORT) as port:
        with pytest.raises(TimeoutError):
            await answer_to(port, b"GET /stream HTTP/1.1\r\nHost: localhost\r\n\r\n", 4.0)
    assert caplog.messages == []


async def test_health_answers_beside_streams_that_take_every_place() -> None:
    async with served(view(), Limits(32, 32)) as port:
        streams = [await asyncio.open_connection("127.0.0.1", port) for _ in range(32)]
        for reader, writer in streams:
            writer.write(b"GET /stream HTTP/1.1\r\nHost: localhost\r\n\r\n")
            await reader.readline()
        for _ in range(HEALTH_ROOM + 5):
            assert (await answer_to(port, HEALTH)).startswith(b"HTTP/1.1 200 ")
        refused = await answer_to(port, b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert refused.startswith(b"HTTP/1.1 503 ")
        assert b"\r\nRetry-After: 10\r\n" in refused
        for _, writer in streams:
            writer.close()


@pytest.mark.parametrize("token", ["", "s3cret"])
@pytest.mark.parametrize(
    "header",
    [
        b"Host: \xff",
        b"Host: a:b:c",
        b"Host: 127.0.0.1:99999999",
        b"Host: localhost\r\nAuthorization: Bearer \xff",
        b"Host: localhost\r\nAuthorization: \xff",
    ],
)
async def test_a_header_that_cannot_be_read_is_answered_400(
    header: bytes, token: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with served(view(token), SHORT) as port:
        answer = await answer_to(port, b"GET / HTTP/1.1\r\n" + header + b"\r\nConnection: close\r\n\r\n")
        assert answer.startswith(b"HTTP/1.1 400 ")
        assert (await answer_to(port, HEALTH.replace(b"localhost", b"\xff"))).startswith(b"HTTP/1.1 200 ")
    assert caplog.messages == []


async def test_a_static_file_with_an_endless_name_is_not_there(caplog: pytest.LogCaptureFixture) -> None:
    async with served(view(), SHORT) as port:
        answer = await answer_to(port, b"GET /static/" + b"a" * 300 + b" HTTP/1.0\r\nHost: localhost\r\n\r\n")
    assert (answer[:12], caplog.messages) == (b"HTTP/1.0 404", [])


async def test_many_requests_that_are_no_http_are_one_line(caplog: pytest.LogCaptureFixture) -> None:
    async with served(view(), SHORT) as port:
        for _ in range(20):
            assert b" 400 " in await answer_to(port, b"\x16\x03\x01\r\n\r\n")
            assert b" 400 " in await answer_to(port, b"GET http://[::1 HTTP/1.1\r\n\r\n")
    assert caplog.messages == ["1 requests were no HTTP and were answered 400"]
    assert "Traceback" not in caplog.text
