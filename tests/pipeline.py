"""Fixture: a pipeline of real workers on the session's broker."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from streams.settings import Settings
from tests.kafka import Cluster
from tests.wire import Wire


@pytest.fixture
def wire(broker: Cluster, topic_prefix: str, tmp_path: Path) -> Iterator[Wire]:
    """Empty topics, and no worker yet; whatever it starts is killed at the end."""
    settings = Settings(
        brokers=broker.bootstrap, topic_prefix=topic_prefix, data=str(tmp_path), partitions=2, pool_size=1
    )
    with Wire(settings, tmp_path) as wire:
        yield wire
