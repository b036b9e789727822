"""The committed schemas and examples against the structs, and the gate that keeps subscribers working."""

import copy
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, get_args

import jsonschema_rs
import msgspec
import pytest

from streams import records, schemas
from streams.errors import ConfigurationError
from streams.topics import ENRICHED, EVENTS, MENTIONS, RAW

EXAMPLES = sorted((schemas.FOLDER / "examples").glob("*/*.json"))


def topic_of(example: Path) -> str:
    return example.parent.name.removesuffix(".v1")


def examples(topic: str) -> list[Any]:
    return [json.loads(path.read_text("utf-8")) for path in EXAMPLES if topic_of(path) == topic]


def committed(topic: str) -> dict[str, Any]:
    return json.loads((schemas.FOLDER / schemas.schema_file(topic)).read_text("utf-8"))


each_example = pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: f"{topic_of(path)}/{path.stem}")
each_topic = pytest.mark.parametrize("topic", schemas.TOPIC_RECORDS)


def test_the_committed_files_are_what_the_structs_generate() -> None:
    assert schemas.check(schemas.FOLDER) == []


@each_topic
def test_a_topics_schema_is_valid_json_schema(topic: str) -> None:
    assert jsonschema_rs.meta.is_valid(committed(topic))


@each_example
def test_an_example_obeys_its_schema(example: Path) -> None:
    validator = jsonschema_rs.validator_for(committed(topic_of(example)), validate_formats=True)
    assert [str(error) for error in validator.iter_errors(json.loads(example.read_text("utf-8")))] == []


@each_example
def test_an_example_is_what_its_struct_reads_and_writes(example: Path) -> None:
    struct = schemas.TOPIC_RECORDS[topic_of(example)]
    record = msgspec.json.decode(example.read_bytes(), type=struct)
    assert msgspec.json.decode(records.encode(record), type=struct) == record
    unknown = set(json.loads(example.read_text("utf-8"))) - set(struct.__struct_encode_fields__)
    assert not unknown


@each_topic
def test_every_field_of_a_topics_records_is_used_in_an_example(topic: str) -> None:
    parts = schemas.topic_schema(topic)
    wanted = {
        f"{name}.{field}"
        for name, part in [(parts["title"], parts), *parts["$defs"].items()]
        for field in part["properties"]
    }
    used = {use for record in examples(topic) for use in fields_used(record, schemas.TOPIC_RECORDS[topic])}
    assert wanted - used == set()


def fields_used(value: Any, struct: type[msgspec.Struct]) -> Iterator[str]:
    """`Struct.field` of every field that holds something, in the record and the structs inside it."""
    for field in msgspec.structs.fields(struct):
        held = value.get(field.encode_name)
        if held is None or held in ([], {}, ""):
            continue
        yield f"{struct.__name__}.{field.encode_name}"
        for inner in structs_in(field.type):
            for item in held if isinstance(held, list) else [held]:
                yield from fields_used(item, inner)


def structs_in(type_: Any) -> list[type[msgspec.Struct]]:
    if isinstance(type_, type) and issubclass(type_, msgspec.Struct):
        return [type_]
    return [struct for part in get_args(type_) for struct in structs_in(part)]


@each_topic
def test_a_topic_has_examples_in_german_and_english(topic: str) -> None:
    assert {path.stem for path in EXAMPLES if topic_of(path) == topic} >= {"de", "en"}


def test_the_spans_of_the_enriched_examples_quote_the_text_exactly() -> None:
    for article in examples(ENRICHED):
        quotes = [part for part in parts_with_spans(article) if "text" in part and "start" in part]
        assert len(quotes) > 20
        assert [part["text"] for part in quotes] == [article["text"][part["start"] : part["end"]] for part in quotes]


def parts_with_spans(thing: Any) -> Iterator[dict[str, Any]]:
    if isinstance(thing, dict):
        yield thing
        thing = list(thing.values())
    if isinstance(thing, list):
        for item in thing:
            yield from parts_with_spans(item)


def test_the_evidence_of_the_examples_lies_in_its_sentence() -> None:
    for article in examples(ENRICHED):
        for event in article["events"]:
            for evidence in event["evidence"]:
                start, end = evidence["sentence"]
                spans = [evidence[role] for role in ("trigger", "actor", "recipient") if evidence[role]]
                assert all(start <= low < high <= end for low, high in spans)
                assert article["text"][end - 1] == "."


def test_an_enriched_example_is_the_outcome_of_the_raw_example() -> None:
    raw = {article["id"]: article for article in examples(RAW) if "id" in article}
    for article in examples(ENRICHED):
        source = raw[article["id"]]
        assert article["text"] == f"{source['title']}\n\n{source['body']}"
        assert article["text"][: article["title_end"]] == source["title"]
        kept = set(source) & set(article) - {"language"}
        assert {field: article[field] for field in kept} == {field: source[field] for field in kept}


