"""What a worker costs as partitions and analysis processes grow: the figures of docs/scaling.md.

`python -m benchmarks.scaling [--partitions 4,16,64] [--jobs 1,2] [--seconds N] [--json FILE]`; a Kafka of its own, the
sample wire's articles, no cache. A line of JSON for each combination. Linux, and a machine that does nothing else.
"""

import argparse
import itertools
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from streams.bench.articles import Copies, originals
from streams.bench.contenders import OURS
from streams.bench.latency import cold_start
from streams.bench.run import broker_track
from streams.bench.throughput import Track, started, warm
from streams.bench.turns import measure
from streams.bench.wire import Wire
from streams.settings import Settings

IDLE_S = 10.0


def idle_cpu(processes: int, copies: Copies, track: Track) -> float:
    """CPU seconds a second of a worker that has all its partitions and nothing to do."""
    settings = track.own(OURS, processes)
    with Wire(settings) as wire, started(OURS, processes, settings, track) as running:
        warm(OURS, processes, wire, running, settings, copies)
        before = running.cpu_s()
        time.sleep(IDLE_S)
        return (running.cpu_s() - before) / IDLE_S


def figures(partitions: int, processes: int, seconds: float, copies: Copies, track: Track) -> dict[str, float]:
    """One combination; `start_s` is from the start of the worker to the first readable outcome."""
    own = replace(track, settings=track.settings.with_(partitions=partitions))
    (run,) = measure([(OURS, processes)], copies, seconds, own)
    return {
        "partitions": partitions,
        "jobs": processes,
        "articles_per_s": round(run.articles_per_s, 1),
        "cpu_ms_per_article": round(1000 * run.cpu_s / run.articles, 1),
        "kafka_cpu_ms_per_article": round(1000 * (run.kafka_cpu_s or 0) / run.articles, 1),
        "pss_mb": round(run.pss_mb),
        "start_s": round(cold_start(OURS, processes, copies, own), 1),
        "idle_cpu": round(idle_cpu(processes, copies, own), 3),
    }


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scaling", description=__doc__)
    parser.add_argument("--partitions", default="4,16,64", help="comma-separated")
    parser.add_argument("--jobs", default="1,2", help="analysis processes, comma-separated")
    parser.add_argument("--seconds", type=float, default=8, help="of each throughput measurement")
    parser.add_argument("--json", type=Path, help="write the lines to this file too")
    options = parser.parse_args(arguments)
    settings = Settings()
    counts = [[int(part) for part in text.split(",")] for text in (options.partitions, options.jobs)]
    found = []
    with broker_track(settings, lambda line: print(line, file=sys.stderr)) as track:
        copies = Copies(originals(settings, ()))
        for partitions, processes in itertools.product(*counts):
            found.append(json.dumps(figures(partitions, processes, options.seconds, copies, track)))
            print(found[-1], flush=True)
    if options.json:
        options.json.write_text("\n".join(found) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
