"""The API's OpenAPI 3.1 document, made of the answers' own structs."""

from functools import cache
from typing import Any, NamedTuple

import msgspec
from msgspec import Struct

from streams.records import EnrichedArticle
from streams.view.answers import (
    ArticleItem,
    Articles,
    Countries,
    EventItem,
    Events,
    Pairs,
    PipelineAnswer,
    Problem,
    State,
)
from streams.view.buckets import WINDOWS
from streams.view.query import FORMATS, LIMIT, LIMIT_MAX, TEXT_MAX
from streams.view.wording import wording

REF = "#/components/schemas/{name}"
FILTERS = ("country", "category", "language", "text", "limit")
PARAMETERS: dict[str, tuple[str, dict[str, Any]]] = {
    "window": ("The span of time that ends now", {"type": "string", "enum": list(WINDOWS), "default": "24h"}),
    "country": ("ISO 3166-1 alpha-2, XK for Kosovo", {"type": "string", "pattern": "^[A-Za-z]{2}$"}),
    "category": ("PLOVER category", {"type": "string", "enum": list(wording().category)}),
    "language": ("Language code", {"type": "string", "pattern": "^[A-Za-z]{2,3}$"}),
    "text": ("Words in the headline or the opening", {"type": "string", "maxLength": TEXT_MAX}),
    "limit": ("Entries at most", {"type": "integer", "minimum": 1, "maximum": LIMIT_MAX, "default": LIMIT}),
    "format": ("How the list comes", {"type": "string", "enum": list(FORMATS), "default": "json"}),
    "table": (
        "Which list comes as CSV",
        {"type": "string", "enum": ["partitions", "workers", "samples"], "default": "partitions"},
    ),
    "as": ("What is streamed", {"type": "string", "enum": ["articles", "events", "page"], "default": "articles"}),
}


class Operation(NamedTuple):
    """One address that can be read."""

    path: str
    summary: str
    answer: type[Struct]
    parameters: tuple[str, ...] = ()
    statuses: tuple[int, ...] = (200,)
    """Those that carry the answer; errors carry a `Problem`."""
    media: str = "application/json"


OPERATIONS = (
    Operation("/api/articles", "The latest articles", Articles, (*FILTERS, "format")),
    Operation("/api/articles/{id}", "One enriched article, as its record is", EnrichedArticle, ("id",)),
    Operation("/api/countries", "Countries by coverage in a window", Countries, ("window", "format")),
    Operation("/api/events", "The latest events with their sentences", Events, (*FILTERS, "format")),
    Operation(
        "/api/pairs",
        "The pairs with the most events in a window",
        Pairs,
        ("window", "country", "category", "limit", "format"),
    ),
    Operation("/api/pipeline", "The state of the pipeline", PipelineAnswer, ("format", "table")),
    Operation("/health/live", "Whether the process can go on by itself", State, (), (200, 503)),
    Operation("/health/ready", "Whether the view has caught up", State, (), (200, 503)),
    Operation(
        "/stream",
        "Server-sent events; resumed after the id in the header Last-Event-ID",
        ArticleItem,
        ("as", *FILTERS[:-1]),
        media="text/event-stream",
    ),
)


@cache
def openapi() -> bytes:
    """The document as JSON."""
    structs = [*dict.fromkeys(operation.answer for operation in OPERATIONS), EventItem, Problem]
    _, schemas = msgspec.json.schema_components(structs, ref_template=REF)
    document = {
        "openapi": "3.1.0",
        "info": {
            "title": "Lagebild",
            "version": "1",
            "description": "What the view holds, for machines. Everything can only be read.",
        },
        "paths": {operation.path: {"get": _operation(operation)} for operation in OPERATIONS},
        "components": {
            "schemas": schemas,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "description": "Where one is set"}},
        },
        "security": [{}, {"token": []}],
    }
    return msgspec.json.encode(document)


def _operation(operation: Operation) -> dict[str, Any]:
    schema = {"$ref": REF.format(name=operation.answer.__name__)}
    content: dict[str, Any] = {operation.media: {"schema": schema if "json" in operation.media else {"type": "string"}}}
    if "format" in operation.parameters:
        content["text/csv"] = {"schema": {"type": "string"}}
    problem = {"application/json": {"schema": {"$ref": REF.format(name="Problem")}}}
    responses = {str(status): {"description": "The answer", "content": content} for status in operation.statuses}
    if operation.parameters:
        responses |= {"400": {"description": "A parameter cannot be used", "content": problem}}
    if "{id}" in operation.path:
        responses |= {"404": {"description": "Not held", "content": problem}}
    if operation.path == "/stream":
        responses |= {"503": {"description": "Too many open streams", "content": problem}}
    return {
        "summary": operation.summary,
        "parameters": [_parameter(p) for p in operation.parameters],
        "responses": responses,
    }


def _parameter(name: str) -> dict[str, Any]:
    if name == "id":
        words = "The article's id, percent-encoded as one segment"
        return {"name": "id", "in": "path", "required": True, "description": words, "schema": {"type": "string"}}
    words, schema = PARAMETERS[name]
    return {"name": name, "in": "query", "description": words, "schema": schema}
