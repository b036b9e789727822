"""Collects things and the surfaces that name them."""

from collections.abc import Iterable

from streams.knowledge.base import Reading, Thing, Use
from streams.knowledge.folding import lower, shape


class Collection:
    """A surface that is added twice for a thing is one reading with the languages of both.

    `ordinary`: language:name pairs that are left out.
    """

    def __init__(self, ordinary: Iterable[str] = ()) -> None:
        self._ordinary = {tuple(shape(pair).split(":")) for pair in ordinary}
        self.things: list[Thing] = []
        self._readings: dict[tuple[str, int, Use], set[str] | None] = {}

    def thing(self, thing: Thing) -> int:
        self.things.append(thing)
        return len(self.things) - 1

    def name(self, surface: str, thing: int, use: Use = "name", languages: set[str] | None = None) -> None:
        """`languages` None: whatever the language of the text."""
        shaped = shape(" ".join(surface.split()))
        languages = languages and {code for code in languages if (code, shaped) not in self._ordinary}
        if languages == set():
            return
        if not shaped:
            return
        known = self._readings.get((shaped, thing, use), set())
        self._readings[shaped, thing, use] = None if known is None or languages is None else known | languages

    def compiled(self) -> tuple[list[list[str]], list[str], list[list[Reading]]]:
        """Language sets, folded surfaces, their readings; in a stable order."""
        sets: dict[tuple[str, ...], int] = {(): 0}
        rows: dict[str, list[Reading]] = {}
        for (shaped, thing, use), languages in sorted(self._readings.items(), key=_order):
            key = tuple(sorted(languages)) if languages else ()
            rows.setdefault(lower(shaped), []).append(Reading(shaped, thing, use, sets.setdefault(key, len(sets))))
        return [list(key) for key in sets], list(rows), list(rows.values())


def _order(item: tuple[tuple[str, int, Use], set[str] | None]) -> tuple[str, int, int]:
    """Names before adjectives: "Schweden" is the country first, then its people."""
    shaped, thing, use = item[0]
    return shaped, ("name", "adjective", "surname", "weak").index(use), thing
