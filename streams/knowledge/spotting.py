"""Places that the text itself tells to be places: "Gainesville, Florida", "Laurel County", a dateline."""

import re
from collections.abc import Iterator, Sequence

from streams.knowledge.base import Thing
from streams.knowledge.choosing import region_of
from streams.knowledge.gazetteer import Gazetteer

_BEFORE_REGION = re.compile(r"(?:[^\W\d_][\w.'-]+ ){0,3}[^\W\d_][\w.'-]+$")
_COUNTY = re.compile(r"\b[A-Z][\w'-]+(?: [A-Z][\w'-]+)? (?:County|Parish)\b")
LONGEST_NAME = 40
"""Characters of the text before a region in which the place's name is looked for."""


def before_region(
    text: str, start: int, regions: Sequence[Thing], gazetteer: Gazetteer
) -> tuple[int, int, list[Thing]] | None:
    """The place named right before ", Region" at `start`, with its readings in that region: (start, end, readings)."""
    if text[start - 2 : start] not in (", ", " ("):
        return None
    end = start - 2
    found = _BEFORE_REGION.search(text, max(0, end - LONGEST_NAME), end)
    if found is None:
        return None
    begin = found.start()
    while begin < end:
        if text[begin].isupper():
            places = [p for p in gazetteer.find(text[begin:end]) if any(_inside(p, region) for region in regions)]
            if places:
                return begin, end, places
        space = text.find(" ", begin, end)
        if space < 0:
            return None
        begin = space + 1
    return None


def _inside(place: Thing, region: Thing) -> bool:
    if place.country != region.country or place.kind == "country":
        return False
    return region.kind == "country" or region_of(place) == region.name


def counties(text: str, gazetteer: Gazetteer) -> Iterator[tuple[int, int, Sequence[Thing]]]:
    """Counties by name: (start, end, readings)."""
    if "County" not in text and "Parish" not in text:
        return
    for found in _COUNTY.finditer(text):
        start, end = found.span()
        while start < end:
            if places := gazetteer.find(text[start:end]):
                yield start, end, places
                break
            space = text.find(" ", start, end)
            if space < 0 or text.find(" ", space + 1, end) < 0:
                break
            start = space + 1


def leading(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The words that a name of several begins with, most first, without the whole."""
    stop = text.rfind(" ", start, end)
    while stop > start:
        yield start, stop
        stop = text.rfind(" ", start, stop)


def after_of(text: str, start: int, end: int) -> tuple[int, int] | None:
    """ "University of Rochester": where the name after "of" stands."""
    at = text.rfind(" of ", start, end)
    return (at + 4, end) if at > 0 else None


def repeated(text: str, name: str) -> Iterator[int]:
    """Where a name stands as a word of its own."""
    start = text.find(name)
    while start >= 0:
        end = start + len(name)
        inside = (start and (text[start - 1].isalnum() or text[start - 1] in "-&")) or text[end : end + 1].isalnum()
        if not inside:
            yield start
        start = text.find(name, end)
