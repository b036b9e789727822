"""Whatever lies on the raw topic has one outcome within seconds, and so has what lies behind it.

Read by a consumer of this file's own, which shares no code with the product.
"""

import json
import random
import time
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest
from kafka import KafkaConsumer, KafkaProducer, TopicPartition

from tests.wire import Wire

PARTITIONS = 2
OUTCOME_LIMIT_S = 20.0

NAMES = ["Moskau", "Kiew", "Berlin", "Paris", "Peking", "Tokio", "Ankara", "Teheran", "Warschau", "London"]


def article(**fields: Any) -> bytes:
    return json.dumps({"body": "Moskau und Kiew verhandeln.", **fields}).encode()


def names(count: int) -> str:
    return "; ".join(f"{NAMES[n % len(NAMES)]} {n}" for n in range(count))


LARGE_HEADERS = [(f"h{n}", b"x" * 1_000) for n in range(60)]

Record = tuple[bytes | None, bytes | None, list[tuple[str, bytes]]]
"""Key, value, headers."""

RECORDS: dict[str, Record] = {
    "a source of 2 MB": (b"k", article(source="s" * 2_000_000), []),
    "a source as long as it may be": (b"k", article(source="\u0001" * 512, id="\u0001" * 512), []),
    "a thousand subjects": (b"k", article(subjects=["s" * 100] * 1_000), []),
    "an id over its limit": (b"k", article(id="i" * 513), []),
    "a title of 900 kB": (b"k", article(title="Moskau greift Kiew an. " * 39_000), []),
    "60,000 Chinese names": (b"k", article(body="北京 莫斯科 " * 30_000, language="zh"), []),
    "45,000 Arabic names": (b"k", article(body="موسكو كييف " * 22_500, language="ar"), []),
    "thousands of names": (b"k", article(body=names(60_000), language="de"), []),
    "thousands of deeds": (b"k", article(body="Russland verurteilt die Ukraine. " * 30_000, language="de"), []),
    "one name of 900 kB": (b"k", article(body="A" * 900_000, language="en"), []),
    "a text over its limit": (b"k", article(body="a" * 1_000_001), []),
    "control characters": (b"k", article(body="\u0001" * 600_000), []),
    "headers of 64 kB": (b"k", article(), LARGE_HEADERS),
    "headers of 64 kB and no JSON": (b"k", b"{", LARGE_HEADERS),
    "a key of 60 kB": (b"k" * 60_000, b"{", []),
    "a key of 60 kB and the largest value": (b"k" * 60_000, b"{" * 3_990_000, []),
    "deep lists": (b"k", b'{"body": "a", "x": ' + b"[" * 1_900_000 + b"]" * 1_900_000 + b"}", []),
    "neither key nor value": (None, b"", []),
    "a version of 400 digits": (b"k", b'{"body": "a", "version": 1' + b"0" * 400 + b"}", []),
    "year 1": (b"k", article(published_at="0001-01-01T00:00:00+00:00"), []),
    "year 9999": (b"k", article(published_at="9999-12-31T23:59:59Z", language="de"), []),
}


class Own:
    """A producer and a consumer of committed records, and nothing else."""

    def __init__(self, wire: Wire) -> None:
        self._prefix = wire.settings.topic_prefix
        self._producer = KafkaProducer(
            bootstrap_servers=wire.settings.brokers, max_request_size=64_000_000, compression_type="gzip"
        )
        self._consumer = KafkaConsumer(
            bootstrap_servers=wire.settings.brokers, isolation_level="read_committed", enable_auto_commit=False
        )
        outputs = [self._prefix + name for name in ("articles.enriched", "articles.rejected")]
        self._consumer.assign([TopicPartition(name, n) for name in outputs for n in range(PARTITIONS)])
        self._consumer.seek_to_beginning()
        self.outcomes: dict[tuple[int, int], list[tuple[str, float]]] = defaultdict(list)
        """Raw partition and offset -> dead-letter code or "enriched", and when it came."""

    def send(self, partition: int, record: Record) -> tuple[int, int]:
        key, value, headers = record
        sent = self._producer.send(
            self._prefix + "articles.raw", key=key, value=value, headers=headers, partition=partition
        )
        return partition, sent.get(30).offset

    def wait(self, places: set[tuple[int, int]], limit_s: float) -> None:
        give_up = time.monotonic() + limit_s
        while not places <= self.outcomes.keys():
            assert time.monotonic() < give_up, f"no outcome after {limit_s:g} s: {places - self.outcomes.keys()}"
            self.read(200)

    def read(self, wait_ms: int) -> None:
        for records in self._consumer.poll(timeout_ms=wait_ms).values():
            for record in records:
                said = dict(record.headers)
                place = int(said["origin.partition"]), int(said["origin.offset"])
                self.outcomes[place].append((said.get("error.code", b"enriched").decode(), time.monotonic()))

    def close(self) -> None:
        self._producer.close()
        self._consumer.close()


@pytest.fixture
def own(wire: Wire) -> Iterator[Own]:
    own = Own(wire)
    yield own
    own.close()


@pytest.mark.timeout(900)
def test_every_record_at_and_over_every_limit_has_one_outcome_and_holds_up_nobody(wire: Wire, own: Own) -> None:
    worker = wire.start_worker().wait_ready()
    order = list(RECORDS)
    random.Random(31).shuffle(order)
    found, slow = {}, {}
    for name in order:
        began = time.monotonic()
        place = own.send(0, RECORDS[name])
        behind = own.send(0, (b"behind", article(id=f"behind {name}"), []))
        beside = own.send(1, (b"beside", article(id=f"beside {name}"), []))
        own.wait({place, behind, beside}, 3 * OUTCOME_LIMIT_S)
        found[name] = own.outcomes[place][0][0]
        slow[name] = own.outcomes[behind][0][1] - began
        assert own.outcomes[behind][0][0] == own.outcomes[beside][0][0] == "enriched"
        print(f"{name}: {found[name]}, the one behind it after {slow[name]:.1f} s")
    own.read(1_000)
    assert {place: codes for place, codes in own.outcomes.items() if len(codes) != 1} == {}
    assert {name: seconds for name, seconds in slow.items() if seconds > OUTCOME_LIMIT_S} == {}
    assert found == {
        "a source of 2 MB": "field-too-large",
        "a source as long as it may be": "enriched",
        "a thousand subjects": "field-too-large",
        "an id over its limit": "field-too-large",
        "a title of 900 kB": "enriched",
        "60,000 Chinese names": "enriched",
        "45,000 Arabic names": "enriched",
        "thousands of names": "enriched",
        "thousands of deeds": "enriched",
        "one name of 900 kB": "enriched",
        "a text over its limit": "text-too-large",
        "control characters": "enriched",
        "headers of 64 kB": "enriched",
        "headers of 64 kB and no JSON": "not-json",
        "a key of 60 kB": "not-json",
        "a key of 60 kB and the largest value": "nested-too-deep",
        "deep lists": "nested-too-deep",
        "neither key nor value": "not-json",
        "a version of 400 digits": "wrong-type",
        "year 1": "enriched",
        "year 9999": "enriched",
    }
    assert worker.alive
    account = wire.audit()
    assert (account.pending, account.clean) == (0, True)
