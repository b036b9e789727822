"""Imported by the forkserver of a worker that says it is the next version, for its effect."""

import streams

streams.__version__ = "0.2.0-next"

from streams.delivery import preload  # noqa: E402, F401 - it reads the version
