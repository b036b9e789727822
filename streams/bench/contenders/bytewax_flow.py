"""Bytewax around the same enrichment: records spread over all processes, outputs to the topic that each names.

Run by `python -m bytewax.run`; without a recovery store, so that no offset is kept.
"""

from collections.abc import Iterator

import bytewax.operators as op
from bytewax.connectors.kafka import KafkaSink, KafkaSinkMessage, KafkaSource, KafkaSourceMessage
from bytewax.dataflow import Dataflow

from streams import topics
from streams.address import bootstrap_servers
from streams.bench.contenders.job import OUTPUTS, enrichment
from streams.outcome import RawRecord
from streams.records import Origin
from streams.settings import from_environment

BATCH = 32
"""Records that the source hands on at a time: its 1000 would leave the other processes without work at the end."""


def flow() -> Dataflow:
    settings = from_environment()
    enrich = enrichment(settings)
    names = {base: topics.topic_name(settings, base) for base in OUTPUTS}

    def analyse(message: KafkaSourceMessage) -> Iterator[KafkaSinkMessage]:
        origin = Origin(message.topic or "", message.partition or 0, message.offset or 0)
        _, timestamp_ms = message.timestamp or (0, 0)
        for base, key, value, headers in enrich(RawRecord(origin, message.key, message.value, (), timestamp_ms)):
            yield KafkaSinkMessage(key, value, topic=names[base], headers=list(headers))

    brokers = bootstrap_servers(settings)
    dataflow = Dataflow("bench")
    source = KafkaSource(brokers, [topics.topic_name(settings, topics.RAW)], batch_size=BATCH)
    spread = op.redistribute("spread", op.input("raw", dataflow, source))
    sink = KafkaSink(brokers, None, add_config={"message.max.bytes": str(settings.enriched_limit_bytes)})
    op.output("outputs", op.flat_map("enrich", spread, analyse), sink)
    return dataflow
