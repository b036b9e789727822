"""The jars of Apache Kafka, fetched once from Maven Central and checked against `jars.sha256`.

`jars.sha256` has one line a jar, sum and path, in the layout of a Maven repository (`sha256sum -c` reads it), so that
fetching needs no dependency resolution. `python -m streams.broker.distribution` fetches what is missing;
with `--write-sums` it resolves the dependencies anew and rewrites the list.
"""

import argparse
import fcntl
import hashlib
import logging
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from streams.errors import BrokerError

VERSION = "4.3.0"
COORDINATES = (f"org.apache.kafka:kafka_2.13:{VERSION}", "org.apache.logging.log4j:log4j-slf4j-impl:2.25.4")
"""Kafka 4.3.0 is built on SLF4J 1.7 and log4j 2.25.4; the binding between them is its users' choice."""

SUMS = Path(__file__).with_name("jars.sha256")
_TRIES = 3
_FIRST_PAUSE_S = 1.0
_TIMEOUT_S = 30
_CONNECTIONS = 4
_INSTEAD = "or set LAGEBILD_BROKERS to a Kafka of your own"

Fetch = Callable[[str, Path], None]
"""Brings the jar of a path in Maven's layout into a repository folder."""


def cache_folder() -> Path:
    """`lagebild/kafka-VERSION` in the user's cache folder (XDG_CACHE_HOME, else ~/.cache)."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "lagebild" / f"kafka-{VERSION}"


def read_sums(file: Path = SUMS) -> dict[str, str]:
    """Path of each jar -> its SHA-256 in hex."""
    lines = (line.split() for line in file.read_text().splitlines())
    return {path: digest for digest, path in lines}


def class_path(
    folder: Path | None = None, *, sums: Mapping[str, str] | None = None, console: Console | None = None
) -> list[Path]:
    """The checked jars, in the order of the list; they are fetched into `folder` where any is missing.

    Says on `console` (standard error by default) what it fetches. Uses no network when all jars are there.
    Raises `BrokerError` when a jar cannot be fetched or is not the one that was listed.
    """
    folder = folder or cache_folder()
    sums = read_sums() if sums is None else sums
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with _locked(folder.with_name(f".{folder.name}.lock")):
            if not all((folder / path).is_file() for path in sums):
                _install(folder, sums, console or Console(stderr=True))
            check(folder, sums, advice=f"delete {folder} and start again")
    except OSError as error:
        raise BrokerError(f"Apache Kafka cannot be kept in {folder}: {error}; set XDG_CACHE_HOME") from error
    return [folder / path for path in sums]


def check(folder: Path, sums: Mapping[str, str], *, advice: str) -> None:
    """Raises `BrokerError` with the name of the first jar whose SHA-256 is not the listed one."""
    for path, digest in sums.items():
        with (folder / path).open("rb") as jar:
            if hashlib.file_digest(jar, "sha256").hexdigest() != digest:
                raise BrokerError(f"{Path(path).name} is refused, its SHA-256 is not the one in {SUMS.name}: {advice}")


@contextmanager
def _locked(file: Path) -> Iterator[None]:
    """Only one process fetches; the others wait and find the jars."""
    with file.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _install(folder: Path, sums: Mapping[str, str], console: Console) -> None:
    """Fetches every jar into a folder beside `folder`, checks all of them, and only then puts it in place."""
    prefix = f".{folder.name}-"
    for abandoned in folder.parent.glob(f"{prefix}*"):  # by a process that was killed: we hold the lock
        shutil.rmtree(abandoned)
    with tempfile.TemporaryDirectory(prefix=prefix, dir=folder.parent) as temporary:
        fetched = Path(temporary) / "jars"
        start = time.monotonic()
        _fetch_all(list(sums), fetched, console)
        check(fetched, sums, advice=f"the network does not deliver the original, use another {_INSTEAD}")
        if folder.exists():
            shutil.rmtree(folder)
        fetched.rename(folder)
    megabytes = sum((folder / path).stat().st_size for path in sums) / 1e6
    console.print(
        f"Apache Kafka {VERSION}: {len(sums)} jars, {megabytes:.0f} MB, {time.monotonic() - start:.0f} s, in {folder}",
        highlight=False,
        soft_wrap=True,
    )


def _fetch_all(paths: list[str], repository: Path, console: Console) -> None:
    label = f"Fetching Apache Kafka {VERSION}"
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("jars"))
    if not console.is_terminal:
        console.print(f"{label}: {len(paths)} jars", highlight=False)
    with (
        Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress,
        ThreadPoolExecutor(_CONNECTIONS) as pool,
    ):
        fetches = [pool.submit(fetch_with_retries, path, repository) for path in paths]
        try:
            for fetch in progress.track(as_completed(fetches), total=len(paths), description=label):
                fetch.result()
        except BrokerError:
            pool.shutdown(cancel_futures=True)
            raise


def fetch_with_retries(
    path: str, repository: Path, fetch: Fetch | None = None, pause_s: float = _FIRST_PAUSE_S
) -> None:
    """Fetches one jar; a network error is tried again twice, after one second and two.

    Raises `BrokerError` naming the jar after the last try.
    """
    import requests

    fetch = fetch or fetch_from_central
    for attempt in range(1, _TRIES + 1):
        try:
            return fetch(path, repository)
        except (requests.RequestException, RuntimeError, OSError) as error:  # RuntimeError: any status but 200
            (repository / path).unlink(missing_ok=True)  # jgo would take a part for the whole
            if attempt == _TRIES:
                raise BrokerError(
                    f"{Path(path).name} could not be fetched in {_TRIES} tries ({_reason(error)});"
                    f" check the network, {_INSTEAD}"
                ) from error
        time.sleep(_FIRST_PAUSE_S * attempt)


def _reason(error: Exception) -> str:
    import requests

    match error:
        case requests.exceptions.SSLError():
            return "the server's certificate is not trusted"
        case requests.exceptions.ProxyError():
            return "the proxy does not answer"
        case requests.Timeout():
            return f"no answer in {_TIMEOUT_S} s"
        case requests.ConnectionError():
            return "no connection"
        case RuntimeError():
            return "the repository does not have it"
    return str(error).splitlines()[0] if str(error) else type(error).__name__


def fetch_from_central(path: str, repository: Path) -> None:
    """Downloads one jar with jgo, which needs neither Maven nor Java."""
    from jgo.maven import MavenContext  # half a second, spared when the cache is complete

    logging.getLogger("jgo").setLevel(logging.ERROR)  # its own check is a warning; ours is the one that counts
    group, artifact, version, _ = path.rsplit("/", 3)
    context = MavenContext(repo_cache=repository, timeout=_TIMEOUT_S)
    context.project(group.replace("/", "."), artifact).at_version(version).artifact().resolve()


def resolve() -> dict[str, str]:
    """Path and SHA-256 of every jar that Kafka needs at run time, resolved and fetched from Maven Central."""
    from jgo.maven import MavenContext

    with tempfile.TemporaryDirectory() as folder:
        context = MavenContext(repo_cache=Path(folder), timeout=_TIMEOUT_S)
        # "!": without it jgo takes versions from the parent POM of log4j, kafka-clients 3.9 among them.
        direct, transitive = context.resolver.resolve([context.create_dependency(f"{c}!") for c in COORDINATES])
        jars = [dependency.artifact.resolve() for dependency in (*direct, *transitive)]
        sums = {jar.relative_to(folder).as_posix(): hashlib.sha256(jar.read_bytes()).hexdigest() for jar in jars}
    return dict(sorted(sums.items()))


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m streams.broker.distribution", description="Fetches Apache Kafka.")
    parser.add_argument("--write-sums", action="store_true", help=f"resolve anew and rewrite {SUMS.name}")
    if parser.parse_args(arguments).write_sums:
        SUMS.write_text("".join(f"{digest}  {path}\n" for path, digest in resolve().items()))
        return 0
    try:
        class_path()
    except BrokerError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
