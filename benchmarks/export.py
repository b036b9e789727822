"""`lagebild export` on a topic of so many events: wall and CPU seconds and peak memory of the command.

    python -m benchmarks.export --events 200000 --format parquet

Starts a Kafka of its own and fills `articles.enriched` as workers do: transactions, gzip. The articles are those of the
schemas' examples, each with an id of its own.
"""

import os
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser
from pathlib import Path

import msgspec
from kafka import KafkaProducer

from benchmarks.output import add_json_option, write
from streams.broker.server import Broker
from streams.records import EnrichedArticle, decode_enriched, encode
from streams.security import client_options
from streams.settings import Settings, to_environment
from streams.topics import ENRICHED, ensure_topics, topic_name

EXAMPLES = Path(__file__).parents[1] / "schemas" / "examples" / "articles.enriched.v1"
IN_ONE_TRANSACTION = 2_000


def fill(settings: Settings, wanted: int) -> tuple[int, int]:
    """At least `wanted` events onto the enriched topic. Returns the numbers of articles and events."""
    ensure_topics(settings)
    patterns = [decode_enriched(path.read_bytes()) for path in sorted(EXAMPLES.glob("*.json"))]
    producer = KafkaProducer(
        **client_options(settings), transactional_id="benchmark", compression_type="gzip", linger_ms=5
    )
    producer.init_transactions()
    articles = events = 0
    while events < wanted:
        producer.begin_transaction()
        for _ in range(IN_ONE_TRANSACTION):
            article = _copy(patterns[articles % len(patterns)], f"benchmark:{articles}")
            producer.send(topic_name(settings, ENRICHED), key=article.id.encode(), value=encode(article))
            articles += 1
            events += len(article.events)
            if events >= wanted:
                break
        producer.commit_transaction()
    producer.close()
    return articles, events


def _copy(pattern: EnrichedArticle, name: str) -> EnrichedArticle:
    events = [
        msgspec.structs.replace(event, id=f"{name}:{number}", article=name)
        for number, event in enumerate(pattern.events)
    ]
    return msgspec.structs.replace(pattern, id=name, events=events)


def timed(settings: Settings, form: str, target: Path) -> tuple[float, float, int]:
    """Wall and CPU seconds of the command, and its largest resident set in MB. Raises `CalledProcessError`."""
    command = [sys.executable, "-m", "streams.cli", "export", "--format", form, "--output", str(target)]
    began = time.monotonic()
    child = subprocess.Popen(command, env={**os.environ, **to_environment(settings)})
    _, status, usage = os.wait4(child.pid, 0)
    took = time.monotonic() - began
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise subprocess.CalledProcessError(child.returncode, command)
    return took, usage.ru_utime + usage.ru_stime, usage.ru_maxrss // 1024


def main() -> None:
    parser = ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--events", type=int, default=200_000)
    parser.add_argument("--format", default="parquet", choices=("parquet", "csv", "gdelt", "acled", "stix"))
    parser.add_argument("--runs", type=int, default=1)
    add_json_option(parser)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, Broker(Path(folder) / "kafka") as broker:
        settings = Settings(brokers=broker.bootstrap, data=folder)
        articles, events = fill(settings, given.events)
        target = Path(folder) / "exported"
        runs = [timed(settings, given.format, target) for _ in range(given.runs)]
        figures = {
            "articles": articles,
            "events": events,
            "format": given.format,
            "seconds": [round(seconds, 2) for seconds, _, _ in runs],
            "cpu_seconds": [round(cpu, 2) for _, cpu, _ in runs],
            "peak_mb": [megabytes for _, _, megabytes in runs],
            "file_mb": round(target.stat().st_size / 1e6, 1),
        }
    write(figures, given.json)


if __name__ == "__main__":
    main()
