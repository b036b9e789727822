"""Feeding a real Apache Kafka."""

import itertools
import random
import time
from collections import Counter

import pytest
from kafka import KafkaAdminClient, KafkaConsumer, TopicPartition
from kafka.admin import ConfigResource, ConfigResourceType

from streams.broker.server import Broker
from streams.errors import BrokerError
from streams.feeds.items import Item, Refusal, Unreadable
from streams.feeds.producer import feed
from streams.settings import Settings
from streams.topics import RAW, ensure_topics, topic_name


@pytest.fixture
def settings(broker, topic_prefix) -> Settings:
    return Settings(brokers=broker.bootstrap, topic_prefix=topic_prefix, partitions=3, connect_limit_s=20)


def numbered(count: int, size: int = 10) -> list[Item]:
    return [Item(f"a:{number}", b'{"body":"%s"}' % (b"x" * size), None) for number in range(count)]


def raw_records(settings: Settings) -> list:
    """All that is on the raw topic."""
    consumer = KafkaConsumer(bootstrap_servers=settings.brokers, isolation_level="read_committed")
    try:
        name = topic_name(settings, RAW)
        partitions = [TopicPartition(name, number) for number in range(settings.partitions)]
        consumer.assign(partitions)
        consumer.seek_to_beginning(*partitions)
        ends = consumer.end_offsets(partitions)
        records = []
        while any(consumer.position(partition) < ends[partition] for partition in partitions):
            records += itertools.chain.from_iterable(consumer.poll(timeout_ms=500).values())
        return records
    finally:
        consumer.close()


@pytest.mark.broker
def test_every_item_is_on_the_raw_topic_under_its_id(settings):
    items = numbered(500)
    result = feed(items, settings)
    assert (result.read, result.sent, result.refused) == (500, 500, [])
    found = raw_records(settings)
    assert Counter((record.key.decode(), record.value) for record in found) == Counter((i.key, i.value) for i in items)


@pytest.mark.broker
def test_records_of_one_id_keep_their_order(settings):
    feed([Item("one", b"%d" % number, None) for number in range(200)], settings)
    assert [int(record.value) for record in raw_records(settings)] == list(range(200))


@pytest.mark.broker
def test_refusals_are_counted_and_the_rest_is_sent(settings):
    refusal, broken = Refusal("too large", "wire.jsonl:7"), Unreadable("cut short", "other.gz")
    first, second = numbered(2)
    result = feed([first, refusal, second, broken], settings)
    assert (result.read, result.sent, result.refused) == (3, 2, [refusal, broken])
    assert result.unreadable == [broken]


@pytest.mark.broker
def test_progress_is_told_after_every_outcome(settings):
    told = []
    feed(numbered(5), settings, progress=lambda result: told.append((result.read, result.sent)))
    assert [read for read, _ in told] == [1, 2, 3, 4, 5, 5]
    assert told[-1] == (5, 5)


@pytest.mark.broker
def test_a_record_as_large_as_the_limit_is_sent(settings):
    (item,) = numbered(1, settings.raw_limit_bytes - 20)
    assert feed([item], settings).sent == 1
    (record,) = raw_records(settings)
    assert record.value == item.value


@pytest.mark.broker
def test_a_topic_with_a_smaller_limit_than_the_setting_ends_the_feed_and_names_both(settings):
    ensure_topics(settings)
    admin = KafkaAdminClient(bootstrap_servers=settings.brokers)
    name = topic_name(settings, RAW)
    admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, name, {"max.message.bytes": "50000"})])
    admin.close()
    with pytest.raises(BrokerError, match=f"LAGEBILD_RAW_LIMIT_BYTES is over max.message.bytes of {name}"):
        feed([Item("large", random.Random(1).randbytes(200_000), None)], settings)  # no compression makes it small


@pytest.mark.broker
def test_more_than_may_be_under_way_goes_through(settings):
    result = feed(numbered(50, 1_000_000), settings)
    assert result.sent == 50


def test_a_broker_that_is_away_is_waited_for_with_a_message_and_then_given_up(unused_tcp_port):
    said: list[str] = []
    settings = Settings(brokers=f"127.0.0.1:{unused_tcp_port}", connect_limit_s=4)
    started = time.monotonic()
    with pytest.raises(BrokerError, match="no Kafka") as caught:
        feed(numbered(1), settings, say=said.append)
    assert len(said) == 1
    assert "\n" not in str(caught.value)
    assert time.monotonic() - started < 20


@pytest.mark.broker
def test_a_broker_that_goes_away_ends_the_feed_with_what_was_sent(tmp_path, topic_prefix):
    with Broker(tmp_path) as own:
        settings = Settings(brokers=own.bootstrap, topic_prefix=topic_prefix, connect_limit_s=1)

        def items():
            yield from numbered(10)
            own.freeze()
            yield from numbered(10)

        with pytest.raises(BrokerError, match="feed again") as caught:
            feed(items(), settings)
        assert "\n" not in str(caught.value)
        own.thaw()


@pytest.mark.broker
def test_a_short_break_of_the_broker_is_waited_out(tmp_path, topic_prefix):
    with Broker(tmp_path) as own:
        settings = Settings(brokers=own.bootstrap, topic_prefix=topic_prefix, connect_limit_s=60)

        def items():
            yield from numbered(10)
            own.restart()
            yield from numbered(10)

        assert feed(items(), settings).sent == 20
        assert len(raw_records(settings)) == 20