def test_the_shares_of_an_examples_countries_add_up() -> None:
    for article in examples(ENRICHED):
        countries = article["countries"]
        assert sum(country["share"] for country in countries) == pytest.approx(1, abs=1e-3)
        assert countries == sorted(countries, key=lambda country: -country["share"])


def test_the_example_mentions_count_the_entities_of_their_article() -> None:
    articles = {article["id"]: article for article in examples(ENRICHED)}
    for mention in examples(MENTIONS):
        found = [e for e in articles[mention["article"]]["entities"] if e["id"] == mention["entity"]["id"]]
        assert mention["count"] == len(found)
        assert mention["first"] == [found[0]["start"], found[0]["end"]]


def test_the_example_events_are_events_of_their_article() -> None:
    articles = {article["id"]: article for article in examples(ENRICHED)}
    for event in examples(EVENTS):
        assert event in articles[event["article"]]["events"]


Change = Callable[[dict[str, Any]], object]


def broken(topic: str, change: Change) -> list[str]:
    before = schemas.topic_schema(topic)
    now = copy.deepcopy(before)
    change(now)
    return schemas.breaches(before, now)


@pytest.mark.parametrize(
    "change, complaint",
    [
        (lambda now: now["properties"].pop("url"), "EnrichedArticle.url: removed"),
        (lambda now: now["properties"].update(title_end={"type": "number"}), "EnrichedArticle.title_end: retyped"),
        (lambda now: now["properties"]["authors"]["items"].update(type="null"), "EnrichedArticle.authors: retyped"),
        (lambda now: now["properties"]["status"]["enum"].append("none"), "EnrichedArticle.status: retyped"),
        (lambda now: now["$defs"]["Event"]["properties"]["quad"].update(maximum=5), "Event.quad: retyped"),
        (lambda now: now["required"].append("source"), "EnrichedArticle.source: newly required"),
        (lambda now: now["required"].remove("text"), "EnrichedArticle.text: no longer always there"),
        (lambda now: now["$defs"]["Entity"]["properties"].pop("lat"), "Entity.lat: removed"),
        (lambda now: now["$defs"].pop("Speaker"), "Speaker: removed"),
    ],
)
def test_a_change_that_breaks_subscribers_is_named(change: Change, complaint: str) -> None:
    assert broken(ENRICHED, change) == [complaint]


@pytest.mark.parametrize(
    "change",
    [
        lambda now: now["properties"].update(mood={"anyOf": [{"type": "string"}, {"type": "null"}], "default": None}),
        lambda now: now["properties"]["version"].update(description="said in other words"),
        lambda now: now["properties"]["id"].update(maxLength=512),
        lambda now: now["$defs"].update(Place={"type": "object", "properties": {}, "required": []}),
    ],
    ids=["an optional field", "other words", "a bound where none was", "a new struct"],
)
def test_an_addition_or_other_words_break_nobody(change: Change) -> None:
    assert broken(ENRICHED, change) == []


def test_writing_into_an_empty_folder_makes_every_file_and_a_second_time_none(tmp_path: Path) -> None:
    assert sorted(schemas.write(tmp_path / "new")) == sorted(schemas.documents())
    assert schemas.check(tmp_path / "new") == []
    assert schemas.write(tmp_path / "new") == []


def test_writing_refuses_a_breach_and_leaves_every_file_alone(tmp_path: Path) -> None:
    schemas.write(tmp_path)
    promised = committed(EVENTS)
    promised["properties"]["headline"] = {"type": "string"}
    path = tmp_path / schemas.schema_file(EVENTS)
    path.write_text(json.dumps(promised), "utf-8")
    (tmp_path / "asyncapi.json").unlink()
    with pytest.raises(ConfigurationError, match=r"Event\.headline: removed"):
        schemas.write(tmp_path)
    assert json.loads(path.read_text("utf-8")) == promised
    assert not (tmp_path / "asyncapi.json").exists()
    assert any("Event.headline: removed" in line for line in schemas.check(tmp_path))


def test_the_command_exits_0_when_all_is_current_and_1_when_not(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "streams.schemas", "--folder", str(tmp_path)]
    missing = subprocess.run([*command, "--check"], capture_output=True, text=True, check=False)
    assert (missing.returncode, "asyncapi.json: missing" in missing.stderr) == (1, True)
    assert subprocess.run([*command, "--write"], capture_output=True, check=False).returncode == 0
    current = subprocess.run([*command, "--check"], capture_output=True, text=True, check=False)
    assert (current.returncode, current.stdout) == (0, "schemas are up to date\n")
