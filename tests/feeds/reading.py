"""Feeds bytes to the registry as a source would."""

import io

from streams.feeds.items import Item, Outcome, Refusal
from streams.feeds.registry import AUTO, read_sources
from streams.feeds.sources import Source
from streams.records import RawArticle
from streams.settings import Settings


class Trickle(io.BytesIO):
    """Gives a few bytes at a time, as a pipe may."""

    def readinto(self, buffer) -> int:
        return super().readinto(memoryview(buffer)[:7])


def outcomes(
    data: bytes, format_name: str = AUTO, name: str = "wire", wire: str | None = None, **settings
) -> list[Outcome]:
    source = Source(name, lambda: io.BytesIO(data))
    return list(read_sources([source], Settings(**settings), format_name, wire))


def items(data: bytes, format_name: str = AUTO, name: str = "wire", **settings) -> list[Item]:
    """All outcomes, none of which is a refusal."""
    found = outcomes(data, format_name, name, **settings)
    assert not [outcome for outcome in found if isinstance(outcome, Refusal)]
    return [outcome for outcome in found if isinstance(outcome, Item)]


def articles(data: bytes, format_name: str = AUTO, name: str = "wire", **settings) -> list[RawArticle]:
    found = [item.record for item in items(data, format_name, name, **settings)]
    assert None not in found
    return [article for article in found if article is not None]
