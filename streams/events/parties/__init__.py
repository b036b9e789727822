"""Who is meant: country, body, sector of every party that a text names, with the article's memory."""

from streams.events.parties.party import Party
from streams.events.parties.resolve import resolve

__all__ = ["Party", "resolve"]
