"""What the processes asked of their caches of windows is counted by the worker."""

import orjson
import pytest

from streams.delivery.pool import AnalysisPool
from streams.outcome import RawRecord
from streams.reading.usage import CacheUse
from streams.records import Origin
from streams.settings import Settings
from tests.wire import Wire


def records(count: int) -> list[RawRecord]:
    """Each a title of its own over one body: one window."""
    values = [{"id": str(n), "language": "de", "title": f"Meldung {n}", "body": "Es brennt."} for n in range(count)]
    return [RawRecord(Origin("articles.raw", 0, n), None, orjson.dumps(v), (), 0) for n, v in enumerate(values)]


@pytest.mark.parametrize(("entries", "use"), [(100, CacheUse(lookups=10, hits=5)), (0, CacheUse(0, 0))])
def test_look_ups_and_hits_of_all_articles_are_added_up(entries: int, use: CacheUse) -> None:
    pool = AnalysisPool(Settings(pool_size=1, sentence_cache=entries))
    pool.start().result()
    try:
        for _ in range(2):
            outcomes = pool.submit(records(5)).result()
            assert {outcome.code for outcome in outcomes} == {None}
        assert pool.cache_use == use
    finally:
        pool.close()


def test_the_metrics_page_says_both(wire: Wire) -> None:
    worker = wire.start_worker(pool_size=1).wait_ready()
    wire.send([{"id": str(n), "language": "de", "title": f"Meldung {n % 6}", "body": "Es brennt."} for n in range(10)])
    wire.wait_drained()
    page = worker.get("/metrics")[1]
    assert "lagebild_sentence_cache_lookups_total 10.0" in page
    assert "lagebild_sentence_cache_hits_total 4.0" in page
