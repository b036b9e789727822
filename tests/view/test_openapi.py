import json
from typing import Any

import jsonschema_rs
import pytest

from streams.view.api import TABLES
from streams.view.openapi import OPERATIONS, PARAMETERS, openapi
from streams.view.query import read_query
from streams.view.stream import KINDS
from tests.view.sample import client_of
from tests.view.test_pipeline import some

DOCUMENT: dict[str, Any] = json.loads(openapi())


def schema_of(path: str, status: str) -> dict[str, Any]:
    """The schema of an answer, with the components it refers to beside it."""
    schema = DOCUMENT["paths"][path]["get"]["responses"][status]["content"]["application/json"]["schema"]
    return {**schema, "components": DOCUMENT["components"]}


@pytest.mark.parametrize("operation", [o for o in OPERATIONS if o.media == "application/json"], ids=lambda o: o.path)
async def test_the_real_answer_is_as_the_document_says(operation):
    async with client_of(some()) as client, client.get(operation.path.replace("{id}", "a")) as answer:
        assert answer.status == 200
        schema = schema_of(operation.path, "200")
        jsonschema_rs.validator_for(schema, validate_formats=True).validate(await answer.json())


@pytest.mark.parametrize("path", ["/api/articles?limit=0", "/api/articles/none", "/stream?as=x"])
async def test_the_real_error_is_as_the_document_says(path):
    async with client_of(some()) as client, client.get(path) as answer:
        template = path.partition("?")[0].replace("/none", "/{id}")
        assert str(answer.status) in DOCUMENT["paths"][template]["get"]["responses"]
        schema = {"$ref": "#/components/schemas/Problem", "components": DOCUMENT["components"]}
        jsonschema_rs.validate(schema, await answer.json())


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda o: o.path)
async def test_every_documented_parameter_is_taken(operation):
    values = {"text": "x", "country": "RU", "language": "de", "limit": "5"}
    async with client_of(some()) as client:
        for name in set(operation.parameters) - {"id", "as"}:
            value = values.get(name) or PARAMETERS[name][1]["enum"][-1]
            async with client.get(operation.path, params={name: value}) as answer:
                assert answer.status == 200, name


async def test_every_route_for_machines_is_documented():
    async with client_of(some()) as client:
        routes = {r.resource.canonical for r in client.app.router.routes() if r.resource}
    machine = {path for path in routes if path.startswith(("/api/", "/health/", "/stream"))}
    assert machine - {"/api/openapi.json"} == {operation.path for operation in OPERATIONS}


def test_choices_are_those_that_the_code_takes():
    assert PARAMETERS["table"][1]["enum"] == list(TABLES)
    assert PARAMETERS["as"][1]["enum"] == list(KINDS)
    for name in ("window", "category", "format"):
        for choice in PARAMETERS[name][1]["enum"]:
            assert getattr(read_query({name: choice}), name) == choice


async def test_the_document_is_served_and_is_openapi():
    async with client_of(some()) as client, client.get("/api/openapi.json") as answer:
        document = await answer.json()
    assert document["openapi"].startswith("3.1")
    for operation in document["paths"].values():
        for response in operation["get"]["responses"].values():
            for content in response["content"].values():
                name = content["schema"].get("$ref", "#/components/schemas/Problem").rpartition("/")[2]
                assert name in document["components"]["schemas"]
