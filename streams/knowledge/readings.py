"""What a surface may mean before any text is looked at; kept, since a wire names the same things again and again."""

from collections.abc import Sequence
from functools import lru_cache

from streams.knowledge.base import Thing
from streams.knowledge.choosing import Likely, likely
from streams.knowledge.gazetteer import Gazetteer

GEOGRAPHIC = frozenset({"country", "place", "region"})
REMEMBERED = 8_192
"""Surfaces."""


class Readings:
    def __init__(self, things: Sequence[Thing], gazetteer: Gazetteer) -> None:
        self._things = things
        self._gazetteer = gazetteer
        self.of_name = lru_cache(REMEMBERED)(self._of_name)
        self.of_places = lru_cache(REMEMBERED)(likely)

    def _of_name(self, indexes: tuple[int, ...], spelled: str, geographic: bool, home: frozenset[str]) -> Likely:
        """Of a surface known by name (`spelled`: folded to lower case) and the places of that name besides."""
        things = list({(thing := self._things[index]).key: thing for index in indexes}.values())
        if not geographic:
            return likely(tuple(things), spelled, home)
        known = {thing.key for thing in things}
        more = [thing for thing in self._gazetteer.find(spelled) if thing.key not in known]
        if things[0].kind == "country":
            more = [thing for thing in more if thing.kind == "place" and thing.name.lower() == spelled]
        return likely((*things, *more), spelled, home, len(things))
