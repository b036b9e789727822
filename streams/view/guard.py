"""What holds for every answer: safe headers, reading only, the optional access token, errors in the form asked for."""

import binascii
from base64 import b64decode
from collections.abc import Awaitable, Callable, Set
from hmac import compare_digest

import msgspec
from aiohttp import web

from streams.secret import Secret
from streams.view.answers import Problem
from streams.view.query import BadQuery
from streams.view.rendering import error_page

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Middleware = Callable[[web.Request, Handler], Awaitable[web.StreamResponse]]

HEADERS = {
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none';"
    " object-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
OPEN_PATHS = ("/health/live", "/health/ready")
"""Answered without the token, for whoever starts and stops the process."""
STATIC_PATH_MOST = 100
"""Characters: the file system refuses a name over 255 bytes, which aiohttp takes for an error of ours."""


async def set_headers(request: web.Request, response: web.StreamResponse) -> None:
    """For `Application.on_response_prepare`."""
    for name, value in HEADERS.items():
        response.headers[name] = value
    response.headers.setdefault("Cache-Control", _caching(request))


@web.middleware
async def answer_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Errors as JSON for machines and as a page for people; nothing but GET and HEAD reaches a handler."""
    try:
        if request.method not in ("GET", "HEAD"):
            raise web.HTTPMethodNotAllowed(request.method, ("GET", "HEAD"))
        return await handler(request)
    except BadQuery as error:
        return _error(request, 400, str(error))
    except web.HTTPRedirection:
        raise
    except web.HTTPException as error:
        answer = _error(request, error.status, error.text or error.reason)
        for name in ("Allow", "Retry-After", "WWW-Authenticate"):
            if name in error.headers:
                answer.headers[name] = error.headers[name]
        return answer


@web.middleware
async def refuse_unreadable(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answers 400 to an `Authorization` that is not UTF-8 and to a `Host` that names none, before they are read."""
    if request.path not in OPEN_PATHS:
        try:
            request.headers.get("Authorization", "").encode()
            _ = request.url  # it is made of `Host` when it is first asked for
        except ValueError:
            raise web.HTTPBadRequest(text="Host or Authorization of the request cannot be read") from None
        if request.path.startswith("/static/") and len(request.path) > STATIC_PATH_MOST:
            raise web.HTTPNotFound
    return await handler(request)


def require_token(token: Secret) -> Middleware:
    """Lets pass `Authorization: Bearer TOKEN`, or HTTP Basic with the token as password, as browsers ask for it."""

    @web.middleware
    async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path in OPEN_PATHS or compare_digest(_presented(request).encode(), token.reveal().encode()):
            return await handler(request)
        raise web.HTTPUnauthorized(
            text="an access token is needed", headers={"WWW-Authenticate": 'Basic realm="Lagebild", charset="UTF-8"'}
        )

    return check


def only_hosts(hosts: Set[str]) -> Middleware:
    """Answers 421 to a `Host` that is none of these names."""

    @web.middleware
    async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path not in OPEN_PATHS and (request.url.host or "") not in hosts:
            raise web.HTTPMisdirectedRequest(text="this view does not answer to that host name")
        return await handler(request)

    return check


def _caching(request: web.Request) -> str:
    """Static files are asked for with a hash of their content, so that address never means anything else."""
    if not request.path.startswith("/static/"):
        return "no-store"
    return "max-age=31536000, immutable" if "v" in request.query else "no-cache"


def _presented(request: web.Request) -> str:
    kind, _, value = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() == "bearer":
        return value.strip()
    if kind.lower() == "basic":
        try:
            return b64decode(value, validate=True).decode("utf-8").partition(":")[2]
        except (binascii.Error, UnicodeDecodeError):
            return ""
    return ""


def _error(request: web.Request, status: int, message: str) -> web.Response:
    if request.path.startswith(("/api/", "/health/", "/metrics", "/stream")):
        return web.json_response(body=msgspec.json.encode(Problem(message)), status=status)
    return web.Response(text=error_page(status, message), status=status, content_type="text/html")
