"""Whatever lies on the raw topic has one outcome within seconds, and so has what lies behind it."""

import random
import time
from collections.abc import Iterator

import pytest

from tests.resilience.flood import RECORDS, Own, article, beside, twice
from tests.wire import Wire

OUTCOME_LIMIT_S = 20.0


@pytest.fixture
def own(wire: Wire) -> Iterator[Own]:
    own = Own(wire)
    yield own
    own.close()


@pytest.mark.timeout(900)
def test_every_record_at_and_over_every_limit_has_one_outcome_and_holds_up_nobody(wire: Wire, own: Own) -> None:
    worker = wire.start_worker().wait_ready()
    order = list(RECORDS)
    random.Random(31).shuffle(order)
    found, slow = {}, {}
    for name in order:
        began = time.monotonic()
        place = own.send(0, RECORDS[name])
        behind = own.send(0, (b"behind", article(id=f"behind {name}"), []))
        beside = own.send(1, (b"beside", article(id=f"beside {name}"), []))
        own.wait({place, behind, beside}, 3 * OUTCOME_LIMIT_S)
        found[name] = own.outcomes[place][0][0]
        slow[name] = own.outcomes[behind][0][1] - began
        assert own.outcomes[behind][0][0] == own.outcomes[beside][0][0] == "enriched"
        print(f"{name}: {found[name]}, the one behind it after {slow[name]:.1f} s")
    assert twice(own) == {}
    assert {name: seconds for name, seconds in slow.items() if seconds > OUTCOME_LIMIT_S} == {}
    assert found == {
        "a source of 2 MB": "field-too-large",
        "a source as long as it may be": "enriched",
        "a thousand subjects": "field-too-large",
        "an id over its limit": "field-too-large",
        "a title of 900 kB": "enriched",
        "60,000 Chinese names": "enriched",
        "45,000 Arabic names": "enriched",
        "thousands of names": "enriched",
        "thousands of deeds": "enriched",
        "one name of 900 kB": "enriched",
        "a text over its limit": "text-too-large",
        "control characters": "enriched",
        "headers of 64 kB": "enriched",
        "headers of 64 kB and no JSON": "not-json",
        "a key of 60 kB": "not-json",
        "a key of 60 kB and the largest value": "nested-too-deep",
        "deep lists": "nested-too-deep",
        "neither key nor value": "not-json",
        "a version of 400 digits": "wrong-type",
        "900 kB of marks": "enriched",
        "900 kB of brackets": "enriched",
        "900 kB of spaces": "enriched",
        "one-letter words": "enriched",
        "50,000 short sentences": "enriched",
        "emoji sequences": "enriched",
        "a report of 400 kB": "enriched",
        "year 1": "enriched",
        "year 9999": "enriched",
    }
    assert worker.alive
    account = wire.audit()
    assert (account.pending, account.clean) == (0, True)


def test_a_long_article_a_second_holds_up_those_behind_it_little_and_the_others_less(wire: Wire, own: Own) -> None:
    wire.start_worker(pool_size=2).wait_ready()
    found = beside(wire, own, 15, print)
    assert found["elsewhere_p99_s"] < 3.0
    assert found["behind_p99_s"] < 10.0
    assert twice(own) == {}
