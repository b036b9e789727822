"""The pages for people: each reads its address, asks a pure model and renders a template."""

from typing import Any

import msgspec
from aiohttp import web

from streams.records import decode_enriched
from streams.view.article import article_model
from streams.view.live import live_model, status
from streams.view.pipeline import pipeline_model
from streams.view.places import countries_model, country_model, known_party, pair_model
from streams.view.query import read_query
from streams.view.rendering import environment, render
from streams.view.state import ViewState


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

    async def compile_templates(web_app: web.Application) -> None:
        for name in environment().list_templates():
            environment().get_template(name)

    web_app.on_startup.append(compile_templates)
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


def _html(request: web.Request, template: str, model: dict[str, Any]) -> web.Response:
    response = web.Response(text=render(template, model), content_type="text/html")
    response.enable_compression()
    return response
