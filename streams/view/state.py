"""Everything the pages are made of, bundled once and passed in."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from streams.view.flow import Flow, PipelineState
from streams.view.projection import Projection


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class ViewState:
    """`token`: what visitors must present ("" for none); `streams`: open event streams at most."""

    projection: Projection
    flow: Flow
    version: str = ""
    token: str = ""
    streams: int = 200
    pipeline: Callable[[], PipelineState] = PipelineState
    clock: Callable[[], datetime] = _now
