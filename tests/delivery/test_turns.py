"""Long articles travel alone, and leave a process to the short ones."""

from hypothesis import given
from hypothesis import strategies as st

from streams.delivery.turns import CHUNK, LONG_BYTES, PATIENCE, Turns


def filled(processes: int, *sizes: int) -> Turns[int]:
    turns: Turns[int] = Turns(processes, 32)
    for number, size in enumerate(sizes):
        turns.add(number, size)
    return turns


def test_short_articles_go_together_and_long_ones_alone() -> None:
    turns = filled(2, 10, LONG_BYTES, 10, LONG_BYTES, 10, 10)
    assert [turns.take() for _ in range(4)] == [[0, 2], [4], [5], []]


def test_what_goes_together_is_no_longer_than_a_long_article() -> None:
    turns = filled(1, *[LONG_BYTES // 3] * 5)
    assert turns.take() == [0, 1, 2]


def test_one_process_is_left_to_short_articles() -> None:
    turns = filled(2, LONG_BYTES, LONG_BYTES)
    assert turns.take() == [0]
    assert turns.take() == []
    turns.add(2, 10)
    assert turns.take() == [2]
    turns.back([0])
    assert turns.take() == [1]


def test_a_long_article_does_not_wait_for_ever() -> None:
    turns = filled(1, *[10] * 100, LONG_BYTES)
    taken = []
    for _ in range(PATIENCE + 1):
        taken.append(turns.take())
        turns.back(taken[-1])
    assert taken[-1] == [100]


@given(st.lists(st.sampled_from([1, 1_000, 20_000, LONG_BYTES, 10**6])), st.integers(1, 4))
def test_everyone_has_a_turn_short_ones_in_order(sizes: list[int], processes: int) -> None:
    turns = filled(processes, *sizes)
    seen: list[int] = []
    while taken := turns.take():
        assert len(taken) <= CHUNK
        seen += taken
        turns.back(taken)
    assert sorted(seen) == list(range(len(sizes)))
    for long in (True, False):
        kind = [number for number in seen if (sizes[number] >= LONG_BYTES) is long]
        assert kind == sorted(kind)
