"""Role view: reads what was enriched and rejected into the projection behind the pages."""

from datetime import UTC, datetime

import faust
from faust.types import AgentT, StreamT
from mode import CrashingSupervisor

from streams import topics
from streams.settings import Settings
from streams.view.projection import Projection


def add_view_agents(app: faust.App, projection: Projection, settings: Settings) -> list[AgentT]:
    """The projection can be rebuilt at any time: offsets are not committed, each start reads from the beginning."""

    def raw_bytes(base: str) -> faust.TopicT:
        return app.topic(
            topics.topic_name(settings, base),
            key_type=bytes,
            value_type=bytes,
            key_serializer="raw",
            value_serializer="raw",
        )

    @app.agent(raw_bytes(topics.ENRICHED), name="view-enriched", supervisor_strategy=CrashingSupervisor)
    async def enriched(stream: StreamT) -> None:
        async for event in stream.events():
            message = event.message
            projection.enriched(message.value, message.partition, message.offset, datetime.now(UTC), message.key)

    @app.agent(raw_bytes(topics.REJECTED), name="view-rejected", supervisor_strategy=CrashingSupervisor)
    async def rejected(stream: StreamT) -> None:
        async for event in stream.events():
            message = event.message
            headers = {name: value or b"" for name, value in message.headers or ()}
            projection.rejected(message.key, message.value, headers, message.partition, message.offset)

    return [enriched, rejected]
