"""The folder that a broker keeps everything in: one broker at a time, and never a folder of somebody else's."""

import fcntl
import shutil
import time
from pathlib import Path
from typing import IO

from streams.errors import BrokerError

MARKER = "lagebild-broker"
"""The file that says that a folder is ours to empty; it is also what a running broker holds locked."""

_WAIT_S = 3.0
_POLL_S = 0.05


def claim(folder: Path, *, fresh: bool = False) -> IO[str]:
    """Makes `folder` where it is new, empties it where `fresh`, and returns the lock that keeps other brokers out.

    The folder is its owner's alone. The lock lasts until `release`, or until every process that inherited its
    descriptor has ended.
    Raises `BrokerError` when the folder holds files that are not a broker's, or a broker runs on it; OSError.
    """
    marker = folder / MARKER
    folder.mkdir(parents=True, exist_ok=True)
    if not marker.exists() and any(folder.iterdir()):
        raise BrokerError(f"{folder} holds files that are not a broker's: name a new or empty folder")
    make_private(folder)
    lock = marker.open("a")
    try:
        _wait_for(lock, folder)
        if fresh:
            _empty(folder)
    except BaseException:
        lock.close()
        raise
    return lock


def make_private(folder: Path) -> None:
    """Makes it where it is new; nobody but its owner may look into it: articles and logs are here."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)


def release(lock: IO[str]) -> None:
    fcntl.flock(lock, fcntl.LOCK_UN)  # closing would not do: a fork of this process may hold the descriptor too
    lock.close()


def _wait_for(lock: IO[str], folder: Path) -> None:
    give_up = time.monotonic() + _WAIT_S  # a broker whose parent was killed needs a moment to die
    while True:
        try:
            return fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > give_up:
                raise BrokerError(f"another broker runs on {folder}: stop it, or name another folder") from None
        time.sleep(_POLL_S)


def _empty(folder: Path) -> None:
    for entry in folder.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        elif entry.name != MARKER:
            entry.unlink()
