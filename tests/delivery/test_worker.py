"""One worker's life: it delivers, stops when told, and says why when it cannot go on."""

from streams.topics import ENRICHED, REJECTED
from tests.wire import Wire


def articles(count: int, start: int = 0) -> list[dict[str, str]]:
    return [
        {"id": f"test:{number}", "title": f"Meldung {number}", "body": "Moskau und Kiew sprechen mit den USA."}
        for number in range(start, start + count)
    ]


def test_every_article_gets_one_outcome_and_a_worker_that_is_stopped_ends_with_0(wire: Wire) -> None:
    worker = wire.start_worker().wait_ready()
    wire.send([*articles(50), b"{", None])
    wire.wait_drained()
    account = wire.audit()
    assert (account.raw, account.enriched, account.rejected, account.clean) == (52, 50, 2, True)
    assert len(wire.read(ENRICHED)) == 50
    assert len(wire.read(REJECTED)) == 2
    assert worker.stop() == 0, worker.output
    print(worker.output)


def test_two_workers_share_the_partitions_and_the_survivor_takes_over(wire: Wire) -> None:
    first, second = wire.start_worker(number=0).wait_ready(), wire.start_worker(number=1).wait_ready()
    wire.send(articles(100))
    wire.wait_drained()
    first.kill()
    wire.send(articles(100, start=100))
    wire.wait_drained()
    assert second.alive
    account = wire.audit()
    assert (account.enriched, account.clean) == (200, True)
