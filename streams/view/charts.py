"""Small charts as SVG geometry, drawn by the server."""

from collections.abc import Sequence
from typing import NamedTuple

SPARK_WIDTH, SPARK_HEIGHT = 120, 24
CHART_WIDTH, CHART_HEIGHT = 600, 80
"""In the chart's own units."""


class Bar(NamedTuple):
    """A bar of a chart that is `CHART_WIDTH` wide and `CHART_HEIGHT` high."""

    x: float
    y: float
    width: float
    height: float
    title: str


def sparkline(values: Sequence[float]) -> str:
    """A line over the values from left to right as path data; the highest touches the top."""
    top = max(values, default=0) or 1
    last = max(len(values) - 1, 1)
    points = [
        f"{n * SPARK_WIDTH / last:.1f} {SPARK_HEIGHT - 1 - v / top * (SPARK_HEIGHT - 2):.1f}"
        for n, v in enumerate(values)
    ]
    return "M" + "L".join(points) if points else ""


def bars(values: Sequence[float], titles: Sequence[str] = ()) -> list[Bar]:
    """One bar for each value, the highest as high as the chart; titles default to the values."""
    top = max(values, default=0) or 1
    step = CHART_WIDTH / max(len(values), 1)
    return [
        Bar(
            x=round(n * step, 2),
            y=round(CHART_HEIGHT - v / top * CHART_HEIGHT, 2),
            width=round(step * 0.8, 2),
            height=round(v / top * CHART_HEIGHT, 2),
            title=title,
        )
        for n, (v, title) in enumerate(zip(values, titles or [str(v) for v in values], strict=True))
    ]
