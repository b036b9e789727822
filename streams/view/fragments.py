"""The changing parts of the live page, rendered once for all who look at the same."""

from typing import NamedTuple

from streams.view.live import live_model
from streams.view.pages import SECTIONS, section
from streams.view.query import Query
from streams.view.state import ViewState
from streams.view.worldmap import Shades

FRESH_S = 0.9
"""A rendering is used again so long; less than the beat of the streams."""
REMEMBERED = 50
"""Different pages whose rendering is kept."""


class _Rendered(NamedTuple):
    at: float
    sections: dict[str, str]
    shades: Shades


class Fragments:
    def __init__(self, view: ViewState) -> None:
        self._view = view
        self._rendered: dict[Query, _Rendered] = {}

    def of(self, query: Query) -> tuple[dict[str, str], Shades]:
        """HTML by section, and the map's shades."""
        now = self._view.clock().timestamp()
        known = self._rendered.get(query)
        if known is None or not 0 <= now - known.at < FRESH_S:
            model = live_model(self._view, query)
            known = _Rendered(now, {name: section(name, model) for name in SECTIONS}, model["shades"])
            self._rendered.pop(query, None)
            self._rendered[query] = known
            while len(self._rendered) > REMEMBERED:
                del self._rendered[next(iter(self._rendered))]
        return known.sections, known.shades
