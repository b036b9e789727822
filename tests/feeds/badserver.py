"""A real HTTP server on the loopback address that can misbehave in every way a test asks for."""

import contextlib
import gzip
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Answer = Callable[[BaseHTTPRequestHandler], None]


class BadServer(ThreadingHTTPServer):
    """`answers[path]` is what a request gets; `seen` are the headers of all requests by path."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers: dict[str, Answer] = {}
        self.seen: list[tuple[str, dict[str, str]]] = []
        self.stopping = threading.Event()

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.server_address[1]}{path}"

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that hang up are what these tests are about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: BadServer

    def do_GET(self) -> None:
        self.server.seen.append((self.path, dict(self.headers)))
        self.server.answers.get(self.path, status(404))(self)

    def log_message(self, *arguments: object) -> None:
        pass


@contextlib.contextmanager
def bad_server() -> Iterator[BadServer]:
    server = BadServer()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server
    finally:
        server.stopping.set()
        server.shutdown()
        thread.join()
        server.server_close()


def page(body: bytes, code: int = 200, **headers: str) -> Answer:
    """An honest answer; `content_type` in a header's name is written `Content-Type`."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(code)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            request.send_header(name.replace("_", "-"), value)
        request.end_headers()
        request.wfile.write(body)

    return answer


def status(code: int, **headers: str) -> Answer:
    return page(b"", code, **headers)


def redirect(target: str, code: int = 302) -> Answer:
    return status(code, Location=target)


def conditional(body: bytes, etag: str) -> Answer:
    """304 for who has it already."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        known = request.headers.get("If-None-Match") == etag
        (status(304, ETag=etag) if known else page(body, ETag=etag))(request)

    return answer


def zipped(body: bytes) -> Answer:
    return page(gzip.compress(body), Content_Encoding="gzip")


def truncated(body: bytes) -> Answer:
    """Says it is longer than it is."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Length", str(len(body) * 2))
        request.end_headers()
        request.wfile.write(body)
        request.close_connection = True

    return answer


def endless(piece: bytes, pause_s: float = 0.0) -> Answer:
    """Never ends, a piece at a time."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Connection", "close")
        request.end_headers()
        while not request.server.stopping.wait(pause_s):
            request.wfile.write(piece)
            request.wfile.flush()

    return answer


def slow_headers(request: BaseHTTPRequestHandler) -> None:
    """A header line a letter at a time."""
    request.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while not request.server.stopping.wait(0.05):
        request.wfile.write(b"x")


def silent(request: BaseHTTPRequestHandler) -> None:
    """Takes the request and says nothing."""
    request.server.stopping.wait(60)


def garbage(request: BaseHTTPRequestHandler) -> None:
    request.wfile.write(b"\x00\x01 not http at all\r\n\r\n")
    request.close_connection = True


def in_turn(*answers: Answer) -> Answer:
    """One after the other, the last for good."""
    left = list(answers)

    def answer(request: BaseHTTPRequestHandler) -> None:
        (left.pop(0) if len(left) > 1 else left[0])(request)

    return answer
