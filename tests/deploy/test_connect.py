"""The configurations for Kafka Connect, held against the schemas."""

import json
import re
from typing import Any

import pytest

from streams.topics import ENRICHED, EVENTS, MENTIONS, RAW, REJECTED
from tests.deploy.files import DEPLOY, ROOT

FOLDER = DEPLOY / "connect"
FILES = sorted(FOLDER.glob("*.json"))
EVENT = json.loads((ROOT / "schemas" / "geo.events.v1.schema.json").read_text("utf-8"))
EXAMPLES = [
    json.loads(path.read_text("utf-8")) for path in sorted((ROOT / "schemas/examples/geo.events.v1").glob("*.json"))
]
EVERY = {
    *("connector.class", "tasks.max", "topics", "key.converter", "value.converter", "value.converter.schemas.enable"),
    *("value.converter.schema.content", "transforms", "errors.tolerance"),
    *("consumer.override.isolation.level", "consumer.override.auto.offset.reset"),
}
OWN = {
    "org.apache.kafka.connect.file.FileStreamSinkConnector": {"file"},
    "io.aiven.connect.jdbc.JdbcSinkConnector": {
        *("connection.url", "connection.user", "connection.password", "dialect.name", "table.name.format"),
        *("insert.mode", "pk.mode", "pk.fields", "auto.create", "auto.evolve", "batch.size", "max.retries"),
        *("transforms.flat.type", "transforms.flat.delimiter"),
    },
    "io.aiven.kafka.connect.s3.AivenKafkaConnectS3SinkConnector": {
        *("aws.access.key.id", "aws.secret.access.key", "aws.s3.bucket.name", "aws.s3.region", "aws.s3.endpoint"),
        *("file.name.template", "file.compression.type", "file.max.records"),
        *("format.output.type", "format.output.fields", "format.output.envelope"),
    },
}
"""The keys that each connector documents, as far as they are of use here."""
TYPES = {"string": {"string"}, "int64": {"integer"}, "double": {"number"}, "boolean": {"boolean"}}
HERE = {"string": str, "int64": int, "double": (int, float), "boolean": bool, "struct": dict}

each_file = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)


def config(name: str) -> dict[str, str]:
    return json.loads((FOLDER / f"{name}.json").read_text("utf-8"))["config"]


def resolved(schema: dict[str, Any]) -> list[dict[str, Any]]:
    """The alternatives of a JSON Schema, references followed."""
    if "$ref" in schema:
        return resolved(EVENT["definitions" if "definitions" in EVENT else "$defs"][schema["$ref"].rsplit("/", 1)[1]])
    if "anyOf" in schema:
        return [found for part in schema["anyOf"] for found in resolved(part)]
    return [schema]


def misfits(fields: list[dict[str, Any]], schema: dict[str, Any], path: str = "") -> list[str]:
    """Where Connect's schema does not fit the JSON Schema: another name or type, required though it may be absent."""
    wrong = []
    for field in fields:
        name = f"{path}{field['field']}"
        if field["field"] not in schema["properties"]:
            wrong.append(f"{name} does not exist")
            continue
        told = resolved(schema["properties"][field["field"]])
        kinds = {kind.get("type", "string") for kind in told}  # an enumeration has no type
        may_lack = "null" in kinds or field["field"] not in schema.get("required", [])
        if may_lack and not field["optional"]:
            wrong.append(f"{name} may be absent")
        if field["type"] == "struct":
            inside = [kind for kind in told if "properties" in kind]
            wrong += misfits(field["fields"], inside[0], f"{name}.") if inside else [f"{name} is no object"]
        elif not kinds - {"null"} <= TYPES[field["type"]]:
            wrong.append(f"{name} is {kinds}")
    return wrong


def event_schema() -> dict[str, Any]:
    return resolved(EVENT)[0] if "properties" not in EVENT else EVENT


@each_file
def test_every_key_is_one_that_the_connector_knows(path: Any) -> None:
    given = json.loads(path.read_text("utf-8"))
    assert set(given) == {"name", "config"}
    assert set(given["config"]) - EVERY - OWN[given["config"]["connector.class"]] == set()
    assert all(isinstance(value, str) for value in given["config"].values())


@each_file
def test_it_reads_committed_records_of_topics_that_exist_and_holds_no_secret(path: Any) -> None:
    given = json.loads(path.read_text("utf-8"))["config"]
    assert set(given["topics"].split(",")) <= {RAW, ENRICHED, REJECTED, MENTIONS, EVENTS}
    assert given["consumer.override.isolation.level"] == "read_committed"
    for name, value in given.items():
        if re.search("password|secret|access.key", name):
            assert re.fullmatch(r"\$\{file:[^:]+:[^}]+\}", value), name


def test_the_columns_of_the_table_are_fields_of_the_events_with_their_types() -> None:
    content = json.loads(config("jdbc-events")["value.converter.schema.content"])
    assert misfits(content["fields"], event_schema()) == []


def test_a_wrong_field_a_wrong_type_and_a_missing_null_are_noticed() -> None:
    fields = [
        {"field": "actr", "type": "string", "optional": True},
        {"field": "quad", "type": "string", "optional": False},
        {"field": "mode", "type": "string", "optional": False},
    ]
    assert misfits(fields, event_schema()) == ["actr does not exist", "quad is {'integer'}", "mode may be absent"]


def test_every_example_has_a_row() -> None:
    content = json.loads(config("jdbc-events")["value.converter.schema.content"])

    def check(fields: list[dict[str, Any]], value: dict[str, Any]) -> None:
        for field in fields:
            found = value.get(field["field"])
            if found is None:
                assert field["optional"], field["field"]
            else:
                assert isinstance(found, HERE[field["type"]]), field["field"]
                if field["type"] == "struct":
                    check(field["fields"], found)

    assert EXAMPLES
    for example in EXAMPLES:
        check(content["fields"], example)


def test_the_primary_key_is_the_id_of_the_event() -> None:
    given = config("jdbc-events")
    assert (given["pk.mode"], given["pk.fields"], given["insert.mode"]) == ("record_value", "id", "upsert")


def test_the_page_has_a_row_for_every_file() -> None:
    page = (FOLDER / "README.md").read_text("utf-8")
    assert re.findall(r"^\| `([\w-]+\.json)`", page, re.M) == [path.name for path in FILES]
