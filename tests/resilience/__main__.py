"""`python -m tests.resilience`: the long form. Exit status 1 where something is wrong."""

import argparse
import json
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from streams.broker.server import Broker
from streams.settings import Settings
from tests.resilience.articles import generated
from tests.resilience.run import ride

DRAIN_LIMIT_S = 900.0


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.resilience", description=__doc__)
    parser.add_argument("--articles", type=int, default=20_000, metavar="N")
    parser.add_argument("--faults", type=int, default=100, metavar="N")
    parser.add_argument("--seed", type=int, default=1, metavar="N")
    parser.add_argument("--folder", type=Path, help="logs and data are kept there")
    arguments = parser.parse_args()
    folder = arguments.folder or Path(tempfile.mkdtemp(prefix="lagebild-storm-"))
    folder.mkdir(parents=True, exist_ok=True)
    started = time.monotonic()

    def say(line: str) -> None:
        print(f"{datetime.now(UTC):%H:%M:%S} {line}", flush=True)

    articles = list(generated(arguments.articles, arguments.seed))
    with Broker(folder / "kafka", fresh=True) as broker:
        settings = Settings(brokers=broker.bootstrap, data=str(folder), pool_size=1, partitions=4)
        result = ride(settings, folder, articles, arguments.faults, arguments.seed, broker, say, DRAIN_LIMIT_S)
    figures = {
        "articles": len(articles),
        "faults": dict(Counter(str(fault.kind) for fault in result.faults)),
        "worker_starts": result.starts,
        "exits_by_itself": dict(result.exits),
        "seconds": round(time.monotonic() - started),
        "storm_seconds": round(result.storm_s),
        "wrong": result.wrong[:20],
    }
    print(json.dumps(figures, indent=2, ensure_ascii=False))
    sys.exit(1 if result.wrong else 0)


if __name__ == "__main__":
    main()
