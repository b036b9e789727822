"""Outcomes are counted by how far they could be read, and named afterwards."""

from collections.abc import Iterator

import pytest
from kafka import KafkaProducer

from streams import topics
from streams.bench.wire import Wire
from streams.settings import Settings
from tests.kafka import Cluster

SETTINGS = Settings(topic_prefix="bench-wire-", partitions=2)


@pytest.fixture
def wire(broker: Cluster) -> Iterator[Wire]:
    with Wire(SETTINGS.with_(brokers=broker.bootstrap)) as wire:
        yield wire


def test_an_article_is_new_when_its_first_outcome_can_be_read(wire: Wire, broker: Cluster) -> None:
    producer = KafkaProducer(bootstrap_servers=broker.bootstrap)

    def outcomes(*names: str, base: str = topics.ENRICHED, partition: int = 0) -> None:
        for name in names:
            producer.send(topics.topic_name(SETTINGS, base), key=name.encode(), value=b"{}", partition=partition)
        producer.flush()

    outcomes("noted before")
    wire.poll(5.0)
    assert wire.outcomes.keys() == {"noted before"}
    ends = [wire.ends()]
    outcomes("first", "second")
    ends.append(wire.ends())
    ends.append(wire.ends())
    outcomes("second", "third", partition=1)
    outcomes("refused", base=topics.REJECTED)
    ends.append(wire.ends())
    outcomes("too late")
    found = [set(names) for names in wire.new_at(ends)]
    assert found == [set(), {"first", "second"}, set(), {"third", "refused"}]
    assert wire.rejected == 1
    producer.close()
