"""Quix Streams around the same enrichment: bytes in, every output sent to its topic; its defaults, at least once."""

from typing import Any

from quixstreams import Application
from quixstreams.context import message_context
from quixstreams.models.serializers import Serializer

from streams import topics
from streams.address import bootstrap_servers
from streams.bench.contenders import QUIX_GROUP
from streams.bench.contenders.job import OUTPUTS, enrichment
from streams.outcome import Output, RawRecord
from streams.records import Origin
from streams.settings import Settings, from_environment


class _ValueOf(Serializer):
    """An output's value is encoded already."""

    def __call__(self, value: Output, ctx: Any) -> bytes | None:
        return value.value


def run(settings: Settings) -> None:
    """Until it is told to stop."""
    enrich = enrichment(settings)
    app = Application(
        ",".join(bootstrap_servers(settings)),
        consumer_group=settings.topic_prefix + QUIX_GROUP,
        auto_offset_reset="earliest",
        auto_create_topics=False,
        use_changelog_topics=False,
        producer_extra_config={"message.max.bytes": settings.enriched_limit_bytes},
        loglevel="ERROR",
    )
    raw = app.topic(topics.topic_name(settings, topics.RAW), value_deserializer="bytes")
    outputs = {base: app.topic(topics.topic_name(settings, base), value_serializer=_ValueOf()) for base in OUTPUTS}

    def analyse(value: bytes, key: bytes, timestamp: int, headers: Any) -> list[Output]:
        at = message_context()
        return list(enrich(RawRecord(Origin(at.topic, at.partition, at.offset), key, value, (), timestamp)))

    frame = app.dataframe(raw).apply(analyse, expand=True, metadata=True)
    frame = frame.set_headers(lambda output, key, timestamp, headers: list(output.headers))
    frame.to_topic(lambda output, key, timestamp, headers: outputs[output.base], key=lambda output: output.key)
    app.run()


if __name__ == "__main__":
    run(from_environment())
