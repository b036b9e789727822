"""aiohttp's server, and Faust's driver of it, with a gate before it."""

import asyncio
import os
import socket
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web
from aiohttp.http import HttpProcessingError
from faust.web.drivers import aiohttp as driver

from streams.web.gate import Gate, Limits, source_of

ACCEPTED_AT_ONCE = 16
"""Connections that are accepted before those that came earlier are looked at: few, because each takes a descriptor
before the gate knows of it, and because a whole request must be seen before its sender is among the oldest."""
QUEUE = 1024
"""Connections that wait in the kernel to be accepted, at most."""
HEALTH = "/health/"
REFUSED = "%d requests were answered 503: more connections are open than may be"
UNPARSED = "%d requests were no HTTP and were answered 400"
OUT_OF_DESCRIPTORS = "%d times a connection could not be accepted: no file descriptor is left (LimitNOFILE)"


class Connection(web.RequestHandler):
    """One connection: either it waits for a whole request, and `path` is None, or one is being answered."""

    def __init__(self, gate: Gate, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.address = ""
        self.path: str | None = None
        self.answered = False
        self.for_health = False
        self._gate = gate

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self.address = source_of(transport.get_extra_info("peername"))
        self._gate.arrived(self)

    def connection_lost(self, exc: BaseException | None) -> None:
        self._gate.left(self)
        super().connection_lost(exc)

    def begin(self, path: str) -> None:
        """A whole head has come. Raises 503 where this connection was let in for health alone."""
        self.path = path
        self._gate.began(self)
        if self.for_health and not path.startswith(HEALTH):
            self._gate.tally.count(REFUSED)
            raise web.HTTPServiceUnavailable(text="too many connections", headers={"Retry-After": "10"})

    async def finish_response(self, request: web.BaseRequest, resp: Any, start_time: float | None) -> Any:
        if self.for_health:
            resp.force_close()
        try:
            return await super().finish_response(request, resp, start_time)
        finally:
            self.path, self.answered = None, True
            self._gate.waits(self)

    def abort(self) -> None:
        if isinstance(self.transport, asyncio.Transport):
            self.transport.abort()

    def log_exception(self, *arguments: Any, **options: Any) -> None:
        """aiohttp's own writes a traceback for each request that anybody mangles."""
        error = options.get("exc_info")
        if isinstance(error, HttpProcessingError):
            self._gate.tally.count(UNPARSED)
        else:
            self._gate.tally.count(f"%d requests could not be answered: {type(error).__name__}", error)


class _Server(web.Server):
    """`plain` in all but what it makes of a connection."""

    def __init__(self, plain: web.Server, gate: Gate) -> None:
        super().__init__(plain.request_handler, request_factory=plain.request_factory)
        self._gate = gate

    def __call__(self) -> Connection:
        return Connection(self._gate, self, loop=asyncio.get_running_loop(), access_log=None)


class BoundedRunner(web.AppRunner):
    """Serves an application within limits; to be used as any `AppRunner`, with `listen` in place of a site."""

    def __init__(self, web_app: web.Application, limits: Limits) -> None:
        super().__init__(web_app, access_log=None)
        self._gate = Gate(limits)
        self._sweeping: asyncio.Task[None] | None = None

    async def listen(self, host: str, port: int) -> None:
        """Raises OSError where the port cannot be had."""
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(_quietly(self._gate, loop.get_exception_handler()))
        await web.TCPSite(self, host, port, backlog=ACCEPTED_AT_ONCE).start()
        for site in self.sites:
            for listening in site._server.sockets:  # type: ignore[union-attr]
                # asyncio has one number for both: it accepts as many at once as it lets queue
                with socket.socket(fileno=os.dup(listening.fileno())) as same:
                    same.listen(QUEUE)

    async def cleanup(self) -> None:
        if self._sweeping is not None:
            self._sweeping.cancel()
        await super().cleanup()

    async def _make_server(self) -> web.Server:
        plain = await super()._make_server()
        self._sweeping = asyncio.create_task(self._gate.sweep())
        return _Server(plain, self._gate)


class BoundedWeb(driver.Web):
    """Faust's web server on a `BoundedRunner`."""

    def __init__(self, app: Any, limits: Limits) -> None:
        super().__init__(app)
        self._runner = BoundedRunner(self.web_app, limits)

    async def start_server(self) -> None:
        await self._runner.setup()
        await self._runner.listen(self.app.conf.web_bind, self.app.conf.web_port)


@web.middleware
async def admit(request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> Any:
    """Tells the connection what it is about to answer."""
    if isinstance(request.protocol, Connection):
        request.protocol.begin(request.path)
    return await handler(request)


def _quietly(gate: Gate, otherwise: Callable[..., Any] | None) -> Callable[..., Any]:
    """A loop's handler of exceptions: asyncio says with a traceback, many times a second, that it cannot accept."""

    def handle(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        if context["message"] == "socket.accept() out of system resource":
            gate.tally.count(OUT_OF_DESCRIPTORS)
        elif otherwise is not None:
            otherwise(loop, context)
        else:
            loop.default_exception_handler(context)

    return handle
