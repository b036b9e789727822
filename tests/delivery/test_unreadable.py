"""Whatever a producer packs with is read; what cannot be read is stepped over, offset by offset, and told."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from kafka import KafkaProducer

from streams.broker.server import Broker
from streams.settings import Settings
from streams.topics import ENRICHED, RAW, REJECTED, topic_name
from tests.wire import Wire


def sent(wire: Wire, count: int, start: int = 0, **options: object) -> None:
    """One batch into partition 0."""
    producer = KafkaProducer(bootstrap_servers=wire.settings.brokers, linger_ms=200, batch_size=10**6, **options)
    for number in range(start, start + count):
        body = f"Moskau und Kiew sprechen zum {number}. Mal. " * 20
        producer.send(
            topic_name(wire.settings, RAW),
            key=f"test:{number}".encode(),
            value=b'{"id": "test:%d", "body": "%s"}' % (number, body.encode()),
            partition=0,
        )
    producer.flush(30)
    producer.close()


@pytest.mark.parametrize("codec", [None, "gzip", "snappy", "lz4", "zstd"])
def test_every_compression_of_kafka_is_read(wire: Wire, codec: str | None) -> None:
    worker = wire.start_worker().wait_ready()
    sent(wire, 30, compression_type=codec)
    wire.wait_drained()
    account = wire.audit()
    assert (account.enriched, account.rejected, account.clean) == (30, 0, True)
    assert worker.alive


@pytest.fixture
def own_wire(tmp_path: Path) -> Iterator[Wire]:
    """On a broker whose files the test may damage."""
    with Broker(tmp_path / "kafka", fresh=True) as broker:
        settings = Settings(brokers=broker.bootstrap, data=str(tmp_path), partitions=1, pool_size=1)
        with Wire(settings, tmp_path) as wire:
            yield wire


@pytest.mark.parametrize("at", ["payload", "header"])
def test_a_damaged_batch_is_stepped_over_and_each_of_its_offsets_is_a_dead_letter(
    own_wire: Wire, tmp_path: Path, at: str
) -> None:
    wire = own_wire
    (log,) = tmp_path.glob(f"kafka/**/{RAW}-0/*.log")
    sent(wire, 5)
    begin = log.stat().st_size
    sent(wire, 7, start=5, compression_type="zstd")
    end = log.stat().st_size
    sent(wire, 5, start=12)
    with log.open("r+b") as file:
        where = (begin + end) // 2 if at == "payload" else begin + 23  # the last offset delta, of four bytes
        file.seek(where)
        byte = file.read(1)
        file.seek(where)
        file.write(bytes([byte[0] ^ 0x40]))
    worker = wire.start_worker().wait_ready()
    wire.wait_drained()
    letters = wire.read(REJECTED)
    assert [dict(letter.headers)["origin.offset"] for letter in letters] == [b"%d" % n for n in range(5, 12)]
    assert {(letter.value, dict(letter.headers)["error.code"]) for letter in letters} == {(None, b"unreadable")}
    assert len(wire.read(ENRICHED)) == 10
    account = wire.audit()
    assert (account.raw, account.enriched, account.rejected_by_code) == (17, 10, {"unreadable": 7})
    assert account.clean
    assert worker.alive
    assert re.search(r"ERROR .*offsets 5 to 11 cannot be read \(its checksum is wrong\)", worker.output)


def test_a_small_batch_that_holds_much_costs_neither_memory_nor_the_articles_beside_it(wire: Wire) -> None:
    worker = wire.start_worker().wait_ready()
    sent(wire, 3)
    bomb = KafkaProducer(bootstrap_servers=wire.settings.brokers, compression_type="gzip", max_request_size=2**28)
    zeros = bytes(150_000_000)
    bomb.send(topic_name(wire.settings, RAW), key=b"zeros", value=zeros, partition=0).get(60)
    headers = [("a", b"b")] * 1_000_000
    bomb.send(topic_name(wire.settings, RAW), key=b"a", value=zeros[:5_000_000], headers=headers, partition=0).get(60)
    bomb.close()
    sent(wire, 3, start=3)
    wire.wait_drained()
    letters = wire.read(REJECTED)
    assert sorted(dict(letter.headers)["origin.offset"] for letter in letters) == [b"3", b"4"]
    reasons = [dict(letter.headers)["error.reason"] for letter in letters]
    assert b"more than 67108864 bytes" in reasons[0]
    assert b"more than 10000 headers" in reasons[1]
    assert len(wire.read(ENRICHED)) == 6
    assert wire.audit().clean
    status = Path(f"/proc/{worker.pid}/status").read_text()
    assert int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) < 400_000
