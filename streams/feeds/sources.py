"""Sources as they are named on the command line: files, folders, patterns, standard input."""

import glob
import io
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from streams.errors import FeedError

STDIN = "-"


@dataclass(frozen=True, slots=True)
class Source:
    """One thing to read; `size` in bytes where it is known. `open` may raise `OSError`."""

    name: str
    open: Callable[[], BinaryIO]
    size: int | None = None


def find_sources(names: list[str]) -> list[Source]:
    """Every file the names stand for, each once: folders with all below them, sorted; hidden files left out.

    Raises `FeedError` for a name that stands for nothing.
    """
    found: dict[str, Source] = {}
    for name in names:
        sources = [standard_input()] if name == STDIN else [file_source(path) for path in _paths(name)]
        if not sources:
            raise FeedError(f"{name}: no such file, and no file matches it")
        for source in sources:
            found.setdefault(str(Path(source.name).resolve()), source)
    return list(found.values())


def standard_input() -> Source:
    return Source("standard input", lambda: io.FileIO(sys.stdin.fileno(), closefd=False))


def file_source(path: Path) -> Source:
    size = path.stat().st_size if path.is_file() else None
    return Source(str(path), lambda: io.FileIO(path), size)


def _paths(name: str) -> Iterator[Path]:
    path = Path(name)
    if path.is_dir():
        yield from _files_below(path)
    elif path.exists():  # a named pipe is fine where it is named
        yield path
    else:
        for match in sorted(glob.glob(name, recursive=True)):  # noqa: PTH207 - Path.glob takes no absolute pattern
            yield from _files_below(Path(match)) if Path(match).is_dir() else [Path(match)]


def _files_below(folder: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(parent) / name
            if not name.startswith(".") and path.is_file():
                yield path
