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
import struct
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from aiokafka import AIOKafkaProducer, TopicPartition
from aiokafka import errors as kafka
from aiokafka.structs import OffsetAndMetadata
from faust.types import TP

from streams.delivery.connection import Offsets
from streams.delivery.writing import write
from streams.errors import DeliveryError, Fenced, Rejected, Unwritable
from streams.futures import heard
from streams.outcome import Outcome
from streams.settings import variable

log = logging.getLogger(__name__)

RETRY_FIRST_S, RETRY_LAST_S = 0.5, 10.0
START_LIMIT_S = 45.0
COMMIT_SHARE = 0.8
"""Of the transaction timeout: the longest wait for one transaction. Past it the lane is opened again, which tells what
became of it. Kafka would abort it a little later, and refuse its producer as if another worker had come: a worker
should not end because a broker is slow.
"""
CLOSE_LIMIT_S = 5.0

Broken = (kafka.KafkaError, OSError, TimeoutError)
"""What a broker that is away looks like: the lane is opened anew until it is back."""

Ended = (kafka.IllegalOperation, AssertionError)
"""How a producer of aiokafka that has failed between two calls answers the next one: with no word of the reason."""

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
)
"""What no later try would change."""

Refused = (kafka.MessageSizeTooLargeError, kafka.RecordListTooLargeError, ValueError, TypeError, struct.error)
"""What is wrong with a record, and not with Kafka: said by Kafka, or by the client that cannot encode it."""

TRANSACTION_BYTES = 16_777_216
TRANSACTION_RECORDS = 10_000
"""Of one transaction, at most, beside an article that alone goes beyond it (see `streams.delivery.bounds`)."""
TRIES_TOGETHER = 2
"""A transaction that fails so often is written article by article."""
SMALL_LETTER_BYTES = 16_384
"""Of the dead letter of one that was refused as a dead letter already: its topic takes less than it should."""

Instead = Callable[[Outcome, Rejected, int | None], Outcome]
"""The dead letter in place of an outcome, why, and its bytes at most (None: what the topic should take)."""


