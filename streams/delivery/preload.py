"""Imported by the forkserver alone, for its effect: the languages are loaded once and shared by all children."""

from streams.delivery.child import preload
from streams.settings import from_environment

preload(from_environment())
