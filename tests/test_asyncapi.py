"""The AsyncAPI document: by our own rules always, by AsyncAPI's own schema where npm can fetch it."""

import copy
import json
import shutil
import subprocess
from collections.abc import Callable
from typing import Any

import jsonschema_rs
import pytest

from streams import schemas
from streams.errors import REJECTION_CODES
from streams.topics import EVENTS, RAW, REJECTED
from tests import asyncapi_rules

ASYNCAPI_SPECS = "@asyncapi/specs@6.11.1"
DOCUMENT = json.loads((schemas.FOLDER / "asyncapi.json").read_text("utf-8"))
Change = Callable[[dict[str, Any]], object]


def test_the_asyncapi_document_obeys_the_rules_it_uses() -> None:
    assert asyncapi_rules.problems(DOCUMENT, schemas.FOLDER) == []


@pytest.mark.parametrize(
    "change, complaint",
    [
        (lambda api: api["info"].pop("version"), "info: version is missing"),
        (lambda api: api["channels"][EVENTS].update(adress="x"), "channels.geo.events: unknown adress"),
        (
            lambda api: api["components"]["messages"].pop("Mention"),
            "#/components/messages/Mention: leads nowhere",
        ),
        (
            lambda api: api["operations"]["sendEvent"].update(action="publish"),
            "operations.sendEvent: action is neither send nor receive",
        ),
        (
            lambda api: api["components"]["messages"]["Event"]["payload"]["schema"].update({"$ref": "./gone.json"}),
            "./gone.json: leads nowhere",
        ),
        (
            lambda api: api["operations"]["sendEvent"]["channel"].update({"$ref": "#/channels/geo.mentions"}),
            "operations.sendEvent: #/channels/geo.events/messages/Event is not a message of its channel",
        ),
    ],
)
def test_the_asyncapi_rules_catch_a_mistake(change: Change, complaint: str) -> None:
    document = copy.deepcopy(DOCUMENT)
    change(document)
    assert asyncapi_rules.problems(document, schemas.FOLDER) == [complaint]


def test_the_asyncapi_document_names_every_topic_and_what_outputs_carry() -> None:
    assert set(DOCUMENT["channels"]) == {*schemas.TOPIC_RECORDS, REJECTED}
    headers = {
        name: DOCUMENT["components"]["schemas"][name]["required"] for name in ("OriginHeaders", "RejectionHeaders")
    }
    origin = ["origin.topic", "origin.partition", "origin.offset"]
    assert headers == {"OriginHeaders": origin, "RejectionHeaders": [*origin, "error.code", "error.reason", "error.at"]}
    carried = {
        name: message["headers"]["$ref"].rsplit("/")[-1] for name, message in DOCUMENT["components"]["messages"].items()
    }
    assert carried == {
        "RawArticle": "RawHeaders",
        "EnrichedArticle": "OriginHeaders",
        "RejectedArticle": "RejectionHeaders",
        "Mention": "OriginHeaders",
        "Event": "OriginHeaders",
    }


def test_the_asyncapi_document_names_every_rejection_code() -> None:
    codes = DOCUMENT["components"]["schemas"]["RejectionHeaders"]["properties"]["error.code"]["enum"]
    assert codes == sorted(REJECTION_CODES)


@pytest.fixture(scope="module")
def official_schema(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("NOT CHECKED against AsyncAPI's own schema: npm is not installed")
    folder = tmp_path_factory.mktemp("asyncapi")
    command = [npm, "install", "--no-save", "--ignore-scripts", "--no-audit", "--prefix", str(folder), ASYNCAPI_SPECS]
    try:
        installed = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, cwd=folder)
    except subprocess.TimeoutExpired:
        pytest.skip(f"NOT CHECKED against AsyncAPI's own schema: npm took over 60 s for {ASYNCAPI_SPECS}")
    if installed.returncode:
        pytest.skip(f"NOT CHECKED against AsyncAPI's own schema: npm failed: {installed.stderr.strip()[-200:]}")
    path = folder / "node_modules/@asyncapi/specs/schemas/3.0.0-without-$id.json"
    return json.loads(path.read_text("utf-8"))


def test_the_asyncapi_document_obeys_asyncapis_own_schema(official_schema: dict[str, Any]) -> None:
    validator = jsonschema_rs.validator_for(official_schema)
    assert [str(error) for error in validator.iter_errors(DOCUMENT)] == []
    misspelt = copy.deepcopy(DOCUMENT)
    misspelt["channels"][RAW]["adress"] = "x"
    assert not validator.is_valid(misspelt)
