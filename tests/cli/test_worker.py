"""`lagebild worker`: one role in this process, or all under a supervisor."""

import os
import signal
import subprocess
from pathlib import Path

from streams.broker.node import free_port
from tests.cli.running import COMMAND, environment, lagebild
from tests.wire import Wire, wait_until


def children_of(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task")
    return [int(child) for task in tasks.iterdir() for child in (task / "children").read_text().split()]


def test_a_worker_that_crashes_is_started_again_and_term_ends_all(wire: Wire, tmp_path: Path) -> None:
    settings = wire.settings.with_(web_port=free_port(), enrich_port=free_port())
    log = tmp_path / "all.log"
    with log.open("wb") as output:
        everything = subprocess.Popen([*COMMAND, "worker"], env=environment(settings), stdout=output, stderr=output)
    try:
        wire.send([{"id": "a", "body": "Moskau"}])
        wait_until(lambda: wire.lag() == 0, 60, log.read_text)
        first = children_of(everything.pid)
        assert len(first) == 2
        os.kill(first[0], signal.SIGKILL)
        wait_until(lambda: "ended with signal 9: start 1 of 5" in log.read_text(), 30, log.read_text)
        wire.send([{"id": "b", "body": "Kiew"}])
        wait_until(lambda: wire.lag() == 0, 60, log.read_text)
        last = children_of(everything.pid)
        everything.send_signal(signal.SIGTERM)
        assert everything.wait(60) == 0
        assert not any(Path(f"/proc/{pid}").exists() for pid in last)
    finally:
        everything.kill()
        everything.wait()
    assert wire.audit().enriched == 2


def test_a_port_in_use_is_one_line_that_names_the_setting(wire: Wire) -> None:
    taken = wire.start_worker("view").wait_ready().port
    result = lagebild("worker", "--role", "view", settings=wire.settings.with_(web_port=taken))
    assert result.returncode == 2
    (line,) = result.stderr.decode().splitlines()
    assert "LAGEBILD_WEB_PORT" in line


def test_a_missing_model_is_one_line_that_names_it(wire: Wire) -> None:
    result = lagebild(
        "worker", "--role", "enrich", settings=wire.settings.with_(languages="de=xx_none", enrich_port=free_port())
    )
    assert result.returncode == 1
    assert "xx_none" in result.stderr.decode().splitlines()[-1]
    assert "Traceback" not in result.stderr.decode()
