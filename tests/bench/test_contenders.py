"""Every contender does its job on the real broker, in turns with ours, and its measurement adds up."""

import os
from pathlib import Path

import pytest

from streams.bench.articles import Copies, originals
from streams.bench.contenders import OTHERS, OURS, Contender
from streams.bench.run import child_environment
from streams.bench.throughput import Track
from streams.bench.turns import measure
from streams.settings import Settings
from tests.kafka import Cluster

SECONDS = 6.0


@pytest.fixture
def track(broker: Cluster, tmp_path: Path) -> Track:
    settings = Settings(brokers=broker.bootstrap, data=str(tmp_path), partitions=2)
    return Track(settings, child_environment, tmp_path, os.getpid())


@pytest.mark.parametrize("contender", OTHERS, ids=lambda contender: contender.name)
def test_a_contender_is_measured_in_turns_with_ours(contender: Contender, track: Track) -> None:
    if contender.single or contender.long_only or contender.caches:
        pytest.skip("the same program as another contender's")
    if missing := contender.missing():
        pytest.skip(f"not installed: {', '.join(missing)}")
    runs = measure([(OURS, 1), (contender, 1)], Copies(originals(track.settings)), SECONDS, track)
    for run in runs:
        assert run.articles > 10
        assert run.rejected == 0
        assert run.words > 20 * run.articles
        assert 0 < run.moving_cpu_s <= run.cpu_s
        assert run.pss_mb > 50
        assert run.cpu_s < 3 * run.seconds  # one or two processes that analyse, and one that moves
