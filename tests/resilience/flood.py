"""What comes in that nobody foresaw: bad, huge and packed records, each with a canary behind and beside it.

Sent and read by clients of this file's own, which share no code with the product.
"""

import json
import random
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from kafka import KafkaConsumer, KafkaProducer, TopicPartition

from streams.bench.processes import descendants, pss_mb
from tests.wire import Wire

NAMES = ["Moskau", "Kiew", "Berlin", "Paris", "Peking", "Tokio", "Ankara", "Teheran", "Warschau", "London"]


def article(**fields: Any) -> bytes:
    return json.dumps({"body": "Moskau und Kiew verhandeln.", **fields}).encode()


def names(count: int) -> str:
    return "; ".join(f"{NAMES[n % len(NAMES)]} {n}" for n in range(count))


LARGE_HEADERS = [(f"h{n}", b"x" * 1_000) for n in range(60)]

Place = tuple[int, int]
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
    "900 kB of marks": (b"k", article(body=".,;:!?" * 150_000, language="de"), []),
    "900 kB of brackets": (b"k", article(body="([{\"'" * 180_000, language="de"), []),
    "900 kB of spaces": (b"k", article(body=" " * 900_000 + "a", language="de"), []),
    "one-letter words": (b"k", article(body="a b c " * 150_000, language="en"), []),
    "50,000 short sentences": (b"k", article(body="Er ging. " * 50_000, language="de"), []),
    "emoji sequences": (b"k", article(body="👩\u200d👩\u200d👧\u200d👦" * 36_000, language="de"), []),
    "a report of 400 kB": (b"k", article(body="Der Minister sprach in Kiew mit Moskau. " * 10_000, language="de"), []),
    "year 1": (b"k", article(published_at="0001-01-01T00:00:00+00:00"), []),
    "year 9999": (b"k", article(published_at="9999-12-31T23:59:59Z", language="de"), []),
}


class Own:
    """A producer and a consumer of committed records, and nothing else."""

    def __init__(self, wire: Wire) -> None:
        partitions = range(wire.settings.partitions)
        self._prefix = wire.settings.topic_prefix
        self._brokers = wire.settings.brokers
        self._producers: dict[str, KafkaProducer] = {}
        self._consumer = KafkaConsumer(
            bootstrap_servers=wire.settings.brokers, isolation_level="read_committed", enable_auto_commit=False
        )
        outputs = [self._prefix + name for name in ("articles.enriched", "articles.rejected")]
        self._consumer.assign([TopicPartition(name, n) for name in outputs for n in partitions])
        self._consumer.seek_to_beginning()
        self.outcomes: dict[Place, list[tuple[str, float]]] = defaultdict(list)
        """Raw partition and offset -> dead-letter code or "enriched", and when it came."""

    def send(self, partition: int, record: Record, codec: str = "gzip") -> Place:
        """Partition and offset."""
        key, value, headers = record
        if codec not in self._producers:
            self._producers[codec] = KafkaProducer(
                bootstrap_servers=self._brokers, max_request_size=64_000_000, compression_type=codec
            )
        sent = self._producers[codec].send(
            self._prefix + "articles.raw", key=key, value=value, headers=headers, partition=partition
        )
        return partition, sent.get(30).offset

    def wait(self, places: set[Place], limit_s: float) -> None:
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
        for producer in self._producers.values():
            producer.close()
        self._consumer.close()


CODECS = ("gzip", "snappy", "lz4", "zstd")


def flood(wire: Wire, own: Own, rounds: int, seed: int, say: Callable[[str], None]) -> list[dict[str, Any]]:
    """Each kind so many times, in every compression by turns, amid kills of workers; a row for each kind.

    Workers run already and are started again when they end. A row: `held_s`, the longest time that a canary behind it
    or on another partition took; `outcome`; `memory_mb`, of the workers at most (PSS).
    """
    chance = random.Random(seed)
    order = [kind for _ in range(rounds) for kind in chance.sample(list(RECORDS), len(RECORDS))]
    rows: dict[str, dict[str, Any]] = {kind: {"kind": kind, "held_s": 0.0, "memory_mb": 0} for kind in RECORDS}
    for number, kind in enumerate(order):
        began = time.monotonic()
        bad = own.send(chance.randrange(wire.settings.partitions), RECORDS[kind], CODECS[number % len(CODECS)])
        canaries = {
            own.send(partition, (b"canary", article(id=f"canary:{number}"), []))
            for partition in range(wire.settings.partitions)
        }
        kill = chance.random() < 0.15
        if kill:
            (worker,) = chance.sample(list(wire.workers.values()), 1)
            worker.kill()
            say(f"a worker was killed at {kind}")
            _revive(wire)
        own.wait({bad, *canaries}, 120.0)
        row = rows[kind]
        if not kill:  # else the time is that of a rebalance
            row["held_s"] = max(row["held_s"], *(own.outcomes[place][0][1] - began for place in canaries))
        row["outcome"] = own.outcomes[bad][0][0]
        pids = [pid for worker in wire.workers.values() for pid in descendants([worker.pid])]
        row["memory_mb"] = max(row["memory_mb"], round(sum(map(pss_mb, pids))))
        _revive(wire)
        say(f"{kind}: {row}")
    for row in rows.values():
        row["held_s"] = round(row["held_s"], 2)
    return list(rows.values())


def beside(wire: Wire, own: Own, seconds: int, say: Callable[[str], None]) -> dict[str, float]:
    """A long article a second on partition 0, short ones everywhere: their p99 in seconds behind it, and elsewhere."""
    sent: dict[Place, float] = {}
    long_ones: set[Place] = set()
    kinds = [kind for kind, (_, value, _) in RECORDS.items() if value and len(value) > 300_000 and b'"body"' in value]
    for second in range(seconds):
        until = time.monotonic() + 1.0
        long_ones.add(own.send(0, RECORDS[kinds[second % len(kinds)]]))
        for number in range(4):
            for partition in range(wire.settings.partitions):
                record = (b"short", article(id=f"short:{second}:{number}:{partition}"), [])
                sent[own.send(partition, record)] = time.monotonic()
        while time.monotonic() < until:
            own.read(50)
    own.wait({*sent, *long_ones}, 120.0)
    found = {
        name: _p99([own.outcomes[place][0][1] - at for place, at in sent.items() if (place[0] == 0) is same])
        for name, same in (("behind_p99_s", True), ("elsewhere_p99_s", False))
    }
    say(f"a long article a second for {seconds} s: {found}")
    return found


def twice(own: Own) -> dict[Place, list[str]]:
    """Records with more than one outcome."""
    own.read(1_000)
    return {place: [code for code, _ in found] for place, found in own.outcomes.items() if len(found) != 1}


def _revive(wire: Wire) -> None:
    for (role, number), worker in list(wire.workers.items()):
        if not worker.alive:
            wire.start_worker(role, number)


def _p99(times: Sequence[float]) -> float:
    return round(sorted(times)[int(0.99 * len(times))], 2)
