"""Faust's Kafka transport, mended in seven places for both apps.

- It reads committed records only. Faust's own consumer under at-least-once reads uncommitted ones
  (faust 0.15.3, transport/drivers/aiokafka.py, `_create_worker_consumer`).
- It goes back to the beginning where no offset is committed (see `_seek_to_committed`).
- It never commits offsets. The enrich app commits in its transactions, and a commit from Faust would overtake them
  (`wait_empty` commits whatever was acknowledged, also what was only dropped). The view app starts from the beginning.
- It does not remember what was acknowledged: Faust keeps every offset, and every gap between offsets, until it commits
  (faust 0.15.3, transport/consumer.py, `ack`, `_add_gap`). Measured, 50 bytes a record, for good.
- It steps over batches that cannot be read (see `streams.delivery.unreadable`).
- A single request has a limit of its own, `REQUEST_LIMIT_S`.
- An app that ends while it starts does so without a traceback of the thread that reads.
"""

from collections.abc import Mapping
from typing import Any

import aiokafka
from faust.transport.consumer import ConsumerThread
from faust.transport.drivers import aiokafka as driver
from faust.types import TP, Message
from mode.utils.futures import notify

from streams.delivery.unreadable import step_over

step_over()

REQUEST_LIMIT_S = 20.0
"""After which a broker is taken to hang and its connection is made anew.

Long enough for the greatest answer, `consumer_max_fetch_size` for each partition, on a slow line.
Faust has one setting for this and for its own waiting until reading can start, which needs to be longer than any
outage: see `streams.base`. Its default is 90 s, because a JoinGroup request is answered when every other member has
joined, within the rebalance timeout (60 s). That one is sent again by the same member, and Kafka takes it for the same.
"""


class _ReadCommittedThread(driver.AIOKafkaConsumerThread):
    def _create_worker_consumer(self, transport: driver.Transport) -> aiokafka.AIOKafkaConsumer:
        consumer = super()._create_worker_consumer(transport)
        consumer._isolation_level = "read_committed"  # used when the consumer starts
        consumer._client._request_timeout_ms = int(REQUEST_LIMIT_S * 1000)
        return consumer

    def _stopped_set(self) -> None:
        """Where the app ends while this thread starts, its event loop may be closed already (mode, threads.py)."""
        try:
            super()._stopped_set()
        except RuntimeError:
            if not self.thread_loop.is_closed():
                raise

    async def seek_to_committed(self) -> Mapping[TP, int]:
        """Where reading starts: at the group's offsets, or at the time that the app asks for."""
        since = self.app.read_since()
        if since is None:
            return await self.call_thread(self._seek_to_committed)
        return await self.call_thread(self._seek_to_time, int(since.timestamp() * 1000))

    async def _seek_to_committed(self) -> Mapping[TP, int]:
        """Also where nothing is committed yet: to the beginning.

        aiokafka leaves such a partition where it has come to. Faust drops what it has fetched when a rebalance begins,
        relying on this seek to fetch it again: those records would wait until the next rebalance.
        """
        consumer = self._ensure_consumer()
        assigned = list(consumer.assignment())
        beginnings = await consumer.beginning_offsets(assigned)
        committed = {tp: await consumer.committed(tp) for tp in assigned}
        return self._seek({tp: max(committed[tp] or 0, beginnings[tp]) for tp in assigned})

    async def _seek_to_time(self, moment_ms: int) -> Mapping[TP, int]:
        consumer = self._ensure_consumer()
        assigned = list(consumer.assignment())
        found = await consumer.offsets_for_times(dict.fromkeys(assigned, moment_ms))
        ends = await consumer.end_offsets(assigned)
        return self._seek({tp: answer.offset if (answer := found.get(tp)) else ends[tp] for tp in assigned})

    def _seek(self, offsets: Mapping[TP, int]) -> Mapping[TP, int]:
        for tp, offset in offsets.items():
            self._ensure_consumer().seek(tp, offset)
        return offsets


class _Consumer(driver.Consumer):
    def _new_consumer_thread(self) -> ConsumerThread:
        return _ReadCommittedThread(self, loop=self.loop, beacon=self.beacon)

    async def _commit(self, offsets: Mapping[TP, int]) -> bool:
        return True

    def ack(self, message: Message) -> bool:
        """Lets go of it: `wait_empty` waits for messages that are not. Whether this was the first time."""
        if message.acked:
            return False
        message.acked = True
        self._unacked_messages.discard(message)
        notify(self._waiting_for_ack)
        return True

    async def _add_gap(self, tp: TP, offset_from: int, offset_to: int) -> None:
        """There is no offset to find beyond it."""


class Transport(driver.Transport):
    Consumer: Any = _Consumer
