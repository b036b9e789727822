"""`lagebild topics`: creates what is missing, and says what differs."""

from kafka.admin import KafkaAdminClient

from streams.settings import Settings
from streams.topics import ENRICHED, deviations, ensure_topics, topic_name
from tests.cli.running import lagebild
from tests.kafka import Cluster


def test_topics_are_created_once(broker: Cluster, topic_prefix: str) -> None:
    settings = Settings(brokers=broker.bootstrap, topic_prefix=topic_prefix, partitions=3)
    first, again = (lagebild("topics", settings=settings) for _ in range(2))
    assert first.stdout.decode().count("created ") == 5
    assert (first.returncode, again.returncode, again.stdout) == (0, 0, b"")


def test_the_enriched_topic_is_compacted_but_not_before_the_raw_record_has_expired(
    broker: Cluster, topic_prefix: str
) -> None:
    settings = Settings(brokers=broker.bootstrap, topic_prefix=topic_prefix, raw_retention_h=2)
    ensure_topics(settings)
    assert deviations(settings) == []
    longer = settings.with_(raw_retention_h=3)
    assert any(ENRICHED in line and "min.compaction.lag.ms" in line for line in deviations(longer))


def test_check_names_what_differs_and_changes_nothing(broker: Cluster, topic_prefix: str) -> None:
    settings = Settings(brokers=broker.bootstrap, topic_prefix=topic_prefix, partitions=1)
    ensure_topics(settings)
    admin = KafkaAdminClient(bootstrap_servers=broker.bootstrap)
    admin.delete_topics([topic_name(settings, ENRICHED)])
    admin.close()
    result = lagebild("topics", "--check", "--partitions", "2", "--replication", "2", settings=settings)
    lines = result.stderr.decode().splitlines()
    assert result.returncode == 1
    assert f"{topic_prefix}articles.enriched: missing" in lines
    assert f"{topic_prefix}articles.raw: 1 partitions, the setting says 2" in lines
    assert f"{topic_prefix}articles.raw: 1 replicas, the setting says 2" in lines


def test_check_names_a_bound_on_batches_that_is_not_the_wanted_one(broker: Cluster, topic_prefix: str) -> None:
    settings = Settings(brokers=broker.bootstrap, topic_prefix=topic_prefix, partitions=1)
    ensure_topics(settings)
    result = lagebild("topics", "--check", "--raw-limit-bytes", "2000000", settings=settings)
    assert result.returncode == 1
    line = f"{topic_prefix}articles.raw: max.message.bytes=4065536, the settings say 2065536"
    assert line in result.stderr.decode().splitlines()
