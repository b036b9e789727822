"""Imported by the forkserver of a poisoned pool, for its effect."""

from streams.delivery.child import preload
from streams.settings import from_environment
from tests.delivery.poison import load

preload(from_environment(), load)
