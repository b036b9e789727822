"""The Faust app of role enrich."""

import asyncio
from collections.abc import Iterable
from typing import Any

from faust.types import TP

from streams import topics
from streams.agents.enrich import add_enrich_agent
from streams.base import LagebildApp
from streams.delivery.ends import Ends
from streams.delivery.flow import EnrichFlow
from streams.delivery.lanes import Lanes
from streams.delivery.looplag import LoopLag
from streams.delivery.metrics import registry_of
from streams.delivery.pipeline import Pipeline
from streams.delivery.pool import AnalysisPool
from streams.delivery.progress import Progress
from streams.delivery.rawtopic import RawTopic
from streams.settings import Settings
from streams.view.routes import add_worker_routes


class EnrichApp(LagebildApp):
    """Transactional, and holds no state: everything that it needs to go on is in Kafka."""

    def __init__(self, settings: Settings) -> None:
        group = topics.group_of(settings, "enrich")
        self.progress = Progress()
        self.pool = AnalysisPool(settings)
        self.lanes = Lanes(settings, group, self.end)
        self.raw_topic = RawTopic(settings)
        self.pipeline = Pipeline(self.pool, self.lanes, self.progress, settings, lambda: self.raw_topic.id)
        self.flow = EnrichFlow(
            self.lanes, self.progress, self._highwater, self._missing, self._broken, settings.stall_limit_s
        )
        self._loop_lag = LoopLag()
        self._ends = Ends(self.lanes)
        self._loading: asyncio.Future[Any] | None = None
        self._drain: asyncio.Task[None] | None = None
        self._watching: list[asyncio.Task[None]] = []
        super().__init__(settings, "enrich", settings.enrich_port)
        self._raw = topics.topic_name(settings, topics.RAW)
        self._agent = add_enrich_agent(self, self.pipeline, settings)
        self.on_partitions_revoked.connect(self._revoked)

    def add_routes(self, web_app: Any) -> None:
        add_worker_routes(web_app, self.flow, registry_of(self.flow, self.pool, self._loop_lag))

    async def on_first_start(self) -> None:
        """The forkserver is started before the app's threads, and loads the languages while the group is joined."""
        self._loading = asyncio.wrap_future(self.pool.start())
        self._loading.add_done_callback(self._ended)
        await self.raw_topic.learn()
        self._drain = asyncio.get_running_loop().create_task(self.pipeline.drain())
        self._drain.add_done_callback(self._ended)
        watching = (self._loop_lag.measure(), self._ends.watch(), self.flow.watch(), self.raw_topic.watch())
        self._watching = [asyncio.create_task(work) for work in watching]
        for task in self._watching:
            task.add_done_callback(self._ended)
        await super().on_first_start()

    async def on_stop(self) -> None:
        self.pipeline.release()
        await super().on_stop()
        if tasks := [task for task in (self._drain, *self._watching) if task is not None]:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)
        await self.lanes.close()
        await asyncio.to_thread(self.pool.close)

    async def _on_partitions_revoked(self, revoked: set[TP]) -> None:
        """Before Faust waits for what is under way."""
        self.pipeline.release()
        await super()._on_partitions_revoked(revoked)

    async def _on_partitions_assigned(self, assigned: set[TP], generation_id: int = 0) -> None:
        """Before Faust lets the first record through."""
        if not self.should_stop:
            self.progress.rebalances += 1
            self.pipeline.resume()
            self.lanes.assigned(tp for tp in assigned if tp.topic == self._raw)
        await super()._on_partitions_assigned(assigned, generation_id)

    async def _revoked(self, app: Any, revoked: Iterable[TP], **kwargs: Any) -> None:
        await self.lanes.revoked(revoked)

    def _ended(self, task: "asyncio.Future[Any]") -> None:
        if not task.cancelled() and (error := task.exception()) is not None:
            self.end(error)

    def _highwater(self, tp: TP) -> int:
        return max(self.consumer.highwater(tp) or 0, self._ends.of(tp))

    def _missing(self) -> str | None:
        """What the worker still waits for at its start."""
        return None if self._loading is not None and self._loading.done() else "the languages are being loaded"

    def _broken(self) -> str | None:
        """Whether a part that never ends has ended."""
        if self._drain is None or self._drain.done():
            return "nothing is being delivered"
        if not any(actor.started and not actor.crashed for actor in self._agent._actors):
            return "the enrich agent does not run"
        return None
