"""Templates with autoescape, and what they can use."""

import hashlib
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context

from streams.view.answers import utc
from streams.view.buckets import WINDOWS
from streams.view.charts import CHART_HEIGHT, CHART_WIDTH, sparkline
from streams.view.marks import visible
from streams.view.query import Query, article_path
from streams.view.wording import is_conflict, noun_of, wording
from streams.view.world import name_of, world

HERE = Path(__file__).parent
STATIC = HERE / "static"
SECTIONS = ("status", "map-h", "events", "pairs", "countries", "articles", "rejected")
"""Parts of the live page that change by themselves; each has a template `_<name>.html`."""


def render(template: str, model: dict[str, Any]) -> str:
    return environment().get_template(template).render(model)


def section(name: str, model: dict[str, Any]) -> str:
    """One part of the live page by itself."""
    return render(f"_{name}.html", model)


def error_page(status: int, message: str) -> str:
    return render("error.html", {"code": status, "message": message, "query": Query()})


@cache
def environment() -> Environment:
    env = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=lambda value: visible(value) if isinstance(value, str) else value,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters |= {"country": name_of, "clock": clock_time, "noun": noun_of, "utc": utc, "signed": signed}
    env.globals |= {
        "CHART": (CHART_WIDTH, CHART_HEIGHT),
        "article_path": article_path,
        "asset": asset,
        "is_conflict": is_conflict,
        "sparkline": sparkline,
        "windows": WINDOWS,
        "wording": wording(),
        "world": world(),
    }
    return env


@cache
def asset(name: str) -> str:
    """The address of a static file; it changes with the content, so that no old one is used."""
    return f"/static/{name}?v={hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]}"


def signed(value: float) -> str:
    """`+2.5`, `-3.0`, `+0.0`."""
    return f"{value:+z.1f}"


@pass_context
def clock_time(context: Context, time: datetime | float | None) -> str:
    """`14:05` today, `21 Oct 14:05` this year, else `2024-10-21 14:05`; all UTC."""
    if time is None:
        return "–"
    moment, now = utc(time) if isinstance(time, float) else time.astimezone(UTC), context["now"]
    if moment.date() == now.date():
        return moment.strftime("%H:%M")
    return f"{moment.day} {moment:%b %H:%M}" if moment.year == now.year else f"{moment:%Y-%m-%d %H:%M}"
