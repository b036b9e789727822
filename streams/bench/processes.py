"""A contender's processes as Linux shows them: CPU time, memory, freezing, and an end that leaves none behind."""

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from streams.broker import lifeline
from streams.errors import LagebildError

_TICKS = os.sysconf("SC_CLK_TCK")
_PROC = Path("/proc")
STOP_LIMIT_S = 10.0


class Processes:
    """The processes that a contender was started as, each leading a group of its own, and all below them."""

    def __init__(
        self, commands: Sequence[Sequence[str]], environment: Mapping[str, str], log: Path, **pipes: int
    ) -> None:
        """`pipes`: stdin and stdout where they are not the null device and the log. Raises `OSError`."""
        self.log = log
        self.roots: list[subprocess.Popen[bytes]] = []
        with log.open("ab") as output:
            streams = {"stdin": subprocess.DEVNULL, "stdout": output, "stderr": output} | pipes
            for command in commands:
                root = lifeline.spawn(command, env=dict(environment), start_new_session=True, **streams)
                self.roots.append(root)

    def check(self) -> None:
        """Raises `LagebildError` with the last line of the log where a process has ended."""
        for root in self.roots:
            if root.poll() is not None:
                raise LagebildError(f"ended with status {root.returncode}: {self.last_words()}")

    def last_words(self) -> str:
        lines = [line.strip() for line in self.log.read_text(errors="replace").splitlines() if line.strip()]
        return lines[-1][:300] if lines else "it wrote nothing"

    def pids(self) -> list[int]:
        return descendants([root.pid for root in self.roots])

    def cpu_s(self, pids: Sequence[int] | None = None) -> float:
        """Of all, or of `pids`: to look for them takes milliseconds itself."""
        return sum(map(cpu_s, self.pids() if pids is None else pids))

    def root_cpu_s(self) -> float:
        return sum(cpu_s(root.pid) for root in self.roots)

    def pss_mb(self) -> float:
        """Proportional set size: what processes share is counted once."""
        return sum(pss_mb(pid) for pid in self.pids())

    def freeze(self) -> None:
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)

    def stop(self) -> None:
        """TERM, then KILL to whole groups."""
        for root in self.roots:
            root.terminate()
        self.thaw()
        deadline = time.monotonic() + STOP_LIMIT_S
        for root in self.roots:
            with suppress(subprocess.TimeoutExpired):
                root.wait(max(0.1, deadline - time.monotonic()))
        self._signal(signal.SIGKILL)
        for root in self.roots:
            root.wait()
            if root.stdout is not None:
                root.stdout.close()

    def _signal(self, number: signal.Signals) -> None:
        for root in self.roots:
            with suppress(ProcessLookupError):
                os.killpg(root.pid, number)


def descendants(roots: Sequence[int]) -> list[int]:
    """The processes and all below them, as they are now."""
    children: dict[int, list[int]] = {}
    for folder in _PROC.iterdir():
        if folder.name.isdigit() and (fields := _stat(int(folder.name))):
            children.setdefault(int(fields[1]), []).append(int(folder.name))
    found = list(roots)
    for pid in found:
        found += children.get(pid, [])
    return found


def cpu_s(pid: int) -> float:
    """User and system time of a process and of its children that have ended and were waited for."""
    fields = _stat(pid)
    return sum(int(field) for field in fields[11:15]) / _TICKS if fields else 0.0


def pss_mb(pid: int) -> float:
    try:
        lines = (_PROC / str(pid) / "smaps_rollup").read_text().splitlines()
    except OSError:  # it has ended
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def _stat(pid: int) -> list[str]:
    """The fields after the name: state, parent, ...; empty where the process has ended."""
    try:
        return (_PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []
