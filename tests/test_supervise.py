"""The supervisor, with real processes."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from streams import supervise
from streams.errors import LagebildError
from streams.supervise import Child, Supervisor
from tests.processes import running
from tests.wire import wait_until

FAILING = "raise SystemExit(3)"
LASTING = "import time; time.sleep(300)"
DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(300)"


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervise, "BACKOFF_FIRST_S", 0.05)
    monkeypatch.setattr(supervise, "BACKOFF_LAST_S", 0.1)
    monkeypatch.setattr(supervise, "STOP_LIMIT_S", 2.0)


@pytest.fixture
def supervisor(said: list[str], impatient: None) -> Iterator[Supervisor]:
    supervisor = Supervisor([], say=said.append)
    yield supervisor
    supervisor.stop()


def child(program: str, log: Path | None = None) -> Child:
    return Child("the child", [sys.executable, "-c", program], dict(os.environ), log)


def test_a_child_that_crashes_is_started_again_five_times_and_no_more(supervisor: Supervisor, said: list[str]) -> None:
    supervisor.children.append(child(FAILING))
    supervisor.start()
    with pytest.raises(LagebildError, match="the child ended with status 3 after 5 restarts: giving up"):
        wait_until(lambda: supervisor.check() is not None, 60)
    assert [line.partition(": ")[2].partition(" in ")[0] for line in said] == [f"start {n} of 5" for n in range(1, 6)]


def test_the_pause_before_a_restart_grows_up_to_a_limit(supervisor: Supervisor, said: list[str]) -> None:
    supervisor.children.append(child(FAILING))
    supervisor.start()
    with pytest.raises(LagebildError):
        wait_until(lambda: supervisor.check() is not None, 60)
    assert [line.rpartition(" in ")[2] for line in said] == ["0.05 s", "0.1 s", "0.1 s", "0.1 s", "0.1 s"]


def test_a_killed_child_is_named_with_its_signal_and_its_log(
    supervisor: Supervisor, said: list[str], tmp_path: Path
) -> None:
    lasting = child(LASTING, tmp_path / "child.log")
    supervisor.children.append(lasting)
    supervisor.start()
    assert lasting.process
    first = lasting.process.pid
    lasting.process.kill()
    wait_until(lambda: supervisor.check() is None and lasting.process.pid != first, 10)
    assert said[0].startswith("the child ended with signal 9: start 1 of 5")
    assert said[0].endswith(f"see {tmp_path / 'child.log'}")


def test_crashes_before_a_long_life_are_forgiven(
    supervisor: Supervisor, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervise, "FORGIVEN_AFTER_S", 0.0)
    failing = child(FAILING)
    supervisor.children.append(failing)
    supervisor.start()
    wait_until(lambda: supervisor.check() is None and len(said) == 7, 60)
    assert failing.restarts == 1


def test_stopping_ends_every_child_also_one_that_is_deaf_to_term(supervisor: Supervisor, tmp_path: Path) -> None:
    log = tmp_path / "deaf.log"
    supervisor.children += [child(LASTING), child(DEAF, log)]
    supervisor.start()
    wait_until(lambda: log.exists() and "deaf" in log.read_text(), 20)
    pids = [c.process.pid for c in supervisor.children if c.process]
    supervisor.stop()
    assert not any(map(running, pids))
