"""What runs in an analysis process. Imports neither Faust nor the app: an unguarded main module makes children workers.

The forkserver imports `streams.delivery.preload`, which calls `preload`: every child is a fork of a process that has
the languages loaded, and shares their memory.
"""

import gc
import os
import resource
import signal
from collections.abc import Sequence

from streams.enrich import Analyst, load_analyst
from streams.errors import LagebildError
from streams.outcome import Outcome, RawRecord, outcome_of
from streams.settings import Settings

_MB = 1_048_576


class _Loaded:
    analyst: Analyst | None = None
    error: str | None = None
    settings: Settings


def preload(settings: Settings) -> None:
    """Loads knowledge and models; what is wrong with them is kept for `check`, since a forkserver cannot raise."""
    try:
        _Loaded.analyst = load_analyst(settings)
    except LagebildError as error:
        _Loaded.error = str(error)
    gc.collect()
    gc.freeze()  # the collector would write to every shared page


def initialise(settings: Settings) -> None:
    """Runs in each child at its start."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the worker, which ends its children itself
    limit = settings.child_memory_mb * _MB
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))
    _Loaded.settings = settings
    if _Loaded.analyst is None and _Loaded.error is None:  # started without the forkserver's preload
        preload(settings)


def check() -> str | None:
    """None when the child is ready, else what is wrong, in one line."""
    return _Loaded.error


def analyse(records: Sequence[RawRecord]) -> list[Outcome]:
    """The outcomes, in order, their records encoded."""
    assert _Loaded.analyst is not None
    return [outcome_of(record, _Loaded.analyst, _Loaded.settings) for record in records]


def pid() -> int:
    return os.getpid()
