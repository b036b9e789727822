"""Imported by the forkserver of a pool whose languages cannot be loaded, for its effect."""

from streams.delivery.child import preload
from streams.enrich import Analyst
from streams.errors import ModelError
from streams.settings import Settings, from_environment


def load(settings: Settings) -> Analyst:
    raise ModelError("as the test says")


preload(from_environment(), load)
