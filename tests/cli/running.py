"""The command line as a user runs it: as a process of its own."""

import os
import subprocess
import sys

from streams.settings import Settings, to_environment, variable

COMMAND = [sys.executable, "-m", "streams.cli"]


def environment(settings: Settings | None = None, **more: str) -> dict[str, str]:
    """Ours without any setting of Lagebild, then the given ones."""
    inherited = {key: value for key, value in os.environ.items() if not key.startswith(variable(""))}
    return inherited | (to_environment(settings) if settings else {}) | more


def lagebild(
    *arguments: str, settings: Settings | None = None, stdin: bytes = b"", limit_s: float = 120, **more: str
) -> "subprocess.CompletedProcess[bytes]":
    """Runs a command to its end; `more` are environment variables."""
    return subprocess.run(
        [*COMMAND, *arguments],
        env=environment(settings, **more),
        input=stdin,
        capture_output=True,
        timeout=limit_s,
        check=False,
    )
