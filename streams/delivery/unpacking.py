"""Batches are unpacked as far as a bound goes: Kafka bounds a batch as it is packed, and 4 MB of gzip can hold 4 GB.

Both clients unpack a batch whole (aiokafka 0.14, codec.py; kafka-python 3.0, the module of the same name), and make
Python objects of each header. These take the place of their decoders. A batch beyond a bound raises `OverfullBatch`; it
cannot be read then, and is stepped over like any other of those (`streams.delivery.unreadable`).
"""

import io
import zlib
from collections.abc import Callable
from functools import cache
from types import ModuleType
from typing import Any

import zstandard
from aiokafka.record import default_records as aiokafka_plain
from kafka.record import default_records as kafka_python_records
from lz4.frame import LZ4FrameDecompressor

UNPACKED_MOST = 64 * 2**20
"""Bytes. Sixteen times the largest raw record by default; a worker has room for it twice (`settings.WORKER_MB`)."""
TRUSTED = 4 * 2**20
"""Bytes of an unpacked batch below which its headers are not counted: an unpacked batch may be sent as large."""
HEADERS_MOST = 10_000
"""Of one record. Python needs 64 bytes and more for a header of two."""
GZIP = 31
"""zlib's `wbits` for a window of 32 kB in a gzip wrapper."""
_XERIAL = b"\x82SNAPPY\0"

Decoder = Callable[[Any], bytes]


class OverfullBatch(ValueError):
    """A batch holds more than is ever unpacked."""


def gunzip(payload: Any) -> bytes:
    """Of one member or more. Raises `OverfullBatch`, zlib.error, EOFError where it is cut off."""
    return _by_parts(payload, lambda: zlib.decompressobj(GZIP))


def unlz4(payload: Any) -> bytes:
    """Of one frame or more. Raises `OverfullBatch`, RuntimeError, EOFError where it is cut off."""
    return _by_parts(payload, LZ4FrameDecompressor)


def unzstd(payload: Any) -> bytes:
    """Of one frame or more. Raises `OverfullBatch`, zstandard.ZstdError."""
    with zstandard.ZstdDecompressor().stream_reader(io.BytesIO(payload), read_across_frames=True) as reader:
        return _within(reader.read(UNPACKED_MOST + 1))


def unsnappy(decode: Decoder) -> Decoder:
    """`decode`, for what comes to no more than the bound: each block says before it how long it is."""

    def unpack(payload: Any) -> bytes:
        if _snappy_length(bytes(payload)) > UNPACKED_MOST:
            raise OverfullBatch(_reason())
        return decode(payload)

    return unpack


def _by_parts(payload: Any, begin: Callable[[], Any]) -> bytes:
    parts, left, rest = [], UNPACKED_MOST, bytes(payload)
    while rest.strip(b"\0"):  # gzip allows zeros behind its last member
        one = begin()
        part = one.decompress(rest, left + 1)
        left -= len(part)
        if left < 0:
            raise OverfullBatch(_reason())
        if not one.eof:
            raise EOFError("the batch is cut off")
        parts.append(part)
        rest = one.unused_data or b""
    return b"".join(parts)


def _within(unpacked: bytes) -> bytes:
    if len(unpacked) > UNPACKED_MOST:
        raise OverfullBatch(_reason())
    return unpacked


def _reason() -> str:
    return f"it holds more than {UNPACKED_MOST} bytes"


def _snappy_length(payload: bytes) -> int:
    """Bytes that it says it holds: one raw block, or blocks in the framing of xerial's snappy-java."""
    if not payload.startswith(_XERIAL):
        return _varint(payload, 0)[0]
    length, at = 0, 16
    while at + 4 < len(payload):
        length += _varint(payload, at + 4)[0]
        at += 4 + int.from_bytes(payload[at : at + 4], "big")
    return length


def _few_headers(decode: Decoder) -> Decoder:
    """`decode`, for records with no more headers than `HEADERS_MOST`."""

    def unpack(payload: Any) -> bytes:
        unpacked = decode(payload)
        if len(unpacked) > TRUSTED and _most_headers(unpacked) > HEADERS_MOST:
            raise OverfullBatch(f"a record has more than {HEADERS_MOST} headers")
        return unpacked

    return unpack


def _most_headers(records: bytes) -> int:
    """Of any record of a batch of version 2 (Kafka's documentation, "Record format"); damage ends the count."""
    most, at = 0, 0
    try:
        while at < len(records):
            length, at = _zigzag(records, at)
            end = at + length
            at += 1  # attributes
            for _ in ("time", "offset"):
                _, at = _varint(records, at)
            for _ in ("key", "value"):
                size, at = _zigzag(records, at)
                at += max(size, 0)
            most = max(most, _zigzag(records, at)[0])
            if end <= at - 1 or length <= 0:
                break
            at = end
    except IndexError:
        pass
    return most


def _varint(buffer: bytes, at: int) -> tuple[int, int]:
    """The value, and where the next begins. Raises IndexError."""
    value = shift = 0
    while True:
        byte = buffer[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80 or shift > 63:
            return value, at
        shift += 7


def _zigzag(buffer: bytes, at: int) -> tuple[int, int]:
    value, at = _varint(buffer, at)
    return (value >> 1) ^ -(value & 1), at


@cache
def bound_unpacking() -> None:
    """Makes both clients of this process unpack so, once. Kafka 4 has no other batches than version 2."""
    for module in _modules():
        bound: dict[str, Decoder] = {
            "gzip_decode": gunzip,
            "snappy_decode": unsnappy(module.snappy_decode),
            "lz4_decode": unlz4,
            "zstd_decode": unzstd,
        }
        for name, decode in bound.items():
            setattr(module, name, _few_headers(decode))


def _modules() -> list[ModuleType]:
    """Those that read batches; of aiokafka's two, the compiled one is used where it is there."""
    try:
        from aiokafka.record._crecords import default_records as compiled
    except ImportError:
        return [aiokafka_plain, kafka_python_records]
    return [aiokafka_plain, kafka_python_records, compiled]
