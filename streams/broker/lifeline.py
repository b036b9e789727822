"""Child processes that cannot outlive their parent, not even one that was killed with signal 9.

Run as a script, `lifeline.py PARENT COMMAND...` ties itself to PARENT and becomes COMMAND, under the same process id:
no Python code of ours runs between fork and exec in a parent that has threads.
"""

import ctypes
import os
import queue
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Any

_PR_SET_PDEATHSIG = 1  # prctl(2)
_POLL_S = 0.5


def die_with_parent(parent: int) -> None:
    """Called in a child process: kills it (SIGKILL) when the process `parent`, which must be its direct parent, ends.

    On Linux the kernel does it, counting the *thread* that started the child as the parent: start children with
    `spawn`, or from a thread that lasts. Elsewhere a small process watches both. The tie survives exec.
    """
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL) != 0:
            raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG)")
    else:
        watch(parent, os.getpid())
    if os.getppid() != parent:  # it died before we were tied to it
        os.kill(os.getpid(), signal.SIGKILL)


def bound(kind: int, most: int) -> None:
    """Called in a child process: from now on it gets no more than `most` of a resource (`resource.RLIMIT_*`)."""
    _, hard = resource.getrlimit(kind)
    resource.setrlimit(kind, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def watch(parent: int, child: int) -> None:
    """Forks a process that kills `child` within a second after `parent` has ended; it ends with either."""
    if os.fork() != 0:
        return
    os.setsid()
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(null, descriptor)
    os.closerange(3, 256)  # a pipe or lock that it held open would outlive its owner
    while os.getppid() == child:
        if not _exists(parent):
            os.kill(child, signal.SIGKILL)
            break
        time.sleep(_POLL_S)
    os._exit(0)


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def spawn(command: Sequence[str], **options: Any) -> subprocess.Popen[bytes]:
    """Starts `command` as a child that dies with this process; `options` are those of `subprocess.Popen`.

    May be called from any thread: the child is started by one thread that lasts as long as this process.
    Raises what `Popen` raises.
    """
    tied = [sys.executable, "-I", "-S", __file__, str(os.getpid()), *command]
    return _spawner.run(lambda: subprocess.Popen(tied, **options))


class _Spawner:
    """The thread that starts children. It is a daemon, so that it ends with the process and not before."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._calls: queue.SimpleQueue[tuple[Callable[[], Any], Future[Any]]] = queue.SimpleQueue()

    def run(self, call: Callable[[], Any]) -> Any:
        with self._lock:
            if self._thread is None or not self._thread.is_alive():  # not yet, or we are a fork: threads do not follow
                self._calls = queue.SimpleQueue()
                self._thread = threading.Thread(target=self._serve, args=(self._calls,), name="spawner", daemon=True)
                self._thread.start()
            result: Future[Any] = Future()
            self._calls.put((call, result))
        return result.result()

    @staticmethod
    def _serve(calls: "queue.SimpleQueue[tuple[Callable[[], Any], Future[Any]]]") -> None:
        while True:
            call, result = calls.get()
            try:
                result.set_result(call())
            except Exception as error:  # noqa: BLE001 - raised again in the caller's thread
                result.set_exception(error)


_spawner = _Spawner()

if __name__ == "__main__":
    die_with_parent(int(sys.argv[1]))
    os.execvp(sys.argv[2], sys.argv[2:])
