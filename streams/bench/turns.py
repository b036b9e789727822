"""Two contenders side by side: they take turns of seconds, so that a machine whose speed drifts is as fast for both."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager

from streams.bench.articles import Copies
from streams.bench.contenders import Contender
from streams.bench.meter import Meter
from streams.bench.meters import METERS
from streams.bench.throughput import Run, Track
from streams.errors import LagebildError

TURN_S = 2.0
"""Long enough that batches form as they do without turns; short beside the drift."""
LIMIT_S = 60.0
"""For its first answers; and eight times as long as it is to be measured."""


def measure(contenders: Sequence[tuple[Contender, int]], copies: Copies, seconds: float, track: Track) -> list[Run]:
    """Each with its number of processes, for `seconds` at least: one or two that are compared.

    Raises `LagebildError` where one fails or takes too long.
    """
    with ExitStack() as open_:
        meters = [
            open_.enter_context(METERS[contender.kind](contender, processes, copies, track, seconds))
            for contender, processes in contenders
        ]
        _take_turns(meters)
        return [meter.run() for meter in meters]


def _take_turns(meters: Sequence[Meter]) -> None:
    """Until each has been measured for long enough: the first, the second, the second, the first, and so on."""
    for meter in meters:
        with _named(meter):
            meter.warm()
    for meter in meters:
        meter.running.freeze()
    order = list(meters)
    while not all(meter.done() for meter in meters):
        for meter in order:
            with _named(meter):
                meter.turn(TURN_S)
                if meter.clock > LIMIT_S + 8 * meter.seconds:
                    raise LagebildError(f"not measured after {meter.clock:.0f} s: {meter.running.last_words()}")
        order.reverse()


@contextmanager
def _named(meter: Meter) -> Iterator[None]:
    """An error says whose it is."""
    try:
        yield
    except LagebildError as error:
        raise LagebildError(f"{meter.contender.title}: {error}") from error
