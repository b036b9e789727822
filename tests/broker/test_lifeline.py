import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from streams.broker import lifeline
from tests.broker.waiting import gone, wait_until

PARENT = """
import sys, time
from streams.broker import lifeline
print(lifeline.spawn(["sleep", "300"]).pid, flush=True)
time.sleep(300)
"""
WATCHED_PARENT = """
import os, subprocess, sys, time
child = '''
import os
from streams.broker import lifeline
lifeline.watch(os.getppid(), os.getpid())
os.execvp("sleep", ["sleep", "300"])
'''
print(subprocess.Popen([sys.executable, "-c", child]).pid, flush=True)
time.sleep(300)
"""
FORKING = """
import os, sys
from streams.broker import lifeline
lifeline.spawn(["true"]).wait(10)
pid = os.fork()
if pid == 0:
    os._exit(lifeline.spawn(["sh", "-c", "exit 5"]).wait(10))
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
"""


@pytest.mark.parametrize("script", [PARENT, WATCHED_PARENT], ids=["by the kernel", "by a watching process"])
def test_a_child_dies_with_a_parent_that_is_killed(script: str) -> None:
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as parent:
        child = int(parent.stdout.readline())
        wait_until(lambda: b"sleep" in Path(f"/proc/{child}/cmdline").read_bytes().split(b"\0")[0], 10)
        parent.kill()
    wait_until(lambda: gone(child), 10)


def test_a_child_survives_the_thread_that_asked_for_it() -> None:
    children: list[subprocess.Popen[bytes]] = []
    asking = threading.Thread(target=lambda: children.append(lifeline.spawn(["cat"], stdin=subprocess.PIPE)))
    asking.start()
    asking.join()
    with children[0] as child:
        child.communicate(b"", timeout=10)
    assert child.returncode == 0


def test_a_child_whose_parent_is_already_dead_does_not_start() -> None:
    dead = subprocess.Popen(["true"])
    dead.wait()
    command = [sys.executable, lifeline.__file__, str(dead.pid), "echo", "started"]
    result = subprocess.run(command, capture_output=True, check=False)
    assert (result.returncode, result.stdout) == (-signal.SIGKILL, b"")


def test_the_child_is_the_command_with_its_arguments_and_status() -> None:
    child = lifeline.spawn([sys.executable, "-c", "import os; print(os.getpid()); exit(7)"], stdout=subprocess.PIPE)
    assert int(child.communicate(timeout=10)[0]) == child.pid
    assert child.returncode == 7


def test_a_fork_can_start_children_of_its_own() -> None:
    assert subprocess.run([sys.executable, "-c", FORKING], check=False, timeout=30).returncode == 5


def test_a_wrong_option_is_raised_where_it_was_given() -> None:
    with pytest.raises(TypeError, match="no_such_option"):
        lifeline.spawn(["true"], no_such_option=1)
    assert lifeline.spawn(["true"]).wait(10) == 0
