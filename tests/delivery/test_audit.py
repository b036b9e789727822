"""The audit finds what is lost or doubled: in made-up offsets, and in records written by hand."""

import time
from array import array
from collections import Counter
from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kafka import KafkaProducer
from kafka.admin import KafkaAdminClient
from kafka.errors import CoordinatorNotAvailableError
from kafka.structs import OffsetAndMetadata, TopicPartition

from streams.delivery.audit import OutcomeRecord, account
from streams.headers import origin_headers
from streams.records import Origin
from streams.topics import ENRICHED, RAW, REJECTED, ensure_topics, group_of, topic_name
from tests.wire import Wire, wait_until


def enriched(partition: int, *offsets: int) -> list[OutcomeRecord]:
    return [OutcomeRecord(partition, offset, None) for offset in offsets]


def test_every_offset_below_the_committed_one_needs_an_outcome() -> None:
    result = account({0: array("q", [0, 1, 2, 3])}, {0: 3}, enriched(0, 0, 2))
    assert (result.raw, result.enriched, result.lost, result.pending) == (4, 2, 1, 1)
    assert result.examples == {"lost": ["0/1"]}
    assert not result.clean


def test_gaps_in_the_raw_offsets_are_no_loss() -> None:
    assert account({0: array("q", [0, 1, 5])}, {0: 6}, enriched(0, 0, 1, 5)).clean


def test_a_second_outcome_is_a_duplicate_whatever_it_is() -> None:
    outcomes = [*enriched(0, 0, 1), OutcomeRecord(0, 0, "not-json")]
    result = account({0: array("q", [0, 1])}, {0: 2}, outcomes)
    assert (result.enriched, result.rejected, result.duplicated) == (2, 1, 1)
    assert result.examples == {"duplicated": ["0/0"]}


def test_outcomes_of_expired_records_and_of_others_are_told_apart() -> None:
    outcomes = [*enriched(0, 3, 7), *enriched(9, 0), None]
    result = account({0: array("q", [7])}, {0: 8}, outcomes)
    assert (result.enriched, result.expired, result.foreign, result.clean) == (1, 1, 2, True)


@given(
    raw=st.sets(st.integers(0, 50)),
    committed=st.integers(0, 60),
    written=st.lists(st.integers(0, 50), max_size=80),
)
def test_the_account_adds_up(raw: set[int], committed: int, written: list[int]) -> None:
    result = account({0: array("q", sorted(raw))}, {0: committed}, enriched(0, *written))
    counts = Counter(written)
    assert result.raw == result.enriched + result.rejected + result.pending + result.lost - result.duplicated
    assert result.lost == sum(offset < committed and not counts[offset] for offset in raw)
    assert result.duplicated == sum(counts[offset] - 1 for offset in raw if counts[offset] > 1)


class Hand:
    """Writes what a worker would write."""

    def __init__(self, wire: Wire) -> None:
        self._settings = wire.settings
        self._raw = topic_name(wire.settings, RAW)
        self._producer = KafkaProducer(bootstrap_servers=wire.settings.brokers)

    def outcome(self, base: str, partition: int, offset: int) -> None:
        headers = [*origin_headers(Origin(self._raw, partition, offset))]
        if base == REJECTED:
            headers.append(("error.code", b"not-json"))
        self._producer.send(topic_name(self._settings, base), key=b"k", value=b"{}", headers=headers).get(30)

    def commit(self, offsets: Sequence[int]) -> None:
        admin = KafkaAdminClient(bootstrap_servers=self._settings.brokers)
        try:
            wanted = {TopicPartition(self._raw, n): OffsetAndMetadata(at, "", -1) for n, at in enumerate(offsets)}
            wait_until(lambda: self._committed(admin, wanted), 30)
        finally:
            admin.close()

    def _committed(self, admin: KafkaAdminClient, wanted: dict[TopicPartition, OffsetAndMetadata]) -> bool:
        """False where Kafka is still making the topic that keeps offsets."""
        try:
            admin.alter_group_offsets(group_of(self._settings, "enrich"), wanted)
        except CoordinatorNotAvailableError:
            return False
        return True

    def close(self) -> None:
        self._producer.close()


@pytest.fixture
def hand(wire: Wire) -> Iterator[Hand]:
    hand = Hand(wire)
    yield hand
    hand.close()


def test_losses_and_duplicates_on_a_real_kafka_are_found(wire: Wire, hand: Hand) -> None:
    wire.send({"id": str(number), "body": "Text"} for number in range(40))
    counts = Counter(record.partition for record in wire.read(RAW))
    for partition, count in counts.items():
        for offset in range(count - 1):  # the last one is pending
            hand.outcome(REJECTED if offset == 2 else ENRICHED, partition, offset)
    hand.commit([counts[0] - 1, counts[1] - 1])
    clean = wire.audit()
    assert (clean.clean, clean.pending, clean.rejected_by_code) == (True, 2, {"not-json": 2})

    hand.outcome(ENRICHED, 0, 1)
    hand.outcome(REJECTED, 1, 0)
    hand.commit([counts[0], counts[1] - 1])
    result = wire.audit()
    assert (result.clean, result.duplicated, result.lost, result.pending) == (False, 2, 1, 1)
    assert result.examples == {"duplicated": ["0/1", "1/0"], "lost": [f"0/{counts[0] - 1}"]}


def test_a_partition_that_stands_still_is_named_with_its_head(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("streams.delivery.audit.WAITED_S", 0.1)
    monkeypatch.setattr("streams.delivery.audit.STILL_S", 0.5)
    wire.send([{"id": "first", "body": "Moskau"}])
    (raw,) = wire.read(RAW)
    time.sleep(0.2)  # a record that has only just come stands for nothing
    (still,) = wire.audit().standing
    assert (still.partition, still.offset, still.workers) == (raw.partition, 0, 0)
    assert still.waited_s < 60
    wire.start_worker().wait_ready()
    wire.wait_drained()
    assert wire.audit().standing == []


def test_a_raw_topic_that_was_created_again_is_told_from_the_one_before(wire: Wire) -> None:
    """Same name, same offsets, other records."""
    raw = topic_name(wire.settings, RAW)
    worker = wire.start_worker().wait_ready()
    wire.send([{"id": f"old:{n}", "body": "Moskau"} for n in range(20)])
    wire.wait_drained()
    admin = KafkaAdminClient(bootstrap_servers=wire.settings.brokers)
    admin.delete_topics([raw])
    wait_until(lambda: raw not in admin.list_topics(), 20)
    ensure_topics(wire.settings)
    admin.close()
    assert worker.process.wait(30) == 1
    assert f"{raw} was deleted and created again: starting anew" in worker.output
    wire.start_worker().wait_ready()
    wire.send([{"id": f"new:{n}", "body": "Kiew"} for n in range(5)])
    wire.wait_drained()
    account = wire.audit()
    assert (account.raw, account.enriched, account.former, account.clean) == (5, 5, 20, True)
