"""One input partition's way out: its transactional producer and the offset that comes next.

The order of `open` is the proof of exactly once. Kafka's fence is the transactional id alone (aiokafka sends no group
generation with the offsets), so an owner that was frozen may still commit after its partition moved. Therefore:

1. the new owner starts the producer of that partition, which fences the old one and ends its open transaction;
2. only then it reads the group's committed offset;
3. and drops whatever it is handed below that offset.

A committed offset vouches for every record below it. Where the offsets of a batch have gaps (a transactional feeder's
markers, expired records), the partition itself is asked whether a record lies there that was never handed over.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence

from aiokafka import AIOKafkaProducer, TopicPartition
from aiokafka import errors as kafka
from aiokafka.structs import OffsetAndMetadata
from faust.types import TP

from streams.delivery.connection import Offsets
from streams.errors import DeliveryError, Fenced
from streams.outcome import Outcome

log = logging.getLogger(__name__)

RETRY_FIRST_S, RETRY_LAST_S = 0.5, 10.0
COMMIT_LIMIT_S = 45.0
"""Longest wait for one transaction; past it the lane is opened again, which tells what became of it."""
CLOSE_LIMIT_S = 5.0

Broken = (kafka.KafkaError, OSError, TimeoutError)
"""What a broker that is away looks like: the lane is opened anew until it is back."""

Final = (
    kafka.AuthenticationFailedError,
    kafka.AuthenticationMethodNotSupported,
    kafka.SaslAuthenticationFailed,
    kafka.UnsupportedSaslMechanismError,
    kafka.ClusterAuthorizationFailedError,
    kafka.GroupAuthorizationFailedError,
    kafka.TopicAuthorizationFailedError,
    kafka.TransactionalIdAuthorizationFailed,
    kafka.InvalidTransactionTimeout,
    kafka.UnsupportedVersionError,
    kafka.MessageSizeTooLargeError,
    kafka.RecordListTooLargeError,
)
"""What no later try would change."""


class Lane:
    """`make_producer` is called at each opening; `address` turns a topic's base name into its name here."""

    def __init__(
        self,
        tp: TP,
        group: str,
        *,
        make_producer: Callable[[TP], AIOKafkaProducer],
        offsets: Offsets,
        address: Callable[[str], str],
    ) -> None:
        self.tp = tp
        self.next_offset = 0
        self._group = group
        self._make_producer = make_producer
        self._offsets = offsets
        self._address = address
        self._producer: AIOKafkaProducer | None = None

    async def open(self) -> None:
        """Fences any other owner and learns where it stopped; waits for a broker that is away.

        Raises `DeliveryError` where Kafka refuses for good.
        """
        pause = RETRY_FIRST_S
        while True:
            try:
                producer = self._make_producer(self.tp)
                self._producer = producer
                await asyncio.wait_for(producer.start(), COMMIT_LIMIT_S)
                self.next_offset = (await self._offsets.committed([self.tp]))[self.tp]
                return
            except Broken as error:
                await self.close()
                await self._offsets.close()
                self._require_passing(error)
                log.warning("partition %d: Kafka is away (%r), next try in %.1f s", self.tp.partition, error, pause)
                await asyncio.sleep(pause)
                pause = min(2 * pause, RETRY_LAST_S)

    async def deliver(self, outcomes: Sequence[Outcome]) -> list[Outcome]:
        """Writes the outcomes and their offset in one transaction; returns those that were not delivered before.

        `outcomes` are of this partition, in order. Waits for a broker that is away. Raises `Fenced` where another
        worker owns the partition now, `DeliveryError` where Kafka refuses a record for good.
        """
        delivered: list[Outcome] = []
        pause = RETRY_FIRST_S
        while due := [outcome for outcome in outcomes if outcome.origin.offset >= self.next_offset]:
            delivered = due
            try:
                await self._require_complete(due)
                await asyncio.wait_for(self._transaction(due), COMMIT_LIMIT_S)
                self.next_offset = due[-1].origin.offset + 1
                return due
            except kafka.ProducerFenced as error:
                raise Fenced(f"partition {self.tp.partition} of {self.tp.topic} has another owner now") from error
            except Broken as error:
                self._require_passing(error)
                log.warning("partition %d: delivery interrupted (%r), opening it again", self.tp.partition, error)
                await self.close()
                await asyncio.sleep(pause)
                pause = min(2 * pause, RETRY_LAST_S)
                await self.open()
        return delivered  # the interrupted transaction had been committed after all

    async def close(self) -> None:
        """Drops the producer; what it had not committed is aborted by whoever opens the lane next."""
        producer, self._producer = self._producer, None
        if producer is None:
            return
        try:
            await asyncio.wait_for(producer.stop(), CLOSE_LIMIT_S)
        except Broken as error:
            log.info("partition %d: its producer did not close cleanly (%r)", self.tp.partition, error)

    async def _require_complete(self, due: Sequence[Outcome]) -> None:
        """Raises `DeliveryError` where a record between the committed offset and the end of the batch is missing."""
        stop = due[-1].origin.offset + 1
        if stop - self.next_offset == len(due):
            return
        held = await self._offsets.count(self.tp, self.next_offset, stop)
        if held != len(due):
            raise DeliveryError(
                f"partition {self.tp.partition} holds {held} records from offset {self.next_offset} to {stop},"
                f" {len(due)} were handed over: reading them again"
            )

    def _require_passing(self, error: Exception) -> None:
        if isinstance(error, Final):
            raise DeliveryError(
                f"Kafka refuses delivery on partition {self.tp.partition} for good ({error!r}):"
                " compare `lagebild topics --check` and the rights of this worker"
            ) from error

    async def _transaction(self, outcomes: Sequence[Outcome]) -> None:
        producer = self._producer
        if producer is None:
            raise Fenced(f"partition {self.tp.partition} of {self.tp.topic} was taken away")
        async with producer.transaction():
            acknowledged = [
                await producer.send(
                    self._address(output.base), key=output.key, value=output.value, headers=list(output.headers)
                )
                for outcome in outcomes
                for output in outcome.outputs
            ]
            await asyncio.gather(*acknowledged)
            offset = OffsetAndMetadata(outcomes[-1].origin.offset + 1, "")
            await producer.send_offsets_to_transaction({TopicPartition(*self.tp): offset}, self._group)