class Lane:
    """`make_producer` is called at each opening; `address` turns a topic's base name into its name here.

    `transaction_timeout_s` is that of these producers.
    """

    def __init__(
        self,
        tp: TP,
        group: str,
        *,
        make_producer: Callable[[TP], AIOKafkaProducer],
        offsets: Offsets,
        address: Callable[[str], str],
        transaction_timeout_s: float,
    ) -> None:
        self.tp = tp
        self.next_offset = 0
        self._closed = False
        self._group = group
        self._make_producer = make_producer
        self._offsets = offsets
        self._address = address
        self._commit_limit_s = COMMIT_SHARE * transaction_timeout_s
        self._producer: AIOKafkaProducer | None = None

    async def open(self) -> None:
        """Fences any other owner and learns where it stopped; waits for a broker that is away.

        Raises `DeliveryError` where Kafka refuses for good.
        """
        pause = RETRY_FIRST_S
        while True:
            try:
                self._producer = self._make_producer(self.tp)
                await _within(START_LIMIT_S, self._producer.start())
                self.next_offset = await self._offsets.stable(self.tp)
                return
            except asyncio.CancelledError:
                await self._drop_producer()
                raise
            except Broken as error:
                await self._drop_producer()
                self._require_passing(error)
                log.warning("partition %d: Kafka is away (%r), next try in %.1f s", self.tp.partition, error, pause)
                await asyncio.sleep(pause)
                pause = min(2 * pause, RETRY_LAST_S)

    async def deliver(self, outcomes: Sequence[Outcome], instead: Instead) -> list[Outcome]:
        """Writes the outcomes and their offsets; returns those that were not delivered before.

        `outcomes` are of this partition. They share a transaction up to `TRANSACTION_BYTES`. Where one fails again and
        again, each article gets its own, and what Kafka refuses of an article is replaced by its dead letter: no
        article can stop those behind it. Waits for a broker that is away, and for one that is slow, since no article
        can be so large that a transaction takes long. Delivers nothing once the lane is closed.

        Raises `Fenced` where another worker owns the partition now, `DeliveryError` where Kafka refuses for good.
        """
        todo = {outcome.origin.offset: outcome for outcome in reversed(outcomes)}
        order = [outcome.origin.offset for outcome in outcomes]
        tried: dict[int, Outcome] = {}
        failures = 0
        pause = RETRY_FIRST_S
        while (due := self._due([todo[offset] for offset in order])) and not self._closed:
            together = due[:1] if failures >= TRIES_TOGETHER else _portion(due)
            try:
                await self._require_complete(together)
                if self._producer is None:  # closed meanwhile
                    break
                tried |= {outcome.origin.offset: outcome for outcome in together}
                await _within(self._commit_limit_s, self._transaction(self._producer, together))
                self.next_offset = together[-1].origin.offset + 1
                pause = RETRY_FIRST_S
                continue
            except kafka.ProducerFenced as error:
                if self._closed:
                    break
                raise Fenced(
                    f"partition {self.tp.partition} of {self.tp.topic} was taken over by another worker,"
                    f" or a transaction ran past {variable('transaction_timeout_s')}"
                ) from error
            except Refused as error:
                failures = TRIES_TOGETHER
                if len(together) == 1:
                    todo[together[0].origin.offset] = self._replaced(together[0], error, instead)
            except Broken as error:
                if self._closed:
                    break
                failures += 1
                self._require_passing(error)
                log.warning("partition %d: delivery interrupted (%r), opening it again", self.tp.partition, error)
            await self._drop_producer()
            await asyncio.sleep(pause)
            pause = min(2 * pause, RETRY_LAST_S)
            if not self._closed:
                await self.open()
        # also where an interrupted transaction had been committed after all
        return [outcome for offset, outcome in tried.items() if offset < self.next_offset]

    def _replaced(self, outcome: Outcome, error: Exception, instead: Instead) -> Outcome:
        """Its dead letter. Raises `DeliveryError` where Kafka refuses even that."""
        where = f"{self.tp.partition}/{outcome.origin.offset}"
        if outcome.code == Unwritable.code:
            raise DeliveryError(
                f"Kafka takes no dead letter of {where} ({error!r}): compare `lagebild topics --check`"
            ) from error
        log.error("%s: Kafka refuses what was made of it (%r): it is rejected", where, error)
        reason = Unwritable(f"Kafka refuses what was made of it: {error!r}")
        return instead(outcome, reason, SMALL_LETTER_BYTES if outcome.code else None)

    async def close(self) -> None:
        """For good. What was not committed is aborted by whoever opens the partition next."""
        self._closed = True
        await self._drop_producer()

    async def _drop_producer(self) -> None:
        producer, self._producer = self._producer, None
        if producer is None:
            return
        try:
            await _within(CLOSE_LIMIT_S, producer.stop())
        except Broken as error:
            log.info("partition %d: its producer did not close cleanly (%r)", self.tp.partition, error)

    def _due(self, outcomes: Sequence[Outcome]) -> list[Outcome]:
        """Those not yet committed, each offset once, ascending: a rebalance can hand records over a second time."""
        due: list[Outcome] = []
        expected = self.next_offset
        for outcome in outcomes:
            if outcome.origin.offset >= expected:
                due.append(outcome)
                expected = outcome.origin.offset + 1
        return due

    async def _require_complete(self, due: Sequence[Outcome]) -> None:
        """Raises `DeliveryError` where a record between the committed offset and the end of the batch is missing.

        The offsets are distinct and ascending, so that counting is enough.
        """
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

    async def _transaction(self, producer: AIOKafkaProducer, outcomes: Sequence[Outcome]) -> None:
        acknowledged: list[asyncio.Future[Any]] = []
        try:
            async with producer.transaction():
                outputs = (output for outcome in outcomes for output in outcome.outputs)
                await write(producer, outputs, self._address, acknowledged)
                await asyncio.gather(*acknowledged)
                offset = OffsetAndMetadata(outcomes[-1].origin.offset + 1, "")
                await producer.send_offsets_to_transaction({TopicPartition(*self.tp): offset}, self._group)
        except Ended as error:
            await asyncio.gather(*acknowledged)  # the records under way know what ended it
            raise kafka.KafkaError(f"the producer has ended: {error}") from error


def _portion(due: Sequence[Outcome]) -> Sequence[Outcome]:
    """Those of one transaction: the first, and the following ones that fit."""
    weight = records = 0
    for number, outcome in enumerate(due):
        weight += outcome.weight
        records += len(outcome.outputs)
        if number and (weight > TRANSACTION_BYTES or records > TRANSACTION_RECORDS):
            return due[:number]
    return due


async def _within(limit_s: float, work: Coroutine[Any, Any, Any]) -> None:
    """Like `asyncio.wait_for`, but does not wait for the work to take note of its end: aborting needs a broker too."""
    task = asyncio.get_running_loop().create_task(work)
    try:
        done, _ = await asyncio.wait([task], timeout=limit_s)
    except asyncio.CancelledError:
        task.cancel()
        raise
    if not done:
        task.add_done_callback(heard)
        task.cancel()
        raise TimeoutError(f"no answer for {limit_s:g} s")
    task.result()
