"""What runs in an analysis process. Imports neither Faust nor the app: an unguarded main module makes children workers.

The forkserver imports `streams.delivery.preload`, which calls `preload`: every child is a fork of a process that has
the languages loaded, and shares their memory.
"""

import gc
import os
import resource
import signal
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection

from streams.broker.lifeline import bound, die_with_parent
from streams.enrich import Analyst, load_analyst
from streams.errors import LagebildError
from streams.outcome import Outcome, RawRecord, outcomes_of
from streams.reading.usage import CacheUse
from streams.settings import Settings

_MB = 1_048_576
COLLECT_EVERY = 50_000
"""Objects between two runs of Python's collector, 700 by default: .96 of the time (median of 5 runs)."""
TOGETHER_BYTES = 16_384
"""Articles that lie together are analysed at once up to so many raw bytes: more of them would gain nothing."""


class _Loaded:
    analyst: Analyst | None = None
    error: str | None = None
    settings: Settings
    server: int | None = None
    """Process id of the forkserver that loaded it."""


def preload(settings: Settings, load: Callable[[Settings], Analyst] = load_analyst) -> None:
    """Makes the forkserver: it dies with the worker, and has loaded what its forks share.

    What is wrong with knowledge or models is kept for `check`, since a forkserver cannot raise.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # both are for the worker, which ends its processes itself
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    die_with_parent(os.getppid())
    _Loaded.server = os.getpid()
    _load(settings, load)


def initialise(settings: Settings) -> None:
    """Runs in each process at its start."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the worker, which ends its children itself
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # the forkserver ignores it
    gc.set_threshold(COLLECT_EVERY)
    bound(resource.RLIMIT_DATA, settings.child_memory_mb * _MB)
    _Loaded.settings = settings
    if _Loaded.analyst is None and _Loaded.error is None:  # started without the forkserver's preload
        _load(settings, load_analyst)


def check() -> str | None:
    """None when the process is ready, else what is wrong, in one line."""
    return _Loaded.error


def analyse(records: Sequence[RawRecord]) -> list[Outcome]:
    """The outcomes, in order, their records encoded."""
    return [outcome for group in _groups(records) for outcome in _outcomes(group, _Loaded.settings)]


def serve(requests: Connection, settings: Settings) -> None:
    """A process of a worker: says what `check` says, then answers lists of raw records, outcome by outcome.

    With each list comes how far texts are read, None for the setting.

    With the outcomes goes what their articles asked of the sentence cache. The process ends with the worker, whatever
    it does then.
    """
    die_with_parent(_Loaded.server or os.getppid())
    initialise(settings)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # a whole group gets it: the worker first delivers what is under way
    try:
        requests.send(check())
        while True:
            records, pieces = requests.recv()
            limits = _Loaded.settings if pieces is None else _Loaded.settings.with_(read_limit_pieces=pieces)
            for group in _groups(records):
                before = _cache_use()
                outcomes = _outcomes(group, limits)
                use = _cache_use().since(before)
                for outcome in outcomes:
                    requests.send((outcome, use))
                    use = CacheUse()
    except (EOFError, ConnectionError):
        return  # the worker has gone


def _outcomes(records: Sequence[RawRecord], limits: Settings) -> list[Outcome]:
    assert _Loaded.analyst is not None
    return outcomes_of(records, _Loaded.analyst, limits)


def _groups(records: Sequence[RawRecord]) -> Iterator[list[RawRecord]]:
    """In order, each of one record or of at most `TOGETHER_BYTES`."""
    group: list[RawRecord] = []
    size = 0
    for record in records:
        own = len(record.value or b"")
        if group and size + own > TOGETHER_BYTES:
            yield group
            group, size = [], 0
        group.append(record)
        size += own
    if group:
        yield group


def _cache_use() -> CacheUse:
    assert _Loaded.analyst is not None
    return _Loaded.analyst.reader.use


def _load(settings: Settings, load: Callable[[Settings], Analyst]) -> None:
    try:
        _Loaded.analyst = load(settings)
    except LagebildError as error:
        _Loaded.error = str(error)
    gc.collect()
    gc.freeze()  # the collector would write to every shared page
