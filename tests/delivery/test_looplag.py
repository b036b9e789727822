import asyncio
import time

from streams.delivery.looplag import INTERVAL_S, LoopLag


async def measured(seconds: float, block_s: float = 0.0) -> LoopLag:
    lag = LoopLag()
    task = asyncio.create_task(lag.measure())
    await asyncio.sleep(seconds / 2)
    time.sleep(block_s)  # noqa: ASYNC251 - this is what it measures
    await asyncio.sleep(seconds / 2)
    task.cancel()
    return lag


async def test_a_blocked_loop_is_seen_in_the_greatest_lag_and_not_in_the_median() -> None:
    lag = await measured(10 * INTERVAL_S, block_s=0.4)
    assert lag.quantile(1.0) >= 0.4 - INTERVAL_S
    assert lag.quantile(0.5) < 0.2


def test_there_is_no_lag_before_the_first_sample() -> None:
    assert LoopLag().quantile(0.99) == 0.0
