"""A rolling upgrade under load: two versions of the enrich role in one group."""

import json
import threading

import pytest

import streams
from streams.topics import ENRICHED
from tests.wire import Wire, wait_until

pytestmark = [pytest.mark.broker, pytest.mark.timeout(1200)]
EVERY_S = 0.1
READY_S = 250.0


def article(name: str) -> dict[str, str]:
    return {"id": name, "title": f"Meldung {name}", "body": "Moskau und Kiew sprechen miteinander."}


def test_a_rolling_upgrade_under_load_loses_and_doubles_nothing(wire: Wire) -> None:
    """The order that deploy/ uses: one worker ends before its successor starts, then the next."""
    workers = [wire.start_worker(number=number).wait_ready(READY_S) for number in range(2)]
    sent, upgraded = [0], threading.Event()

    def load() -> None:
        while not upgraded.wait(EVERY_S):
            sent[0] += wire.send([article(str(sent[0]))])

    feeder = threading.Thread(target=load)
    feeder.start()
    try:
        wait_until(lambda: wire.workers["enrich", 0].get("/metrics")[1].count('outcome="enriched"') > 0, 60)
        for number, worker in enumerate(workers):
            assert worker.stop(60) == 0
            wire.start_worker(number=number, module="tests.delivery.next_version_cli").wait_ready(READY_S)
    finally:
        upgraded.set()
        feeder.join()
    wire.send(article(f"after {number}") for number in range(20))
    wire.wait_drained(300)

    account = wire.audit()
    assert account.raw == account.enriched == sent[0] + 20
    assert account.clean and account.pending == 0
    made_by = {json.loads(record.value)["pipeline"]["version"] for record in wire.read(ENRICHED)}
    assert made_by == {streams.__version__, "0.2.0-next"}
