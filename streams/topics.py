"""The topics: what they are called, how they are configured, and their creation."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from kafka.admin import ConfigResource, ConfigResourceType, KafkaAdminClient
from kafka.errors import KafkaError, TopicAlreadyExistsError

from streams.address import bootstrap_servers
from streams.errors import BrokerError
from streams.settings import HEADER_ROOM, Settings, variable

HOUR_MS = 3_600_000
RAW, ENRICHED, REJECTED = "articles.raw", "articles.enriched", "articles.rejected"
MENTIONS, EVENTS = "geo.mentions", "geo.events"


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
    limits = {
        RAW: settings.raw_limit_bytes + HEADER_ROOM,
        ENRICHED: settings.enriched_limit_bytes + HEADER_ROOM,
        REJECTED: settings.rejected_limit_bytes + HEADER_ROOM,
        MENTIONS: 1_048_588,
        EVENTS: 1_048_588,
    }
    policies = {RAW: deleted, ENRICHED: compacted, REJECTED: outcome, MENTIONS: deleted, EVENTS: deleted}
    return [
        Topic(
            topic_name(settings, base),
            settings.partitions,
            settings.replication,
            {**policies[base], "max.message.bytes": str(limits[base])},
        )
        for base in limits
    ]


def connect(settings: Settings, say: Callable[[str], None] = lambda line: None) -> KafkaAdminClient:
    """An admin client, waiting up to `connect_limit_s` for a broker that is away. Raises `BrokerError`."""
    servers = bootstrap_servers(settings)
    deadline = time.monotonic() + settings.connect_limit_s
    said = False
    while True:
        try:
            return KafkaAdminClient(
                bootstrap_servers=servers,
                client_id="lagebild-admin",
                request_timeout_ms=10_000,
                bootstrap_timeout_ms=2_000,
            )
        except (KafkaError, OSError) as error:
            if time.monotonic() > deadline:
                raise BrokerError(
                    f"no Kafka at {servers} for {settings.connect_limit_s:g} s ({type(error).__name__}):"
                    f" start one with `lagebild broker`, or set {variable('brokers')}"
                ) from None
            if not said:
                say(f"waiting for Kafka at {servers} (up to {settings.connect_limit_s:g} s)")
                said = True
            time.sleep(0.5)


def ensure_topics(settings: Settings, say: Callable[[str], None] = lambda line: None) -> list[str]:
    """Creates what is missing and returns the names created. Raises `BrokerError` when Kafka is away or refuses."""
    admin = connect(settings, say)
    created = []
    try:
        existing = set(admin.list_topics())
        for topic in wanted_topics(settings):
            if topic.name not in existing and _create(admin, topic):
                created.append(topic.name)
    except KafkaError as error:
        raise BrokerError(f"Kafka refused to create the topics: {error}") from error
    finally:
        admin.close()
    return created


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
        counts = {t["name"]: len(t["partitions"]) for t in admin.describe_topics([topic.name for topic in present])}
    except KafkaError as error:
        raise BrokerError(f"Kafka does not describe the topics: {error}") from error
    finally:
        admin.close()
    for topic in present:
        if counts[topic.name] != topic.partitions:
            lines.append(f"{topic.name}: {counts[topic.name]} partitions, the setting says {topic.partitions}")
        for key, value in topic.config.items():
            actual = str(configs[topic.name][key]["value"])
            if actual != value:
                lines.append(f"{topic.name}: {key}={actual}, the settings say {value}")
    return lines
