"""The topics: what they are called, how they are configured, and their creation."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from kafka.admin import ConfigResource, ConfigResourceType, KafkaAdminClient
from kafka.errors import KafkaError, TopicAlreadyExistsError

from streams.errors import BrokerError
from streams.reach import reach
from streams.settings import HEADER_ROOM, Settings

HOUR_MS = 3_600_000
RETRY_S, SHOWN_S = 0.5, 0.05
RAW, ENRICHED, REJECTED = "articles.raw", "articles.enriched", "articles.rejected"
MENTIONS, EVENTS = "geo.mentions", "geo.events"
FOUND_LIMIT_BYTES = 1_048_588 - HEADER_ROOM
"""Of a mention or an event: with headers what Kafka takes where nothing is configured."""


@dataclass(frozen=True)
class Topic:
    """One topic as this installation wants it; `config` is Kafka's topic configuration."""

    name: str
    partitions: int
    replication: int
    config: dict[str, str]


def topic_name(settings: Settings, base: str) -> str:
    """`articles.raw` -> the name on this cluster."""
    return settings.topic_prefix + base


def group_of(settings: Settings, role: str) -> str:
    """The Faust app id, which is also the consumer group and the start of the transactional ids."""
    return f"{settings.topic_prefix}lagebild-{role}"


def insync_replicas(replication: int) -> int:
    """How many replicas must hold a record before it is acknowledged: half of them, rounded up.

    2 of 3: an acknowledged record outlives the loss of any one broker, and one broker that is away stops nothing.
    """
    return (replication + 1) // 2


def value_limits(settings: Settings) -> dict[str, int]:
    """Base name -> bytes that a value on the topic may have before compression."""
    return {
        RAW: settings.raw_limit_bytes,
        ENRICHED: settings.enriched_limit_bytes,
        REJECTED: settings.rejected_limit_bytes,
        MENTIONS: FOUND_LIMIT_BYTES,
        EVENTS: FOUND_LIMIT_BYTES,
    }


def wanted_topics(settings: Settings) -> list[Topic]:
    """The five topics of the pipeline.

    The enriched topic is compacted, but not before the raw record has expired: until then the audit needs every
    outcome.
    """
    retention = str(int(settings.raw_retention_h * HOUR_MS))
    deleted = {"cleanup.policy": "delete", "retention.ms": retention}
    compacted = {"cleanup.policy": "compact", "min.compaction.lag.ms": retention}
    # An output may be late by one raw retention and must then still be there as long as its input.
    outcome = {"cleanup.policy": "delete", "retention.ms": str(2 * int(retention))}
    limits = {base: limit + HEADER_ROOM for base, limit in value_limits(settings).items()}
    policies = {RAW: deleted, ENRICHED: compacted, REJECTED: outcome, MENTIONS: deleted, EVENTS: deleted}
    return [
        Topic(
            topic_name(settings, base),
            settings.partitions,
            settings.replication,
            {
                **policies[base],
                "max.message.bytes": str(limits[base]),
                "min.insync.replicas": str(insync_replicas(settings.replication)),
            },
        )
        for base in limits
    ]


def connect(settings: Settings, say: Callable[[str], None] = lambda line: None) -> KafkaAdminClient:
    """An admin client, as `reach` makes it."""
    return reach(KafkaAdminClient, settings, say, client_id="lagebild-admin", request_timeout_ms=10_000)


def ensure_topics(settings: Settings, say: Callable[[str], None] = lambda line: None) -> list[str]:
    """Creates what is missing and returns the names created. Raises `BrokerError` when Kafka is away or refuses."""
    created: list[str] = []
    give_up = time.monotonic() + settings.connect_limit_s
    while True:
        admin = connect(settings, say)
        try:
            existing = set(admin.list_topics())
            for topic in wanted_topics(settings):
                if topic.name not in existing and _create(admin, topic):
                    created.append(topic.name)
            # a broker shows a new topic a moment after its creation
            while created and not set(created) <= set(admin.list_topics()) and time.monotonic() < give_up:
                time.sleep(SHOWN_S)
            return created
        except KafkaError as error:  # one of several brokers may have gone just now
            if not error.retriable or time.monotonic() > give_up:
                raise BrokerError(f"Kafka refused to create the topics: {error}") from error
        finally:
            admin.close()
        time.sleep(RETRY_S)


def _create(admin: KafkaAdminClient, topic: Topic) -> bool:
    """False where another process was faster."""
    spec = {"num_partitions": topic.partitions, "replication_factor": topic.replication, "configs": topic.config}
    try:
        admin.create_topics({topic.name: spec}, timeout_ms=15_000)
    except TopicAlreadyExistsError:
        return False
    return True


def deviations(settings: Settings) -> list[str]:
    """How the existing topics differ from what this installation wants, one line each; empty is well.

    A smaller `max.message.bytes` would stop delivery, a shorter retention loses outcomes before their audit.
    """
    admin = connect(settings)
    try:
        wanted = wanted_topics(settings)
        names = set(admin.list_topics())
        lines = [f"{topic.name}: missing" for topic in wanted if topic.name not in names]
        present = [topic for topic in wanted if topic.name in names]
        resources = [ConfigResource(ConfigResourceType.TOPIC, topic.name) for topic in present]
        configs = admin.describe_configs(resources, config_filter="all")["topic"] if resources else {}
        parts = {t["name"]: t["partitions"] for t in admin.describe_topics([topic.name for topic in present])}
    except KafkaError as error:
        raise BrokerError(f"Kafka does not describe the topics: {error}") from error
    finally:
        admin.close()
    for topic in present:
        if (count := len(parts[topic.name])) != topic.partitions:
            lines.append(f"{topic.name}: {count} partitions, the setting says {topic.partitions}")
        if (replicas := min(len(part["replica_nodes"]) for part in parts[topic.name])) < topic.replication:
            lines.append(f"{topic.name}: {replicas} replicas, the setting says {topic.replication}")
        for key, value in topic.config.items():
            actual = str(configs[topic.name][key]["value"])
            if actual != value:
                lines.append(f"{topic.name}: {key}={actual}, the settings say {value}")
    return lines
