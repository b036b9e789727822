"""http and https, safe to point at the open internet: limits of time, size and redirects, and public addresses only.

The address that was checked is the one that is connected to, on every redirect: a name that resolves to something
else a moment later gains nothing.
"""

import contextlib
import http.client
import io
import re
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from streams import __version__
from streams.errors import FeedError
from streams.feeds.address import resolve
from streams.feeds.dates import read_date
from streams.feeds.unpack import CHUNK

USER_AGENT = f"Lagebild/{__version__} (news feed reader)"
ACCEPT = "application/rss+xml, application/atom+xml, application/feed+json, application/json;q=0.9, */*;q=0.5"
REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class Limits:
    """How far a server is trusted."""

    time_s: float = 60.0
    """For the whole of a request, redirects included."""
    size_bytes: int = 64 * 2**20
    redirects: int = 5
    private: bool = False
    """Whether private and loopback addresses may be read."""


class WebBody(io.BufferedReader):
    """The body of an answer, with the character set that HTTP names."""

    charset: str | None = None


def charset_of(content_type: str) -> str | None:
    """RFC 9110, section 8.3.2: the parameter `charset`."""
    named = re.search(r"""charset\s?=\s?["']?([\w.:-]{1,40})""", content_type, re.IGNORECASE)
    return named[1] if named else None


@dataclass(frozen=True, slots=True)
class Response:
    """An answer; `body` raises `FeedError` where it breaks off or is over a limit, and closes the connection."""

    url: str
    status: int
    reason: str
    headers: Mapping[str, str]
    body: WebBody = field(repr=False)

    @property
    def retry_after_s(self) -> float | None:
        """RFC 9110, section 10.2.3: seconds, or a date."""
        value = self.headers.get("Retry-After", "").strip()
        if value.isdigit():
            return float(value)
        moment = read_date(value)
        return max(0.0, (moment - datetime.now(UTC)).total_seconds()) if moment else None


def get(url: str, limits: Limits, headers: Mapping[str, str] = {}) -> Response:
    """Follows redirects and returns any other answer. Raises `FeedError`, one line with the address."""
    deadline = time.monotonic() + limits.time_s
    current = url
    for _ in range(limits.redirects + 1):
        response = _request(current, limits, deadline, headers)
        target = response.headers.get("Location")
        if response.status not in REDIRECTS or not target:
            return response
        response.body.close()
        current = urljoin(current, target)
    raise FeedError(f"{url}: more than {limits.redirects} redirects")


def open_url(url: str, limits: Limits) -> WebBody:
    """The body of a page that is there. Raises `FeedError`."""
    response = get(url, limits)
    if response.status != http.client.OK:
        response.body.close()
        raise FeedError(f"{url}: the server answers {response.status} {response.reason}".rstrip())
    return response.body


def _request(url: str, limits: Limits, deadline: float, headers: Mapping[str, str]) -> Response:
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        host = (parts.hostname or "").encode("idna").decode()
    except ValueError as error:
        raise FeedError(f"{url}: not an address ({error})") from None
    if parts.scheme not in ("http", "https") or not host:
        raise FeedError(f"{url}: not an address of the web (http or https)")
    if parts.username is not None:
        raise FeedError(f"{host}: a name and password in an address are not sent")
    addresses = resolve(host, port, private=limits.private)
    connection = _Connection(host, port, addresses, parts.scheme == "https", deadline)
    sent = {"User-Agent": USER_AGENT, "Accept": ACCEPT, "Accept-Encoding": "gzip", **headers}
    try:
        connection.request("GET", _target(parts), headers=sent)
        answer = connection.getresponse()
    except (OSError, http.client.HTTPException, ValueError) as error:
        connection.end()
        raise FeedError(f"{url}: {connection.explain(error, limits)}") from error
    body = WebBody(_Body(answer, connection, url, limits), CHUNK)
    body.charset = charset_of(answer.headers.get("Content-Type", ""))
    return Response(url, answer.status, answer.reason, answer.headers, body)


def _target(parts: SplitResult) -> str:
    query = f"?{quote(parts.query, safe=_SAFE)}" if parts.query else ""
    return quote(parts.path or "/", safe=_SAFE) + query


_SAFE = "%/:=&?~+!$,;'@()*[]"


class _Body(io.RawIOBase):
    """What the server sends, up to the limits."""

    def __init__(self, answer: http.client.HTTPResponse, connection: "_Connection", url: str, limits: Limits) -> None:
        self._answer, self._connection, self._url, self._limits = answer, connection, url, limits
        self._size = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        try:
            chunk = self._answer.read1(len(buffer))
            if not chunk and (self._answer.length or self._connection.expired):
                raise http.client.IncompleteRead(b"", self._answer.length)
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise FeedError(f"{self._url}: {self._connection.explain(error, self._limits)}") from error
        self._size += len(chunk)
        if self._size > self._limits.size_bytes:
            raise FeedError(f"{self._url}: more than {self._limits.size_bytes} bytes; not read further")
        buffer[: len(chunk)] = chunk
        return len(chunk)

    def close(self) -> None:
        if not self.closed:
            self._answer.close()
            self._connection.end()
        super().close()


class _Connection(http.client.HTTPConnection):
    """Connects to an address that was checked, and speaks TLS with the host that was named.

    It is cut at the deadline (a moment of `time.monotonic`): a server that sends a byte a second would else go on.
    """

    def __init__(self, host: str, port: int, addresses: list[tuple[str, int]], tls: bool, deadline: float) -> None:
        left = max(0.01, deadline - time.monotonic())
        super().__init__(host, port, timeout=left)
        self.expired = False
        self.default_port = 443 if tls else 80
        self._addresses, self._tls = addresses, tls
        self._wire: socket.socket | None = None
        self._timer = threading.Timer(left, self._expire)
        self._timer.daemon = True
        self._timer.start()

    def connect(self) -> None:
        self.sock = self._wire = self._reach()
        if self._tls:
            self.sock = self._wire = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)

    def _reach(self) -> socket.socket:
        """The first address that answers: a host may have one of a kind that this network does not carry."""
        *others, last = self._addresses
        for address in others:
            with contextlib.suppress(OSError):
                return socket.create_connection(address, self.timeout)
        return socket.create_connection(last, self.timeout)

    def end(self) -> None:
        """Not `close`, which the library calls itself as soon as the answer has the socket."""
        self._timer.cancel()
        self.close()

    def explain(self, error: Exception, limits: Limits) -> str:
        if self.expired or isinstance(error, TimeoutError):
            return f"not done after {limits.time_s:g} s"
        if isinstance(error, http.client.IncompleteRead):
            return "the answer breaks off before its end"
        return f"cannot be read ({' '.join(str(error).split()) or type(error).__name__})"

    def _expire(self) -> None:
        self.expired = True
        if self._wire is not None:
            with contextlib.suppress(OSError):  # closed in the meantime
                socket.socket.shutdown(self._wire, socket.SHUT_RDWR)  # not SSLSocket's, which another thread reads
