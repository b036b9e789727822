"""The container's health check against a real web server."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from tests.deploy.files import DEPLOY, ROOT


class Worker(BaseHTTPRequestHandler):
    status = 200

    def do_GET(self) -> None:
        self.send_response(self.status if self.path == "/health/live" else 404)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the test's output is for failures."""


@pytest.fixture(params=[200, 503])
def worker(request: pytest.FixtureRequest) -> Iterator[tuple[int, int]]:
    """Status and port of a server that answers `/health/live` with that status."""
    server = HTTPServer(("127.0.0.1", 0), type("Answering", (Worker,), {"status": request.param}))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield request.param, server.server_port
    server.shutdown()
    server.server_close()
    thread.join()


def check(**environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(DEPLOY / "healthcheck.py")]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, env={"PYTHONPATH": str(ROOT), **environment}, cwd="/"
    )


@pytest.mark.parametrize("role, setting", [("view", "LAGEBILD_WEB_PORT"), ("enrich", "LAGEBILD_ENRICH_PORT")])
def test_a_worker_is_healthy_where_its_own_port_says_it_lives(worker: tuple[int, int], role: str, setting: str) -> None:
    status, port = worker
    checked = check(LAGEBILD_ROLE=role, **{setting: str(port)})
    assert checked.returncode == (0 if status == 200 else 1)
    assert ("503" in checked.stdout) == (status == 503)


def test_a_worker_that_does_not_answer_is_unhealthy_and_the_reason_is_one_line() -> None:
    with HTTPServer(("127.0.0.1", 0), Worker) as server:
        port = server.server_port
    checked = check(LAGEBILD_ENRICH_PORT=str(port))
    assert (checked.returncode, checked.stdout.count("\n"), checked.stderr) == (1, 1, "")
    assert f"127.0.0.1:{port}/health/live" in checked.stdout
