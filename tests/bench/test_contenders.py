"""Every contender does its job on the real broker, and its measurement adds up."""

import os
from pathlib import Path

import pytest

from streams.bench.articles import Copies, originals
from streams.bench.contenders import CONTENDERS, Contender
from streams.bench.run import child_environment
from streams.bench.throughput import MARGIN, Track, measure
from streams.settings import Settings
from tests.kafka import Cluster

NUMBER = 40
ARTICLES = {"lines": (NUMBER, NUMBER), "paced": (0.75 * NUMBER, 1.25 * NUMBER), "kafka": (NUMBER, NUMBER + 2 * MARGIN)}
"""What may be counted, by kind: outcomes become readable many at a time."""


@pytest.fixture
def track(broker: Cluster, tmp_path: Path) -> Track:
    settings = Settings(brokers=broker.bootstrap, data=str(tmp_path), partitions=2)
    return Track(settings, child_environment, tmp_path, os.getpid(), seconds=5)


@pytest.mark.parametrize("contender", CONTENDERS, ids=lambda contender: contender.name)
def test_a_contender_answers_every_article(contender: Contender, track: Track) -> None:
    if contender.single or contender.long_only:
        pytest.skip("the same program as another contender's")
    if missing := contender.missing():
        pytest.skip(f"not installed: {', '.join(missing)}")
    run = measure(contender, 1, Copies(originals(track.settings)), NUMBER, track)
    least, most = ARTICLES[contender.kind]
    assert least <= run.articles <= most
    assert run.rejected == 0
    assert run.words > 20 * run.articles
    assert run.cpu_s > 0
    assert run.moving_cpu_s <= run.cpu_s
    assert run.pss_mb > 50
