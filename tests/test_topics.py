"""The topics as this installation wants them."""

from streams.settings import Settings
from streams.topics import ENRICHED, RAW, REJECTED, wanted_topics


def test_an_output_can_hold_what_its_input_can() -> None:
    limits = {topic.name: int(topic.config["max.message.bytes"]) for topic in wanted_topics(Settings())}
    assert limits[RAW] < limits[REJECTED] < limits[ENRICHED]


def test_a_prefix_keeps_installations_apart() -> None:
    assert all(topic.name.startswith("mine-") for topic in wanted_topics(Settings(topic_prefix="mine-")))
