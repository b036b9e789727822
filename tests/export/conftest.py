"""Fixture: topics to export from."""

import pytest

from streams.settings import Settings
from streams.topics import ensure_topics
from tests.kafka import Cluster


@pytest.fixture
def settings(broker: Cluster, topic_prefix: str) -> Settings:
    settings = Settings(brokers=broker.bootstrap, topic_prefix=topic_prefix, partitions=2)
    ensure_topics(settings)
    return settings
