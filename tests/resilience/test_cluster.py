"""Three brokers, each killed in turn under load: nothing is lost or doubled, and no worker dies of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from streams.settings import Settings
from tests.resilience.articles import generated
from tests.resilience.cluster import SIZE, ThreeBrokers
from tests.resilience.outages import voyage
from tests.resilience.schedule import OF_A_NODE, Fault, Kind, of_nodes
from tests.resilience.watch import longest_pause_s, recovery_s
from tests.wire import Wire

ARTICLES = 500
RATE = 15.0
HEAP_MB = 256
NEEDED_MB = 3_000
KILLS = [Fault(Kind.NODE_KILL, 2.0, 0.0, 5.0, (node + 0.5) / SIZE) for node in range(SIZE)]


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[ThreeBrokers]:
    if (available_mb := _available_mb()) < NEEDED_MB:
        pytest.skip(f"three brokers and two workers need {NEEDED_MB} MB of memory: {available_mb:.0f} are available")
    with ThreeBrokers(tmp_path / "kafka", HEAP_MB, session_s=3.0) as cluster:
        yield cluster


def _available_mb() -> float:
    """As Linux counts it; elsewhere there is taken to be enough."""
    try:
        lines = Path("/proc/meminfo").read_text().splitlines()
    except FileNotFoundError:
        return float("inf")
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("MemAvailable:")), float("inf"))


@pytest.mark.timeout(900)
def test_each_of_three_brokers_is_killed_and_nothing_is_lost_or_doubled(cluster: ThreeBrokers, tmp_path: Path) -> None:
    settings = Settings(brokers=cluster.bootstrap, replication=SIZE, data=str(tmp_path), pool_size=1)
    with Wire(settings, tmp_path) as wire:
        articles = generated(100 * ARTICLES, seed=3)
        limits = {"at_least": ARTICLES, "workers": 1, "rate": RATE, "drain_limit_s": 240.0}
        result = voyage(wire, cluster, articles, KILLS, say=print, **limits)
        print(f"{result.storm_s:.0f} s, pause {result.pause_s:.1f} s, recoveries {result.recoveries_s}")
        assert result.wrong == [], wire.last_words()
        assert (result.starts, dict(result.exits)) == (1, {})
        assert [outage.node for outage in result.outages] == [0, 1, 2]


def test_every_broker_is_lost_in_every_way_and_killed_as_often_as_asked() -> None:
    faults = [fault for fault in of_nodes(SIZE, kills=3, seed=1) if fault.kind in OF_A_NODE]
    for node in range(SIZE):
        own = [fault.kind for fault in faults if int(fault.pick * SIZE) == node]
        assert own == [Kind.NODE_STOP, Kind.NODE_KILL, Kind.NODE_FREEZE, Kind.NODE_KILL, Kind.NODE_KILL]


def test_recovery_is_when_every_partition_brings_what_was_sent_after_the_outage() -> None:
    sent = {(0, 0): 9.0, (0, 1): 11.0, (1, 0): 12.0}
    arrivals = [(10.5, (0, 0)), (13.0, (0, 1)), (14.0, (1, 0))]
    assert recovery_s(10.0, sent, arrivals) == 4.0


def test_a_pause_is_of_one_partition_whatever_the_others_bring() -> None:
    arrivals = [(1.0, (0, 0)), (2.0, (1, 0)), (3.0, (1, 1)), (8.0, (0, 1))]
    assert longest_pause_s(arrivals, 0.0, 9.0) == 7.0
