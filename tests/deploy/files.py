"""What `deploy/` holds, for the tests."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))


def tool(name: str) -> str:
    """A program that the development requirements put beside this Python."""
    return str(Path(sys.executable).parent / name)


def fetched(name: str) -> str:
    """A program that is no Python package: in `.tools` (`make tools`) or the PATH. Skips, aloud, where it is not."""
    found = shutil.which(name, path=f"{ROOT / '.tools'}{os.pathsep}{os.environ.get('PATH', '')}")
    if found is None:
        pytest.skip(f"NOT CHECKED: there is no {name} here, so files of deploy/ went unchecked; `make tools` gets it")
    return found


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)


def compose() -> dict[str, Any]:
    """The compose file as Docker Compose itself understands it, anchors and short forms resolved."""
    shown = run(tool("docker-compose"), "-f", "deploy/compose.yaml", "config", "--format", "json")
    assert shown.returncode == 0, shown.stderr
    return json.loads(shown.stdout)


def unit(path: Path) -> list[tuple[str, str]]:
    """`(option, value)` of every line of a unit, in order; systemd allows an option more than once."""
    lines = [line.partition("=") for line in path.read_text("utf-8").splitlines() if "=" in line and line[0] != "#"]
    return [(option, value) for option, _, value in lines]
