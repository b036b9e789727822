"""`python -m streams.broker.install`: fetches Apache Kafka and prepares its quick start, once for a user."""

import sys
import tempfile
from pathlib import Path

from rich.console import Console

from streams.broker import distribution, startup
from streams.broker.server import Broker
from streams.errors import BrokerError


def install(console: Console) -> None:
    """Leaves the checked jars and the start cache in the user's cache folder; does nothing where they are there.

    Raises `BrokerError`.
    """
    distribution.class_path(console=console)
    if startup.cache_file().is_file() or not startup.can_be_prepared():
        return
    with (
        tempfile.TemporaryDirectory(dir=distribution.cache_folder().parent) as folder,
        console.status("Preparing its quick start"),
    ):
        recorded = Path(folder) / "recorded.aot"
        with Broker(Path(folder) / "broker", java_options=startup.recording_options(recorded)) as broker:
            broker.stop(limit_s=120)  # at its end Java writes the cache
        if not recorded.is_file():
            raise BrokerError(f"Java did not write its start cache {startup.cache_file()}; the broker works without it")
        recorded.rename(startup.cache_file())


def main() -> int:
    try:
        install(Console(stderr=True))
    except BrokerError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
