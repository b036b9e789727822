"""HTTP as it goes over the wire, byte for byte."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

from aiohttp import web

from streams.web.gate import Limits
from streams.web.server import BoundedRunner


@contextlib.asynccontextmanager
async def served(web_app: web.Application, limits: Limits) -> AsyncIterator[int]:
    """The port at which the application is served within limits."""
    runner = BoundedRunner(web_app, limits)
    await runner.setup()
    try:
        await runner.listen("127.0.0.1", 0)
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


async def answer_to(port: int, request: bytes, limit_s: float = 10.0) -> bytes:
    """Everything that the server sends until it closes the connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(request)
        await writer.drain()
        async with asyncio.timeout(limit_s):
            return await reader.read()
    except ConnectionError:
        return b""
    finally:
        writer.close()
