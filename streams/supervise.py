"""Runs child processes and starts those that crash again, with back-off, at most five times."""

import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from streams.broker import lifeline
from streams.errors import LagebildError

RESTARTS = 5
BACKOFF_FIRST_S, BACKOFF_LAST_S = 0.5, 8.0
FORGIVEN_AFTER_S = 600.0
"""A child that ran so long is not one that cannot start: its earlier crashes are forgiven."""
STOP_LIMIT_S = 20.0
POLL_S = 0.2


@dataclass
class Child:
    """`environment` is complete; with `log` the child's output goes to that file, else to ours."""

    name: str
    command: Sequence[str]
    environment: dict[str, str] = field(repr=False)  # passwords may be in it
    log: Path | None = None
    process: "subprocess.Popen[bytes] | None" = None
    restarts: int = 0
    started_at: float = field(default=0.0, repr=False)
    due_at: float = field(default=0.0, repr=False)

    def start(self) -> None:
        """Replaces the process; it dies with this one. Raises `OSError`."""
        output = self.log.open("ab") if self.log else None
        try:
            self.process = lifeline.spawn(
                self.command,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT if output else None,
                start_new_session=True,  # Ctrl-C is for us: we end the children ourselves, in order
            )
        finally:
            if output:
                output.close()
        self.started_at, self.due_at = time.monotonic(), 0.0


class Supervisor:
    """`say` gets one line for each crash and restart."""

    def __init__(self, children: Sequence[Child], say: Callable[[str], None]) -> None:
        self.children = list(children)
        self._say = say

    def start(self) -> None:
        for child in self.children:
            child.start()

    def check(self) -> None:
        """To be called now and then. Raises `LagebildError` for a child that crashed once too often."""
        now = time.monotonic()
        for child in self.children:
            if child.due_at:
                if now >= child.due_at:
                    child.start()
            elif child.process is not None and (status := child.process.poll()) is not None:
                self._ended(child, status, now)

    def run(self) -> None:
        """Until interrupted, or until a child crashed once too often."""
        while True:
            self.check()
            time.sleep(POLL_S)

    def stop(self) -> None:
        """TERM to all, then KILL to those that do not end."""
        running = [child.process for child in self.children if child.process and child.process.poll() is None]
        for process in running:
            process.terminate()
        deadline = time.monotonic() + STOP_LIMIT_S
        for process in running:
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _ended(self, child: Child, status: int, now: float) -> None:
        if now - child.started_at > FORGIVEN_AFTER_S:
            child.restarts = 0
        reason = f"signal {-status}" if status < 0 else f"status {status}"
        where = f", see {child.log}" if child.log else ""
        if child.restarts == RESTARTS:
            raise LagebildError(f"{child.name} ended with {reason} after {RESTARTS} restarts: giving up{where}")
        pause = min(BACKOFF_FIRST_S * 2**child.restarts, BACKOFF_LAST_S)
        child.restarts += 1
        child.due_at = now + pause
        self._say(f"{child.name} ended with {reason}: start {child.restarts} of {RESTARTS} in {pause:g} s{where}")
