"""The pages for people: templates with autoescape, rendered from pure models."""

import hashlib
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context

from streams.records import decode_enriched
from streams.view.answers import utc
from streams.view.article import article_model, safe_link
from streams.view.buckets import WINDOWS
from streams.view.charts import CHART_HEIGHT, CHART_WIDTH, sparkline
from streams.view.live import live_model, status
from streams.view.marks import visible
from streams.view.pipeline import pipeline_model
from streams.view.places import countries_model, country_model, known_party, pair_model
from streams.view.query import Query, article_path, read_query
from streams.view.state import ViewState
from streams.view.wording import is_conflict, noun_of, wording
from streams.view.world import name_of, world

HERE = Path(__file__).parent
STATIC = HERE / "static"
SECTIONS = ("status", "events", "pairs", "countries", "articles", "rejected")
"""Parts of the live page that change by themselves; each has a template `_<name>.html`."""


def add_page_routes(web_app: web.Application, view: ViewState) -> None:
    async def live(request: web.Request) -> web.Response:
        query = read_query(request.query)
        return _html(request, "live.html", live_model(view, query))

    async def article(request: web.Request) -> web.Response:
        article_id = article_id_of(request)
        value = view.projection.whole(article_id)
        if value is None:
            raise web.HTTPNotFound(text=_missing(view, article_id))
        try:
            whole = decode_enriched(value)
        except msgspec.MsgspecError as error:
            raise web.HTTPNotFound(text=f"this record is no enriched article: {error}") from error
        model = article_model(whole, request.query.get("event", ""))
        return _html(request, "article.html", _with_status(view, model))

    async def country_list(request: web.Request) -> web.Response:
        return _html(request, "countries.html", _with_status(view, countries_model(view, read_query(request.query))))

    async def country(request: web.Request) -> web.Response:
        code = _party_of(view, request.match_info["code"])
        return _html(request, "country.html", _with_status(view, country_model(view, read_query(request.query), code)))

    async def pair(request: web.Request) -> web.Response:
        a, b = (_party_of(view, request.match_info[name]) for name in ("a", "b"))
        return _html(request, "pair.html", _with_status(view, pair_model(view, read_query(request.query), a, b)))

    async def pipeline(request: web.Request) -> web.Response:
        return _html(request, "pipeline.html", _with_status(view, pipeline_model(view)))

    web_app.router.add_get("/", live)
    web_app.router.add_get("/countries", country_list)
    web_app.router.add_get("/countries/{code}", country)
    web_app.router.add_get("/pairs/{a}/{b}", pair)
    web_app.router.add_get("/pipeline", pipeline)
    web_app.router.add_get(r"/articles/{id:[\s\S]*}", article)


def article_id_of(request: web.Request) -> str:
    """From the path, or from the query where a path cannot bear it."""
    return request.match_info["id"] or request.query.get("id", "")


def _with_status(view: ViewState, model: dict[str, Any]) -> dict[str, Any]:
    return {"status": status(view), "now": view.clock()} | model


def _party_of(view: ViewState, code: str) -> str:
    if not known_party(view, code.upper()):
        raise web.HTTPNotFound(text=f"There is no country {code}, and no event names such a body.")
    return code.upper()


def _missing(view: ViewState, article_id: str) -> str:
    if article_id in view.projection.rows:
        return "The text of this article is no longer held in memory; the enriched topic has it."
    return "No article with this id is held. It may have been dropped by the retention, or not arrived yet."


def render(template: str, model: dict[str, Any]) -> str:
    return environment().get_template(template).render(model)


def section(name: str, model: dict[str, Any]) -> str:
    """One part of the live page by itself."""
    return render(f"_{name}.html", model)


@cache
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
        "safe_link": safe_link,
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


def _html(request: web.Request, template: str, model: dict[str, Any]) -> web.Response:
    response = web.Response(text=render(template, model), content_type="text/html")
    response.enable_compression()
    return response
