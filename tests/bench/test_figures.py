"""From measurements to figures."""

from streams.bench.contenders import CONTENDERS
from streams.bench.figures import ratio
from streams.bench.latency import Load
from streams.bench.run import Row
from streams.bench.soak import Soak
from streams.bench.throughput import Run


def row(*rates: float, first_round: int = 1) -> Row:
    runs = {number: Run(int(10 * rate), 1, 10, 1, 0, 1, 1) for number, rate in enumerate(rates, first_round)}
    return Row(CONTENDERS[0], 2, runs)


def test_a_ratio_is_the_median_of_the_ratios_within_each_round() -> None:
    assert ratio(row(10, 40, 90), row(10, 20, 30)) == 2.0


def test_a_round_that_one_of_them_missed_does_not_count() -> None:
    assert ratio(row(10, 40), row(20, first_round=2)) == 2.0


def test_there_is_no_ratio_to_what_could_not_be_measured() -> None:
    assert ratio(row(10), row()) is None
    assert ratio(row(10), None) is None


def test_a_percentile_is_a_latency_that_was_measured() -> None:
    load = Load(50, 10.0, [float(number) for number in range(1, 101)], [])
    assert [load.percentile(percent) for percent in (50, 95, 99)] == [50, 95, 99]
    assert Load(50, 10.0, [7.0], []).percentile(99) == 7


def test_growth_is_the_slope_after_memory_has_settled() -> None:
    curve = [(0.0, 100.0), (1.0, 400.0), *((float(minute), 500.0 + minute) for minute in range(2, 11))]
    result = Soak(1, 600.0, 0, curve)
    assert round(result.growth_mb_per_h(), 6) == 60
    assert result.growth_mb() == 8
