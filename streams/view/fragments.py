"""The changing parts of the live page, rendered once for all who look at the same."""

from time import monotonic
from typing import NamedTuple

from streams.view.live import live_model
from streams.view.query import Query
from streams.view.rendering import SECTIONS, section
from streams.view.state import ViewState
from streams.view.worldmap import Shades

FRESH_S = 0.9
"""A rendering is used again so long, which is less than the beat of the streams, ..."""
SHARE = 0.25
"""... and as much longer as it takes to spend no more than this share of the time on rendering."""
REMEMBERED = 50
"""Different pages whose rendering is kept."""


class _Rendered(NamedTuple):
    until: float
    sections: dict[str, str]
    shades: Shades


class Fragments:
    def __init__(self, view: ViewState) -> None:
        self._view = view
        self._rendered: dict[Query, _Rendered] = {}

    def of(self, query: Query) -> tuple[dict[str, str], Shades]:
        """HTML by section, and the map's shades."""
        known = self._rendered.get(query)
        if known is None or monotonic() > known.until:
            began = monotonic()
            model = live_model(self._view, query)
            sections = {name: section(name, model) for name in SECTIONS}
            now = monotonic()
            until = now + max(FRESH_S, (now - began) * len(self._rendered) / SHARE)
            self._rendered.pop(query, None)
            known = self._rendered[query] = _Rendered(until, sections, model["shades"])
            while len(self._rendered) > REMEMBERED:
                del self._rendered[next(iter(self._rendered))]
        return known.sections, known.shades
