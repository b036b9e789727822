"""The broker dies, freezes or goes away under a worker: it waits, goes on, and has lost nothing."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from streams.broker.server import Broker
from streams.settings import Settings
from tests.delivery.impatient_cli import REQUEST_LIMIT_S, SEEKING
from tests.delivery.test_worker import articles
from tests.wire import Wire, wait_until

DRAIN_LIMIT_S = 120.0
HUNG_S = 4 * REQUEST_LIMIT_S
"""Past the limit of a request and of the one after it, and past the session."""
IMPATIENT = "tests.delivery.impatient_cli"


@pytest.fixture
def mortal(tmp_path: Path) -> Iterator[tuple[Broker, Wire]]:
    """A broker of its own, and a pipeline on it."""
    with Broker(tmp_path / "kafka") as broker:
        settings = Settings(brokers=broker.bootstrap, data=str(tmp_path), languages="de", partitions=2, pool_size=1)
        with Wire(settings, tmp_path) as wire:
            yield broker, wire


def test_a_worker_outlives_a_broker_that_is_frozen_killed_and_restarted(mortal: tuple[Broker, Wire]) -> None:
    broker, wire = mortal
    worker = wire.start_worker().wait_ready()
    sent = wire.send(articles(200))
    broker.freeze()
    time.sleep(2.0)
    broker.thaw()
    sent += wire.send(articles(200, start=200))
    broker.kill()
    time.sleep(2.0)
    broker.start()
    sent += wire.send(articles(200, start=400))
    broker.restart()
    sent += wire.send(articles(10, start=600))
    wire.wait_drained(DRAIN_LIMIT_S)
    assert worker.alive, worker.output
    account = wire.audit()
    assert (account.enriched, account.clean) == (sent, True)
    assert worker.stop() == 0


def test_a_worker_outlives_a_broker_that_hangs_for_longer_than_a_request_may_take(mortal: tuple[Broker, Wire]) -> None:
    broker, wire = mortal
    worker = wire.start_worker(module=IMPATIENT).wait_ready()
    sent = wire.send(articles(300))
    broker.freeze()
    time.sleep(HUNG_S)
    broker.thaw()
    thawed = time.monotonic()
    sent += wire.send(articles(100, start=300))
    wire.wait_drained(DRAIN_LIMIT_S)
    print(f"all delivered {time.monotonic() - thawed:.1f} s after the broker's return")
    assert worker.alive, worker.output
    account = wire.audit()
    assert (account.enriched, account.clean) == (sent, True)
    assert worker.stop() == 0


def test_a_worker_reads_on_where_the_broker_hangs_while_it_asks_from_where(mortal: tuple[Broker, Wire]) -> None:
    broker, wire = mortal
    worker = wire.start_worker(module=IMPATIENT)
    wait_until(lambda: SEEKING in worker.output, 60, lambda: worker.output)
    broker.freeze()
    time.sleep(HUNG_S)
    broker.thaw()
    worker.wait_ready(DRAIN_LIMIT_S)
    sent = wire.send(articles(50))
    wire.wait_drained(DRAIN_LIMIT_S)
    assert worker.alive, worker.output
    account = wire.audit()
    assert (account.enriched, account.clean) == (sent, True)
