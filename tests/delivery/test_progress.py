from datetime import UTC, datetime

from streams.delivery.progress import Progress
from streams.outcome import Outcome
from streams.records import Origin

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def outcomes(count: int, code: str | None = None) -> list[Outcome]:
    return [Outcome(Origin("articles.raw", 0, offset), (), code) for offset in range(count)]


def test_the_rate_is_that_of_the_last_minute() -> None:
    clock = Clock()
    progress = Progress(clock)
    progress.delivered(outcomes(600), NOON)
    clock.now += 30
    assert progress.rate() == 20.0
    clock.now += 31
    assert progress.rate() == 0.0


def test_outcomes_are_counted_by_code() -> None:
    progress = Progress(Clock())
    progress.delivered(outcomes(3), NOON)
    progress.delivered(outcomes(2, "not-json"), NOON)
    assert progress.outcomes == {"enriched": 3, "not-json": 2}
    assert progress.committed_at == NOON
