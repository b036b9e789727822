"""Fixtures: one real Apache Kafka for the whole session, and names that no other test uses."""

import os
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from streams.broker.server import Broker


@dataclass(frozen=True)
class Cluster:
    """A Kafka to test against; `LAGEBILD_TEST_BROKERS` names one that runs already, else one is started."""

    bootstrap: str


@pytest.fixture(scope="session")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    if running := os.environ.get("LAGEBILD_TEST_BROKERS"):
        yield Cluster(running)
        return
    with Broker(tmp_path_factory.mktemp("kafka")) as embedded:
        yield Cluster(embedded.bootstrap)


@pytest.fixture
def topic_prefix() -> str:
    """Keeps a test's topics, groups and transactional ids apart from those of others."""
    return f"test-{uuid.uuid4().hex[:12]}-"
