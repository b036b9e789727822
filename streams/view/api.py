"""The same for machines: JSON, and every list as CSV with `format=csv`."""

from collections.abc import Sequence

import msgspec
from aiohttp import web
from msgspec import Struct

from streams.view.answers import (
    ArticleItem,
    Articles,
    CountryItem,
    EventItem,
    Events,
    PairItem,
    Pairs,
    RejectedSample,
    article_item,
    event_item,
)
from streams.view.flow import PartitionState, WorkerState
from streams.view.live import pairs, told
from streams.view.openapi import openapi
from streams.view.pages import article_id_of
from streams.view.pipeline import pipeline_answer
from streams.view.places import country_answer
from streams.view.query import BadQuery, Query, read_query
from streams.view.state import ViewState
from streams.view.tables import csv_of

TABLES: dict[str, type[Struct]] = {"partitions": PartitionState, "workers": WorkerState, "samples": RejectedSample}
"""The lists of the pipeline's answer that can be taken as CSV."""


def add_api_routes(web_app: web.Application, view: ViewState) -> None:
    async def article_list(request: web.Request) -> web.Response:
        query = read_query(request.query)
        items = [article_item(row) for row in view.projection.latest(query.limit, query.accepts)]
        return _answer(query, "articles", Articles(len(view.projection.rows), items), items, ArticleItem)

    async def article(request: web.Request) -> web.Response:
        value = view.projection.whole(article_id_of(request))
        if value is None:
            raise web.HTTPNotFound(text="no article with this id is held")
        return web.json_response(body=value)

    async def country_list(request: web.Request) -> web.Response:
        query = read_query(request.query)
        answer = country_answer(view, query)
        return _answer(query, "countries", answer, answer.countries, CountryItem)

    async def event_list(request: web.Request) -> web.Response:
        query = read_query(request.query)
        found = told(view.projection.newest(), query.accepts, query.accepts_event, query.limit)
        items = [event_item(row, event) for row, event in found]
        return _answer(query, "events", Events(items), items, EventItem)

    async def pair_list(request: web.Request) -> web.Response:
        query = read_query(request.query)
        found = pairs(view, query, view.projection.window(query.span, view.clock()), query.limit)
        items = [
            PairItem(actor=p.a, recipient=p.b, events=p.events, balance=round(p.balance, 2), series=p.series)
            for p in found
        ]
        return _answer(query, "pairs", Pairs(query.window, query.span.step, items), items, PairItem)

    async def pipeline(request: web.Request) -> web.Response:
        query, answer = read_query(request.query), pipeline_answer(view)
        table = request.query.get("table", "partitions")
        if table not in TABLES:
            raise BadQuery(f"table must be one of {', '.join(TABLES)}")
        return _answer(query, table, answer, getattr(answer, table), TABLES[table])

    async def document(request: web.Request) -> web.Response:
        return web.json_response(body=openapi())

    web_app.router.add_get("/api/articles", article_list)
    web_app.router.add_get(r"/api/articles/{id:[\s\S]*}", article)
    web_app.router.add_get("/api/countries", country_list)
    web_app.router.add_get("/api/events", event_list)
    web_app.router.add_get("/api/pairs", pair_list)
    web_app.router.add_get("/api/pipeline", pipeline)
    web_app.router.add_get("/api/openapi.json", document)


def _answer(query: Query, name: str, whole: Struct, items: Sequence[Struct], kind: type[Struct]) -> web.Response:
    if query.format == "csv":
        response = web.Response(text=csv_of(items, kind), content_type="text/csv", charset="utf-8")
        response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    else:
        response = web.json_response(body=msgspec.json.encode(whole))
    response.enable_compression()
    return response
