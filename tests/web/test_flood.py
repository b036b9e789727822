"""Floods of connections against real workers that may open few files."""

import os
import re
import resource
import socket
import time
from collections.abc import Iterator

import pytest

from tests.wire import Wire, WorkerProcess

pytestmark = pytest.mark.broker

DESCRIPTORS = 400
FLOOD = 600
HALF = b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Half: "


@pytest.fixture(params=["view", "enrich"])
def worker(request: pytest.FixtureRequest, wire: Wire) -> Iterator[WorkerProcess]:
    worker = wire.start_worker(request.param)
    resource.prlimit(worker.pid, resource.RLIMIT_NOFILE, (DESCRIPTORS, DESCRIPTORS))  # before it looks at it
    yield worker.wait_ready()


def half_sent(worker: WorkerProcess, n: int) -> list[socket.socket]:
    opened = []
    for _ in range(n):
        connection = socket.create_connection(("127.0.0.1", worker.port), timeout=10.0)
        connection.sendall(HALF)
        opened.append(connection)
    return opened


def descriptors(worker: WorkerProcess) -> int:
    return len(os.listdir(f"/proc/{worker.pid}/fd"))  # noqa: PTH208 - their number alone


def still_open(connection: socket.socket) -> bool:
    connection.setblocking(False)
    try:
        return connection.recv(1) != b""
    except BlockingIOError:
        return True
    except ConnectionError:
        return False


def test_health_answers_throughout_a_flood_of_half_sent_requests(worker: WorkerProcess) -> None:
    said = len(worker.output)
    opened: list[socket.socket] = []
    slowest = 0.0
    try:
        for _ in range(FLOOD // 50):
            opened += half_sent(worker, 50)
            began = time.monotonic()
            assert worker.get("/health/live")[0] == 200, worker.output[-2000:]
            slowest = max(slowest, time.monotonic() - began)
            assert descriptors(worker) < DESCRIPTORS
        assert slowest < 2.0
        time.sleep(11.5)  # the time that a whole request has, and a sweep
        assert [connection for connection in opened if still_open(connection)] == []
        assert worker.get("/health/live")[0] == 200
        assert worker.get("/metrics")[0] == 200
    finally:
        for connection in opened:
            connection.close()
    lines = worker.output[said:].splitlines()
    told = [re.sub(r"\d+ connections", "connections", line.partition(" WARNING ")[2]) for line in lines]
    assert told == [
        "streams.web.tally: connections were closed unanswered: more came than may be open",
        "streams.web.tally: connections were closed: no whole request came in time",
    ]
    assert worker.alive
