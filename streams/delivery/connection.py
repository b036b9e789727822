"""The aiokafka clients of delivery, all configured here."""

import asyncio
from collections.abc import Iterable

import kafka
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka import errors as aioerrors
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.codec import gzip_encode
from faust.types import TP

from streams.delivery.unreadable import step_over
from streams.security import client_options
from streams.settings import Settings

PRODUCER_ROOM = 64
"""How many times larger a record may be before compression than the topic allows after it."""
ANSWER_LIMIT_MS = 10_000
GZIP_LEVEL = 3
"""Of 1 to 9: 0.17 ms an article, which becomes a sixth. aiokafka 0.14 knows 9 alone: 0.58 ms, for a seventh."""

gzip_encode.__defaults__ = (GZIP_LEVEL,)
step_over()


def transactional_producer(settings: Settings, group: str, tp: TP) -> AIOKafkaProducer:
    """The producer whose transactional id belongs to one input partition: starting a second one fences the first.

    gzip, because every Kafka client can read it without a further library; see `GZIP_LEVEL`.
    """
    return AIOKafkaProducer(
        **client_options(settings),
        client_id=f"{group}-{tp.partition}",
        transactional_id=f"{group}-{tp.topic}-{tp.partition}",
        transaction_timeout_ms=int(settings.transaction_timeout_s * 1000),
        linger_ms=5,
        compression_type="gzip",
        max_batch_size=262_144,
        max_request_size=PRODUCER_ROOM * settings.enriched_limit_bytes,
        request_timeout_ms=ANSWER_LIMIT_MS,
    )


class Offsets:
    """Reads what a consumer group has committed, and what partitions hold. All raise `KafkaError`, `OSError`."""

    def __init__(self, settings: Settings, group: str) -> None:
        self._settings = settings
        self._group = group
        self._admin: AIOKafkaAdminClient | None = None
        self._reader: AIOKafkaConsumer | None = None

    async def committed(self, partitions: Iterable[TP]) -> dict[TP, int]:
        """Committed offset per partition, 0 where there is none."""
        wanted = list(partitions)
        found = await (await self._client()).list_consumer_group_offsets(
            self._group, partitions=[TopicPartition(tp.topic, tp.partition) for tp in wanted]
        )
        offsets = {TP(key.topic, key.partition): value.offset for key, value in found.items()}
        return {tp: max(offsets.get(tp, 0), 0) for tp in wanted}

    async def stable(self, tp: TP) -> int:
        """Where the group goes on, once no transaction is about to change it; 0 where nothing was committed.

        aiokafka cannot ask for that (KIP-447, `require_stable`); without it a broker whose coordinator applies a
        finished transaction a moment later (Kafka before 4) answers with the offset before it.
        """
        return await asyncio.to_thread(self._stable, tp)

    def _stable(self, tp: TP) -> int:
        try:
            consumer = kafka.KafkaConsumer(
                **client_options(self._settings),
                client_id=f"{self._group}-offsets",
                group_id=self._group,
                isolation_level="read_committed",  # this is what makes it ask for stable offsets
                enable_auto_commit=False,
                request_timeout_ms=ANSWER_LIMIT_MS,
                bootstrap_timeout_ms=ANSWER_LIMIT_MS,
            )
            try:
                return consumer.committed(kafka.TopicPartition(tp.topic, tp.partition), timeout_ms=ANSWER_LIMIT_MS) or 0
            finally:
                consumer.close(autocommit=False)
        except kafka.errors.KafkaError as error:
            kind = getattr(aioerrors, type(error).__name__, aioerrors.KafkaError)
            raise kind(str(error)) from error

    async def ends(self, partitions: Iterable[TP]) -> dict[TP, int]:
        """The offset that the next record of each partition will get."""
        if self._reader is None:
            reader = self._consumer()
            await reader.start()
            self._reader = reader
        ends = await self._reader.end_offsets([TopicPartition(tp.topic, tp.partition) for tp in partitions])
        return {TP(tp.topic, tp.partition): end for tp, end in ends.items()}

    async def count(self, tp: TP, start: int, stop: int) -> int:
        """Committed records with `start` <= offset < `stop`."""
        partition = TopicPartition(tp.topic, tp.partition)
        reader = self._consumer()
        await reader.start()
        try:
            reader.assign([partition])
            reader.seek(partition, max(start, (await reader.beginning_offsets([partition]))[partition]))
            found = 0
            while await reader.position(partition) < stop:
                batch = (await reader.getmany(timeout_ms=1000)).get(partition, [])
                found += sum(record.offset < stop for record in batch)
            return found
        finally:
            await reader.stop()

    async def close(self) -> None:
        admin, self._admin = self._admin, None
        reader, self._reader = self._reader, None
        if admin is not None:
            await admin.close()
        if reader is not None:
            await reader.stop()

    def _consumer(self) -> AIOKafkaConsumer:
        return AIOKafkaConsumer(
            **client_options(self._settings),
            client_id=f"{self._group}-reader",
            isolation_level="read_committed",
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            request_timeout_ms=ANSWER_LIMIT_MS,
        )

    async def _client(self) -> AIOKafkaAdminClient:
        if self._admin is None:
            admin = AIOKafkaAdminClient(
                **client_options(self._settings),
                client_id=f"{self._group}-offsets",
                request_timeout_ms=ANSWER_LIMIT_MS,
            )
            await admin.start()
            self._admin = admin
        return self._admin
