"""The short form of the kill harness, and what it stands on."""

from collections import Counter
from pathlib import Path

import pytest
from kafka.consumer.fetcher import ConsumerRecord

from streams.headers import origin_headers
from streams.records import Origin
from streams.settings import Settings
from tests.kafka import Cluster
from tests.resilience.articles import GNAD, generated, newspaper
from tests.resilience.run import ride
from tests.resilience.schedule import OF_A_NODE, Fault, Kind, schedule
from tests.resilience.verdict import out_of_order

ARTICLES = 958
FAULTS = [
    Fault(Kind.KILL, 0.0, 1.0, 0.5, 0.0),
    Fault(Kind.KILL, 4.0, 0.5, 0.5, 0.9),
    Fault(Kind.FREEZE, 6.0, 0.3, 9.0, 0.0),
    Fault(Kind.CHILD, 1.0, 0.3, 0.0, 0.9),
    Fault(Kind.KILL, 10.0, 0.5, 0.5, 0.0),
    Fault(Kind.CHILD, 2.0, 0.3, 0.0, 0.0),
    Fault(Kind.KILL, 2.0, 0.1, 0.5, 0.9),
    Fault(Kind.TERM, 4.0, 0.3, 0.5, 0.5),
    Fault(Kind.KILL, 2.0, 0.2, 0.5, 0.0),
]
"""Five kills and one freeze past the session time-out among them."""


@pytest.mark.timeout(900)
def test_nothing_is_lost_or_doubled_whatever_is_killed(broker: Cluster, topic_prefix: str, tmp_path: Path) -> None:
    articles = list(newspaper() if GNAD.exists() else generated(ARTICLES, seed=1))
    settings = Settings(brokers=broker.bootstrap, topic_prefix=topic_prefix, data=str(tmp_path), pool_size=1)
    result = ride(settings, tmp_path, articles, FAULTS, 1, None, print, 240.0)
    print(
        f"{len(articles)} articles, stormy {result.storm_s:.0f} s, starts {result.starts}, exits {dict(result.exits)}"
    )
    assert len(articles) == ARTICLES
    assert result.wrong == []


def test_a_schedule_is_the_same_for_the_same_seed_and_has_every_kind() -> None:
    faults = schedule(40, seed=5)
    assert faults == schedule(40, seed=5) != schedule(40, seed=6)
    assert Counter(fault.kind for fault in faults).keys() == set(Kind) - set(OF_A_NODE)


def test_outcomes_of_one_key_in_another_order_than_their_raw_records_are_found() -> None:
    def record(key: bytes, offset: int) -> ConsumerRecord:
        headers = origin_headers(Origin("articles.raw", 0, offset))
        values = dict.fromkeys(ConsumerRecord._fields)
        return ConsumerRecord(**(values | {"key": key, "headers": headers}))

    assert out_of_order([record(b"a", 1), record(b"b", 3), record(b"a", 2)]) == []
    assert out_of_order([record(b"a", 2), record(b"a", 1)]) == ["out of order: b'a' of 0/1"]
