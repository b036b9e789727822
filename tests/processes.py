"""Process trees, as Linux shows them."""

from pathlib import Path


def children(pid: int) -> list[int]:
    """The direct children of a process, whichever thread started them."""
    found: list[int] = []
    for file in Path(f"/proc/{pid}/task").glob("*/children"):
        found += map(int, file.read_text().split())
    return found


def running(pid: int) -> bool:
    """Whether the process is there and has not ended; one that nobody has asked after has."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def forks(pid: int) -> list[int]:
    """The analysis processes of a worker: its forkserver's children."""
    return [fork for child in children(pid) if b"forkserver" in _command(child) for fork in children(child)]


def _command(pid: int) -> bytes:
    return Path(f"/proc/{pid}/cmdline").read_bytes()
