"""What the view knows of the enrich workers and of its own catching up, asked of Kafka once a second."""

import asyncio
import logging
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec
from aiokafka.errors import KafkaError
from faust.types import TP
from kafka.admin import KafkaAdminClient
from kafka.errors import KafkaError as KafkaPythonError

from streams import topics
from streams.delivery.connection import Offsets
from streams.delivery.standing import Standing
from streams.errors import BrokerError
from streams.report import report
from streams.settings import Settings
from streams.view.flow import PipelineState

if TYPE_CHECKING:
    from streams.view_app import ViewApp

log = logging.getLogger(__name__)

EVERY_S = 1.0
REPORT_EVERY_S = 5.0
Away = (KafkaError, KafkaPythonError, BrokerError, OSError, TimeoutError)
"""How a broker that is away looks to the two clients."""


class ViewFlow:
    """Implements the pages' `Flow`: lag is that of the enrich group on the raw topic."""

    def __init__(self, settings: Settings, app: "ViewApp") -> None:
        self._raw = [TP(topics.topic_name(settings, topics.RAW), n) for n in range(settings.partitions)]
        self._outputs = [
            TP(topics.topic_name(settings, base), n)
            for base in (topics.ENRICHED, topics.REJECTED)
            for n in range(settings.partitions)
        ]
        self._offsets = Offsets(settings, topics.group_of(settings, "enrich"))
        self._app = app
        self._stall_limit_s = settings.stall_limit_s
        self._lag: dict[int, int] = {}
        self._committed: dict[TP, int] = {}
        self._committed_at: datetime | None = None
        self._asked_at: datetime | None = None
        self._behind: int | None = None
        self._settings = settings
        self._admin: KafkaAdminClient | None = None
        self._standing = Standing()
        self._state = PipelineState()
        self._state_due = 0.0

    async def watch(self) -> None:
        """Runs as long as the app does; while Kafka is away the last answers stay."""
        try:
            while True:
                try:
                    await self._ask()
                    await self._report()
                except Away as error:
                    log.warning("Kafka does not say how far enrichment is (%r)", error)
                    await self._close()
                await asyncio.sleep(EVERY_S)
        finally:
            await self._close()

    def lag(self) -> Mapping[int, int]:
        return self._lag

    def committed_at(self) -> datetime | None:
        return self._committed_at

    def live(self) -> tuple[bool, str]:
        for agent in self._app.agents.values():
            if not any(actor.started and not actor.crashed for actor in agent._actors):
                return False, f"the agent {agent.name} does not run"
        return True, "every agent runs"

    def ready(self) -> tuple[bool, str]:
        live, reason = self.live()
        if not live:
            return False, reason
        if self._behind is None:
            return False, "it is not known yet how much there is to read"
        if self._behind:
            return False, f"{self._behind} records behind"
        return True, "caught up"

    def pipeline(self) -> PipelineState:
        """As it was a few seconds ago."""
        return self._state

    async def _report(self) -> None:
        """kafka-python blocks, so it works in a thread."""
        if time.monotonic() < self._state_due:
            return
        if self._admin is None:
            self._admin = await asyncio.to_thread(topics.connect, self._settings.with_(connect_limit_s=5.0))
        state = await asyncio.to_thread(report, self._admin, self._settings)
        self._state = msgspec.structs.replace(state, facts={**state.facts, **self._standing_still()})
        self._state_due = time.monotonic() + REPORT_EVERY_S

    def _standing_still(self) -> dict[str, str]:
        """A line for the page where a raw partition stands still."""
        heads = {tp.partition: offset for tp, offset in self._committed.items()}
        still = [
            f"partition {partition} at offset {heads[partition]} for {seconds:.0f} s"
            for partition, seconds in sorted(self._standing.seen(heads, self._lag).items())
            if seconds > self._stall_limit_s
        ]
        return {"stands still": ", ".join(still)} if still else {}

    async def _close(self) -> None:
        admin, self._admin = self._admin, None
        if admin is not None:
            await asyncio.to_thread(admin.close)
        await self._offsets.close()

    async def _ask(self) -> None:
        committed = await self._offsets.committed(self._raw)
        ends = await self._offsets.ends([*self._raw, *self._outputs])
        if any(offset > self._committed.get(tp, 0) for tp, offset in committed.items()):
            self._committed_at = datetime.now(UTC)
        self._committed = committed
        self._lag = {tp.partition: max(ends[tp] - committed[tp], 0) for tp in self._raw}
        self._behind = await self._to_read({tp: ends[tp] for tp in self._outputs})

    async def _to_read(self, ends: Mapping[TP, int]) -> int | None:
        """Records of the outputs that the consumer has still to fetch; None until the partitions are assigned."""
        assigned = self._app.consumer.assignment()
        if not all(tp in assigned for tp in ends):
            return None
        behind = 0
        for tp, end in ends.items():
            position = await self._app.consumer.position(tp)
            behind += max(end - (position or 0), 0)
        return behind
