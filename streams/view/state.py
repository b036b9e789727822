"""Everything the pages are made of, bundled once and passed in."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from streams.secret import NO_SECRET, Secret
from streams.view.flow import Flow, PipelineState
from streams.view.projection import Projection

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class ViewState:
    """`token`: what visitors must present (empty for none); `streams`: open event streams at most.

    `hosts`: the names that the view answers to; empty for any. A view on loopback gives `LOOPBACK`, so that a foreign
    page cannot read it through a name of its own that leads here (DNS rebinding).
    """

    projection: Projection
    flow: Flow
    version: str = ""
    token: Secret = NO_SECRET
    streams: int = 200
    hosts: frozenset[str] = frozenset()
    pipeline: Callable[[], PipelineState] = PipelineState
    clock: Callable[[], datetime] = _now
