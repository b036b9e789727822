"""How often the sentence cache was asked. Imports no language: the worker counts what its processes did."""

from typing import NamedTuple


class CacheUse(NamedTuple):
    """Segments that were looked up, and those that were found."""

    lookups: int = 0
    hits: int = 0

    def plus(self, other: "CacheUse") -> "CacheUse":
        return CacheUse(self.lookups + other.lookups, self.hits + other.hits)

    def since(self, before: "CacheUse") -> "CacheUse":
        return CacheUse(self.lookups - before.lookups, self.hits - before.hits)
