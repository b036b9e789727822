"""`python -m tests.resilience`: the long form. Exit status 1 where something is wrong."""

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from streams.broker.server import Broker
from streams.settings import Settings
from tests.resilience.articles import generated
from tests.resilience.cluster import SIZE, ThreeBrokers
from tests.resilience.flood import Own, beside, flood, twice
from tests.resilience.outages import Voyage, voyage
from tests.resilience.run import carry, ride, wire_named
from tests.resilience.schedule import Kind, of_nodes
from tests.resilience.verdict import findings, miscounts
from tests.wire import Wire

DRAIN_LIMIT_S = 900.0
ARTICLES, CLUSTER_ARTICLES = 20_000, 3_000
PLENTY = 10**6
"""Articles that there are: the load of a cluster lasts as long as its faults."""
NODE_KILLS = 3
WORKERS = 2

Say = Callable[[str], None]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.resilience", description=__doc__)
    parser.add_argument(
        "--articles", type=int, metavar="N", help=f"{ARTICLES}; at least {CLUSTER_ARTICLES} on a cluster"
    )
    parser.add_argument("--faults", type=int, default=100, metavar="N", help="on one broker")
    parser.add_argument("--seed", type=int, default=1, metavar="N")
    parser.add_argument("--folder", type=Path, help="logs and data are kept there")
    parser.add_argument("--cluster", action="store_true", help="three brokers, each lost in turn in every way")
    parser.add_argument("--flood", type=int, metavar="N", help="bad, huge and packed records, each kind N times")
    parser.add_argument("--rate", type=float, default=8.0, metavar="N", help="articles a second on a cluster")
    arguments = parser.parse_args()
    folder = arguments.folder or Path(tempfile.mkdtemp(prefix="lagebild-storm-"))
    folder.mkdir(parents=True, exist_ok=True)
    started = time.monotonic()

    def say(line: str) -> None:
        print(f"{datetime.now(UTC):%H:%M:%S} {line}", flush=True)

    mode = _flooded if arguments.flood else _on_cluster if arguments.cluster else _on_one
    figures = mode(arguments, folder, say)
    figures["seconds"] = round(time.monotonic() - started)
    print(json.dumps(figures, indent=2, ensure_ascii=False))
    sys.exit(1 if figures["wrong"] else 0)


def _on_one(arguments: argparse.Namespace, folder: Path, say: Say) -> dict[str, Any]:
    articles = list(generated(arguments.articles or ARTICLES, arguments.seed))
    with Broker(folder / "kafka", fresh=True) as broker:
        settings = Settings(brokers=broker.bootstrap, data=str(folder), pool_size=1, partitions=4)
        result = ride(settings, folder, articles, arguments.faults, arguments.seed, broker, say, DRAIN_LIMIT_S)
    return {
        "articles": len(articles),
        "faults": dict(Counter(str(fault.kind) for fault in result.faults)),
        "worker_starts": result.starts,
        "exits_by_itself": dict(result.exits),
        "storm_seconds": round(result.storm_s),
        "wrong": result.wrong[:20],
    }


def _flooded(arguments: argparse.Namespace, folder: Path, say: Say) -> dict[str, Any]:
    with Broker(folder / "kafka", fresh=True) as broker:
        settings = Settings(brokers=broker.bootstrap, data=str(folder), pool_size=1, partitions=4)
        with Wire(settings, folder) as wire, closing(Own(wire)) as own:
            for number in range(WORKERS):
                wire.start_worker(number=number).wait_ready()
            rows = flood(wire, own, arguments.flood, arguments.seed, say)
            pace = beside(wire, own, 30, say)
            wrong = [f"{place}: {codes}" for place, codes in twice(own).items()] + miscounts(wire)
    for row in rows:
        say(f"| {row['kind']} | {row['held_s']:.1f} | {row['memory_mb']} | {row['outcome']} |")
    return {"kinds": len(rows), "rows": rows, **pace, "wrong": wrong}


def _on_cluster(arguments: argparse.Namespace, folder: Path, say: Say) -> dict[str, Any]:
    """The calm run comes second: only then is it known how many articles the storm lasted for."""
    faults = of_nodes(SIZE, NODE_KILLS, arguments.seed)
    source = generated(PLENTY, arguments.seed)
    limits = {"at_least": arguments.articles or CLUSTER_ARTICLES, "workers": WORKERS, "rate": arguments.rate}
    with ThreeBrokers(folder / "kafka") as cluster:
        settings = Settings(brokers=cluster.bootstrap, replication=SIZE, data=str(folder), pool_size=1, partitions=4)
        with wire_named("stormy", settings, folder) as stormy, wire_named("calm", settings, folder) as calm:
            result = voyage(stormy, cluster, source, faults, say=say, drain_limit_s=DRAIN_LIMIT_S, **limits)
            stormy.close()
            carry(calm, result.articles, say, DRAIN_LIMIT_S)
            wrong = result.wrong + findings(calm, stormy)
    return {
        "articles": len(result.articles),
        "faults": dict(Counter(str(fault.kind) for fault in faults)),
        "worker_starts": result.starts,
        "exits_by_itself": dict(result.exits),
        "storm_seconds": round(result.storm_s),
        "longest_pause_seconds": round(result.pause_s, 1),
        "recovery_seconds": _recoveries(result),
        "wrong": wrong[:20],
    }


def _recoveries(result: Voyage) -> dict[str, dict[str, Any]]:
    """By how the broker was lost: all of them in the order in which they happened, and their median."""
    found: dict[Kind, list[float]] = {}
    for outage, seconds in zip(result.outages, result.recoveries_s, strict=True):
        found.setdefault(outage.kind, []).append(round(seconds, 1))
    return {kind: {"median": statistics.median(all_), "all": all_} for kind, all_ in found.items()}


if __name__ == "__main__":
    main()
