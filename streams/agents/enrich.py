"""Role enrich: every raw article becomes one enriched or one rejected record."""

import faust
from faust.types import AgentT, StreamT
from mode import CrashingSupervisor

from streams import topics
from streams.delivery.pipeline import Pipeline
from streams.settings import Settings


def add_enrich_agent(app: faust.App, pipeline: Pipeline, settings: Settings) -> AgentT:
    """Raw bytes in, so that nothing is decoded before delivery holds the original."""
    raw = app.topic(
        topics.topic_name(settings, topics.RAW),
        key_type=bytes,
        value_type=bytes,
        key_serializer="raw",
        value_serializer="raw",
    )

    @app.agent(raw, name="enrich", supervisor_strategy=CrashingSupervisor)
    async def enrich(stream: StreamT) -> None:
        """Every raw article becomes one enriched or one rejected record, in the transaction of its offset."""
        stream.enable_acks = False  # the pipeline acknowledges, when the outcome is written
        async for event in stream.events():
            await pipeline.submit(event)

    return enrich
