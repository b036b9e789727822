"""Sources as a command line names them: files, folders, patterns, addresses, lists of feeds, standard input."""

import glob
import io
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from streams.errors import FeedError
from streams.feeds.fetch import Limits, open_url
from streams.feeds.lists import LIST_SUFFIXES, WEB, listed_feeds

STDIN = "-"


@dataclass(frozen=True, slots=True)
class Source:
    """One thing to read; `size` in bytes where it is known. `open` may raise `OSError`."""

    name: str
    open: Callable[[], BinaryIO]
    size: int | None = None


def find_sources(names: list[str], limits: Limits = Limits()) -> list[Source]:  # noqa: B008 - never changed
    """All that the names stand for, each once: folders with all below them, sorted, hidden files left out.

    An OPML or list file (.opml, .urls) stands for the feeds it names. Raises `FeedError` for a name that stands for
    nothing.
    """
    found: dict[str, Source] = {}
    for name in names:
        for source in _sources(name, limits):
            found.setdefault(source.name if source.name.startswith(WEB) else str(Path(source.name).resolve()), source)
    return list(found.values())


def _sources(name: str, limits: Limits) -> list[Source]:
    if name == STDIN:
        return [standard_input()]
    if name.startswith(WEB):
        return [web_source(name, limits)]
    sources: list[Source] = []
    for path in _paths(name):
        if path.suffix.lower() in LIST_SUFFIXES and not Path(name).is_dir():  # a folder makes nobody go online
            sources += [web_source(url, limits) for url in listed_feeds(path)]
        elif leads_out(path, Path(name)):
            sources.append(Source(str(path), lambda path=path: _refuse_link(path)))
        else:
            sources.append(file_source(path))
    if not sources:
        raise FeedError(f"{name}: no such file, and no file matches it")
    return sources


def web_source(url: str, limits: Limits) -> Source:
    return Source(url, lambda: open_url(url, limits))


def standard_input() -> Source:
    return Source("standard input", lambda: io.FileIO(sys.stdin.fileno(), closefd=False))


def file_source(path: Path) -> Source:
    size = path.stat().st_size if path.is_file() else None
    return Source(str(path), lambda: io.FileIO(path), size)


def leads_out(path: Path, named: Path) -> bool:
    """Whether a file that was found in a folder is a symbolic link to what lies outside of it."""
    return path.is_symlink() and named.is_dir() and not path.resolve().is_relative_to(named.resolve())


def _refuse_link(path: Path) -> BinaryIO:
    raise FeedError(f"{path}: a symbolic link out of the folder; name it by itself to feed it")


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
