"""Batches that cannot be read are stepped over: every offset of one becomes a record that says so, and a dead letter.

Both clients raise for ever where a batch has a wrong checksum or will not unpack (aiokafka 0.14, `PartitionRecords` in
consumer/fetcher.py; kafka-python 3.0, the class of the same name in its consumer/fetcher.py): nobody would get past it.
Kafka checks a batch when it is produced, so this is damage on a disk, a compression that no client here knows, or more
than is ever unpacked (`streams.delivery.unpacking`).

The rule: records of the batch that can be read are delivered; for each offset after them, up to the end that the
batch's header names, or to the next batch if that is sooner, there is a record whose value is `Unread`.
"""

import logging
from collections.abc import Iterator
from typing import Any, NamedTuple

from aiokafka.consumer import fetcher as aiokafka_fetcher
from kafka.consumer.fetcher import Fetcher as KafkaPythonFetcher

from streams.delivery.unpacking import bound_unpacking

log = logging.getLogger(__name__)

MOST = 10_000
"""Offsets for which one damaged batch is believed to hold records, where no other batch follows."""


class Unread(bytes):
    """In place of a value: empty; `reason` says why."""

    reason: str


class _Missing(NamedTuple):
    """A record as both clients take it from a batch."""

    offset: int
    value: Unread
    key: None = None
    timestamp: int = 0
    timestamp_type: int = 0
    checksum: None = None
    headers: list[tuple[str, bytes]] = []  # noqa: RUF012
    size_in_bytes: int = 0

    def validate_crc(self) -> bool:
        return True


class _Batch:
    """A batch that raises nothing; of one with a wrong checksum, no flag of the header is believed."""

    def __init__(self, batch: Any, before: int | None, place: str) -> None:
        self._batch = batch
        self._before = before
        self._place = place
        self._damaged = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._batch, name)

    def validate_crc(self) -> bool:
        self._damaged = not self._batch.validate_crc()
        return True

    @property
    def is_control_batch(self) -> bool:
        return not self._damaged and self._batch.is_control_batch

    @property
    def is_transactional(self) -> bool:
        return not self._damaged and self._batch.is_transactional

    @property
    def producer_id(self) -> int | None:
        return None if self._damaged else self._batch.producer_id

    def has_producer_id(self) -> bool:
        return not self._damaged and self._batch.has_producer_id()

    @property
    def next_offset(self) -> int:
        if not self._damaged:
            return self._batch.next_offset
        end = min(max(self._batch.next_offset, self._batch.base_offset + 1), self._batch.base_offset + MOST)
        return end if self._before is None else min(end, self._before)

    def __next__(self) -> Any:
        return next(self._batch)

    def __iter__(self) -> Iterator[Any]:
        at = self._batch.base_offset
        reason = "its checksum is wrong"
        if not self._damaged:
            try:
                for record in self._batch:
                    yield record
                    at = record.offset + 1
                return
            except Exception as error:  # noqa: BLE001 - whatever a decompressor says of foreign bytes
                reason = f"{type(error).__name__}: {error}"
        end = self.next_offset
        log.error("%s: offsets %d to %d cannot be read (%s) and are stepped over", self._place, at, end - 1, reason)
        value = Unread()
        value.reason = f"its batch cannot be read: {reason}"
        for offset in range(at, end):
            yield _Missing(offset, value)


class _Records:
    """The batches of one answer, each knowing where the next one begins."""

    def __init__(self, records: Any, place: str) -> None:
        self._records = records
        self._place = place
        self._ahead = self._pull()

    def has_next(self) -> bool:
        return self._ahead is not None

    def next_batch(self) -> _Batch | None:
        batch, self._ahead = self._ahead, self._pull()
        if batch is None:
            return None
        return _Batch(batch, None if self._ahead is None else self._ahead.base_offset, self._place)

    def _pull(self) -> Any:
        return self._records.next_batch() if self._records.has_next() else None


class _AiokafkaRecords(aiokafka_fetcher.PartitionRecords):
    def _unpack_records(self) -> Iterator[Any]:
        self._records = _Records(self._records, f"{self._tp.topic} partition {self._tp.partition}")
        yield from super()._unpack_records()


class _KafkaPythonRecords(KafkaPythonFetcher.PartitionRecords):
    def _unpack_records(self, tp: Any, records: Any, *deserializers: Any) -> Iterator[Any]:
        yield from super()._unpack_records(
            tp, _Records(records, f"{tp.topic} partition {tp.partition}"), *deserializers
        )


def step_over() -> None:
    """Makes the consumers of this process do so and unpack within bounds."""
    bound_unpacking()
    aiokafka_fetcher.PartitionRecords = _AiokafkaRecords
    KafkaPythonFetcher.PartitionRecords = _KafkaPythonRecords
