"""A contender's processes are counted whole, and none is left behind."""

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from streams.bench.processes import Processes, pss_mb
from streams.errors import LagebildError
from tests.processes import running
from tests.wire import wait_until

FAMILY = """
import os, signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
if os.fork() == 0:
    while True:
        sum(range(10_000))
time.sleep(600)
"""


@pytest.fixture
def family(tmp_path: Path) -> Iterator[Processes]:
    """A process that is deaf to TERM, and its child, which is busy."""
    processes = Processes([[sys.executable, "-c", FAMILY]], os.environ, tmp_path / "log")
    wait_until(lambda: len(processes.pids()) == 2, 10)
    yield processes
    processes.stop()


def test_cpu_time_and_memory_are_those_of_all_processes(family: Processes) -> None:
    wait_until(lambda: family.cpu_s() > family.root_cpu_s() + 0.2, 30)
    parent, child = family.pids()
    assert family.pss_mb() > max(pss_mb(parent), pss_mb(child)) > 0


def test_frozen_processes_use_no_time(family: Processes) -> None:
    family.freeze()
    before = family.cpu_s()
    time.sleep(0.3)
    assert family.cpu_s() == before
    family.thaw()
    wait_until(lambda: family.cpu_s() > before, 30)


def test_stopping_ends_the_deaf_and_the_frozen_too(family: Processes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("streams.bench.processes.STOP_LIMIT_S", 0.2)
    pids = family.pids()
    family.freeze()
    family.stop()
    wait_until(lambda: not any(map(running, pids)), 10)


def test_a_process_that_ended_is_told_with_its_last_words(tmp_path: Path) -> None:
    processes = Processes([[sys.executable, "-c", "raise SystemExit('no disk left')"]], os.environ, tmp_path / "log")
    processes.roots[0].wait(10)
    with pytest.raises(LagebildError, match="status 1: no disk left"):
        processes.check()
    processes.stop()
