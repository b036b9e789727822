"""From measurements to figures."""

from streams.bench.contenders import OTHERS
from streams.bench.figures import ratio
from streams.bench.latency import Load
from streams.bench.run import Pair, Row
from streams.bench.soak import Soak
from streams.bench.throughput import Run


def row(*rates: tuple[float, float]) -> Row:
    """Theirs and ours, articles a second, by round."""
    theirs, ours = ([Run(int(10 * rate), 1, 10, 1, 0, 1, 1) for rate in own] for own in zip(*rates, strict=True))
    return Row(OTHERS[0], 2, list(map(Pair, theirs, ours)))


def test_a_ratio_is_the_median_of_the_ratios_of_the_rounds() -> None:
    assert ratio(row((10, 10), (20, 40), (30, 90))) == 2.0


def test_there_is_no_ratio_to_what_could_not_be_measured() -> None:
    assert ratio(Row(OTHERS[0], 2, problem="not installed")) is None
    assert ratio(None) is None


def test_a_percentile_is_a_latency_that_was_measured() -> None:
    load = Load(50, 10.0, [float(number) for number in range(1, 101)], [])
    assert [load.percentile(percent) for percent in (50, 95, 99)] == [50, 95, 99]
    assert Load(50, 10.0, [7.0], []).percentile(99) == 7


def test_growth_is_the_slope_after_memory_has_settled() -> None:
    curve = [(0.0, 100.0), (1.0, 400.0), *((float(minute), 500.0 + minute) for minute in range(2, 11))]
    result = Soak(1, 600.0, 0, curve)
    assert round(result.growth_mb_per_h(), 6) == 60
    assert result.growth_mb() == 4


def test_memory_that_goes_up_and_down_does_not_grow() -> None:
    curve = [(float(minute), 500.0 + minute % 5) for minute in range(31)]
    assert Soak(1, 1800.0, 0, curve).growth_mb() == 0
