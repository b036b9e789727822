"""Political events (PLOVER) from what was read: who did what to whom, on whose word, and whether at all."""

from streams.events.coding import Told, events_of

__all__ = ["Told", "events_of"]
