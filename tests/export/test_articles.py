"""Which record of an article counts."""

from streams.export.articles import GONE, Current


def test_the_highest_version_counts_and_of_equal_ones_the_latest() -> None:
    current = Current()
    for name, version, time_ms in [
        (b"a", 1, 10),
        (b"b", 2, 10),
        (b"a", 2, 11),
        (b"b", 1, 12),
        (b"c", 1, 5),
        (b"c", 1, 4),
        (b"c", 1, 5),
    ]:
        current.add(name, version, time_ms)
    assert current.last().tolist() == [False, True, True, False, False, False, True]


def test_nothing_remains_of_an_article_that_was_deleted() -> None:
    current = Current()
    current.add(b"a", 3, 10)
    current.add(b"a", GONE, 11)
    assert current.last().tolist() == [False, True]


def test_an_empty_range_has_no_last_record() -> None:
    assert Current().last().tolist() == []
