import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.broker.waiting import gone

pytestmark = pytest.mark.broker

RUN = """
import sys
from pathlib import Path
from streams.broker.command import run_broker
sys.exit(run_broker(Path(sys.argv[1]), int(sys.argv[2])))
"""


@contextmanager
def running(folder: Path, port: int = 0) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", RUN, str(folder), str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def node_of(process: subprocess.Popen[str]) -> int:
    [node] = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split() or _of_other_threads(process)
    return int(node)


def _of_other_threads(process: subprocess.Popen[str]) -> list[str]:
    tasks = Path(f"/proc/{process.pid}/task").iterdir()
    return [child for task in tasks for child in (task / "children").read_text().split()]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_says_where_the_broker_is_and_ends_it_on_a_signal(tmp_path: Path, number: signal.Signals) -> None:
    with running(tmp_path / "broker") as process:
        line = process.stdout.readline()
        address = (tmp_path / "broker" / "bootstrap").read_text().strip()
        assert line == f"Apache Kafka 4.3.0 at {address}, data in {tmp_path / 'broker'}\n"
        host, port = address.split(":")
        socket.create_connection((host, int(port)), timeout=5).close()
        node = node_of(process)
        process.send_signal(number)
        assert process.communicate(timeout=30) == ("", "")
    assert process.returncode == 0
    assert gone(node)
    assert not (tmp_path / "broker" / "bootstrap").exists()


def test_a_broker_that_dies_by_itself_is_one_line_and_status_1(tmp_path: Path) -> None:
    with running(tmp_path / "broker") as process:
        process.stdout.readline()
        os.kill(node_of(process), signal.SIGKILL)
        _, errors = process.communicate(timeout=30)
    assert process.returncode == 1
    assert errors.startswith("the broker ended by itself: it was killed")
    assert errors.count("\n") == 1


def test_a_port_in_use_is_one_line_and_status_1(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, running(tmp_path, server.getsockname()[1]) as process:
        _, errors = process.communicate(timeout=30)
    assert process.returncode == 1
    assert "LAGEBILD_BROKER_PORT" in errors
    assert errors.count("\n") == 1


def test_a_folder_of_somebody_else_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "bootstrap").write_text("mine")
    with running(tmp_path) as process:
        _, errors = process.communicate(timeout=30)
    assert process.returncode == 1
    assert errors == f"{tmp_path} holds files that are not a broker's: name a new or empty folder\n"
    assert [entry.name for entry in tmp_path.iterdir()] == ["bootstrap"]
