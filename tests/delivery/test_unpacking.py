"""What a small batch can hold is bounded before it is in memory, with either client and every compression."""

import gzip
from collections.abc import Callable
from typing import Any

import lz4.frame
import pytest
import zstandard
from aiokafka.record.default_records import DefaultRecordBatchBuilder
from aiokafka.record.memory_records import MemoryRecords as AiokafkaRecords
from kafka.record.memory_records import MemoryRecords as KafkaPythonRecords

from streams.delivery import unpacking
from streams.delivery.unpacking import HEADERS_MOST, UNPACKED_MOST

CODECS = {"gzip": 1, "snappy": 2, "lz4": 3, "zstd": 4}

each_codec = pytest.mark.parametrize("codec", CODECS)
each_client = pytest.mark.parametrize(
    "records", [AiokafkaRecords, KafkaPythonRecords], ids=["aiokafka", "kafka-python"]
)


@pytest.fixture(autouse=True, scope="module")
def stepped_over() -> None:
    import streams.delivery.transport  # noqa: F401 - as in every worker


def packed(codec: str, *values: bytes, headers: list[tuple[str, bytes]] | None = None) -> bytes:
    """One batch as it lies in Kafka."""
    builder = DefaultRecordBatchBuilder(
        magic=2,
        compression_type=CODECS[codec],
        is_transactional=False,
        producer_id=-1,
        producer_epoch=-1,
        base_sequence=-1,
        batch_size=1 << 30,
    )
    for offset, value in enumerate(values):
        builder.append(offset, timestamp=0, key=b"", value=value, headers=headers or [])
    return bytes(builder.build())


def values_of(records: Callable[[bytes], Any], batch: bytes) -> list[bytes]:
    return [bytes(record.value) for record in records(batch).next_batch()]


@each_client
@each_codec
def test_what_is_within_the_bound_is_unpacked_as_it_was(codec: str, records: Callable[[bytes], Any]) -> None:
    values = [b"Moskau und Kiew %d " % n * 100 for n in range(300)] + [bytes(5_000_000)]
    assert values_of(records, packed(codec, *values)) == values


@each_client
@each_codec
def test_what_is_beyond_the_bound_is_refused(codec: str, records: Callable[[bytes], Any]) -> None:
    batch = packed(codec, bytes(UNPACKED_MOST + 1))
    assert len(batch) < UNPACKED_MOST / 15
    with pytest.raises(unpacking.OverfullBatch, match=f"more than {UNPACKED_MOST} bytes"):
        values_of(records, batch)


@each_client
@each_codec
def test_a_record_with_headers_without_number_is_refused(codec: str, records: Callable[[bytes], Any]) -> None:
    few = packed(codec, bytes(5_000_000), headers=[("a", b"b")] * HEADERS_MOST)
    assert len(values_of(records, few)) == 1
    many = packed(codec, b"first", bytes(5_000_000), headers=[("a", b"b")] * (HEADERS_MOST + 1))
    with pytest.raises(unpacking.OverfullBatch, match="headers"):
        values_of(records, many)


def test_a_batch_that_is_cut_off_is_said_to_be() -> None:
    for decode, encode in ((unpacking.gunzip, gzip.compress), (unpacking.unlz4, lz4.frame.compress)):
        with pytest.raises(EOFError, match="cut off"):
            decode(encode(b"Moskau und Kiew")[:-5])


def test_members_and_frames_in_a_row_are_one_batch() -> None:
    parts = [b"Moskau " * 9, b"Kiew " * 9]
    for decode, encode in (
        (unpacking.gunzip, gzip.compress),
        (unpacking.unlz4, lz4.frame.compress),
        (unpacking.unzstd, zstandard.ZstdCompressor().compress),
    ):
        assert decode(b"".join(map(encode, parts))) == b"".join(parts)
    assert unpacking.gunzip(gzip.compress(b"Kiew") + b"\0\0\0") == b"Kiew"
