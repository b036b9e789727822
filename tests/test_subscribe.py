"""The reader that docs/subscribe.md shows, run as a subscriber would run it."""

import json
import os
import queue
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import pytest
from kafka import KafkaConsumer, KafkaProducer, TopicPartition

from streams.settings import Settings, to_environment
from streams.topics import ENRICHED, ensure_topics, topic_name
from tests.kafka import Cluster

ROOT = Path(__file__).parents[1]
READERS = re.findall(r"^```python\n(.*?)^```$", (ROOT / "docs" / "subscribe.md").read_text("utf-8"), re.M | re.S)
EXAMPLES = ROOT / "schemas" / "examples" / "articles.enriched.v1"
LIMIT_S = 60
Start = Callable[[str], "queue.Queue[str]"]


def example(name: str) -> bytes:
    return (EXAMPLES / f"{name}.json").read_bytes()


@pytest.fixture
def settings(broker: Cluster, topic_prefix: str) -> Settings:
    """Of an installation whose topics are there."""
    settings = Settings(brokers=broker.bootstrap, topic_prefix=topic_prefix, partitions=1)
    ensure_topics(settings)
    return settings


@pytest.fixture
def start(settings: Settings) -> Iterator[Start]:
    """Starts a program as a subscriber's process and returns the lines that it prints, as they come."""
    running: list[tuple[subprocess.Popen[str], threading.Thread]] = []

    def start_one(program: str) -> "queue.Queue[str]":
        environment = os.environ | to_environment(settings)
        process = subprocess.Popen(
            [sys.executable, "-c", program], env=environment, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )
        lines: queue.Queue[str] = queue.Queue()
        thread = threading.Thread(target=_pump, args=(process.stdout, lines))
        thread.start()
        running.append((process, thread))
        return lines

    yield start_one
    for process, thread in running:
        process.kill()
        process.wait()
        thread.join()
        process.stdout.close()


def _pump(stream: IO[str], lines: "queue.Queue[str]") -> None:
    for line in stream:
        lines.put(line)


def send(settings: Settings, value: bytes, *, commit: bool) -> int:
    """One transaction with one record, which is in the log before the transaction ends; returns its offset."""
    topic = topic_name(settings, ENRICHED)
    producer = KafkaProducer(bootstrap_servers=settings.brokers, transactional_id=f"{settings.topic_prefix}test")
    try:
        producer.init_transactions()
        producer.begin_transaction()
        sent = producer.send(topic, key=json.loads(value)["id"].encode(), value=value).get(LIMIT_S)
        if commit:
            producer.commit_transaction()
        else:
            producer.abort_transaction()
        return sent.offset
    finally:
        producer.close()


def test_the_page_shows_one_reader_of_about_fifteen_lines() -> None:
    (reader,) = READERS
    assert len([line for line in reader.splitlines() if line.strip()]) <= 18


@pytest.mark.broker
def test_the_reader_prints_a_committed_article_and_never_one_of_an_aborted_transaction(
    settings: Settings, start: Start
) -> None:
    aborted = send(settings, example("de"), commit=False)
    committed = send(settings, example("en"), commit=True)
    assert aborted < committed
    printed = start(READERS[0]).get(timeout=LIMIT_S)
    expected = "example-wire:20240911:0342\t2\tUA IR US GB RU\tBlinken and Lammy visit Kyiv, pledge more aid\n"
    assert printed == expected


@pytest.mark.broker
def test_without_read_committed_the_reader_would_print_the_aborted_article(settings: Settings, start: Start) -> None:
    send(settings, example("de"), commit=False)
    careless = READERS[0].replace('    isolation_level="read_committed",\n', "")
    assert careless != READERS[0]
    assert start(careless).get(timeout=LIMIT_S).startswith("example-wire:20241021:0117\t1\tKR RU KP US\t")


@pytest.mark.broker
def test_the_reader_commits_what_it_has_printed(settings: Settings, start: Start) -> None:
    offset = send(settings, example("de"), commit=True)
    start(READERS[0]).get(timeout=LIMIT_S)
    group = KafkaConsumer(bootstrap_servers=settings.brokers, group_id=f"{settings.topic_prefix}my-reader")
    partition = TopicPartition(topic_name(settings, ENRICHED), 0)
    deadline = time.monotonic() + LIMIT_S
    while (committed := group.committed(partition)) is None and time.monotonic() < deadline:
        time.sleep(0.05)
    group.close()
    assert committed is not None and committed > offset
