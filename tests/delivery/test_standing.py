"""A partition stands still where records wait and its head does not move."""

from streams.delivery.standing import Standing
from tests.delivery.test_progress import Clock


def test_a_partition_stands_still_from_when_records_were_seen_to_wait_in_it() -> None:
    clock = Clock()
    standing = Standing(clock)
    assert standing.seen({0: 5, 1: 9}, {0: 0, 1: 0}) == {0: 0.0, 1: 0.0}
    clock.now += 500  # nothing came: that is no standing still
    assert standing.seen({0: 5, 1: 9}, {0: 3, 1: 0}) == {0: 0.0, 1: 0.0}
    clock.now += 7
    assert standing.seen({0: 5, 1: 9}, {0: 3, 1: 1}) == {0: 7.0, 1: 0.0}
    clock.now += 2
    assert standing.seen({0: 6, 1: 9}, {0: 2, 1: 1}) == {0: 0.0, 1: 2.0}


def test_a_partition_that_was_given_away_is_forgotten() -> None:
    clock = Clock()
    standing = Standing(clock)
    standing.seen({0: 5}, {0: 3})
    standing.seen({}, {})
    clock.now += 60
    assert standing.seen({0: 5}, {0: 3}) == {0: 0.0}
