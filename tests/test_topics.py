"""The topics as this installation wants them."""

import pytest

from streams.settings import Settings
from streams.topics import ENRICHED, RAW, REJECTED, wanted_topics


def test_an_output_can_hold_what_its_input_can() -> None:
    limits = {topic.name: int(topic.config["max.message.bytes"]) for topic in wanted_topics(Settings())}
    assert limits[RAW] < limits[REJECTED] < limits[ENRICHED]


def test_a_prefix_keeps_installations_apart() -> None:
    assert all(topic.name.startswith("mine-") for topic in wanted_topics(Settings(topic_prefix="mine-")))


@pytest.mark.parametrize(("replication", "insync"), [(1, 1), (2, 1), (3, 2), (4, 2), (5, 3)])
def test_half_of_the_replicas_must_hold_a_record(replication: int, insync: int) -> None:
    topics = wanted_topics(Settings(replication=replication))
    assert {topic.config["min.insync.replicas"] for topic in topics} == {str(insync)}
