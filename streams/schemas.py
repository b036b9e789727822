"""The committed `schemas/`, generated from the structs: `python -m streams.schemas --write | --check`.

JSON Schema draft-07, the newest draft that every AsyncAPI 3 tool must read. `--write` refuses a change that would break
a subscriber; such a change needs a new version of the topic's schema (docs/schemas.md).
"""

import argparse
import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any, get_args

import msgspec

from streams import records
from streams.asyncapi import asyncapi_document
from streams.errors import ConfigurationError
from streams.topics import ENRICHED, EVENTS, MENTIONS, RAW

FOLDER = Path(__file__).parent.parent / "schemas"
TOPIC_RECORDS: dict[str, type[msgspec.Struct]] = {
    RAW: records.RawArticle,
    ENRICHED: records.EnrichedArticle,
    MENTIONS: records.Mention,
    EVENTS: records.Event,
}
"""Topic -> the struct of its values. `articles.rejected` has none: its values are whatever was sent."""

Schema = dict[str, Any]
BOUNDS = ("maxLength", "maxItems", "maximum")


def schema_file(topic: str) -> str:
    """`articles.raw` -> `articles.raw.v1.schema.json`."""
    return f"{topic}.v1.schema.json"


def topic_schema(topic: str) -> Schema:
    """The JSON Schema of one topic's values: the struct's fields at the root, the structs inside it under `$defs`."""
    struct = TOPIC_RECORDS[topic]
    _, parts = msgspec.json.schema_components([struct], ref_template="#/$defs/{name}")
    for name, part in parts.items():
        _mark_times(part, getattr(records, name))
    parts = _draft_07(parts)
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": f"urn:lagebild:{topic}.v1",
        **parts.pop(struct.__name__),
        "$defs": parts,
    }


def documents() -> dict[str, str]:
    """File name -> text of everything generated in `schemas/`."""
    generated = {schema_file(topic): topic_schema(topic) for topic in TOPIC_RECORDS}
    generated["asyncapi.json"] = asyncapi_document({topic: schema_file(topic) for topic in TOPIC_RECORDS})
    return {name: json.dumps(content, indent=2, ensure_ascii=False) + "\n" for name, content in generated.items()}


WIDENED = frozenset({"EnrichedArticle.coverage"})
"""Fields whose list of values grew before the first release; to be emptied with it."""


def breaches(before: Schema, now: Schema) -> list[str]:
    """What a subscriber or feeder built for `before` would stumble over in `now`, one line each.

    Fields may be added where they are optional, words in descriptions may change, and a bound may be named where none
    was (a record beyond it was never delivered); nothing else may.
    """
    found = []
    old_parts, new_parts = _parts(before), _parts(now)
    for name, old in old_parts.items():
        if name not in new_parts:
            found.append(f"{name}: removed")
            continue
        new = new_parts[name]
        for field, type_ in old["properties"].items():
            if field not in new["properties"]:
                found.append(f"{name}.{field}: removed")
            elif f"{name}.{field}" in WIDENED:
                continue
            elif _bare(type_) != _without_new_bounds(_bare(new["properties"][field]), _bare(type_)):
                found.append(f"{name}.{field}: retyped")
        for field in sorted(set(new["required"]) - set(old["required"])):
            found.append(f"{name}.{field}: newly required")
        for field in sorted((set(old["required"]) - set(new["required"])) & set(new["properties"])):
            found.append(f"{name}.{field}: no longer always there")
    return found


def check(folder: Path) -> list[str]:
    """What is wrong with the committed files, one line each: missing, stale, or a breach of compatibility."""
    problems = []
    for name, text in documents().items():
        path = folder / name
        if not path.exists():
            problems.append(f"{name}: missing")
        elif path.read_text("utf-8") != text:
            problems += [f"{name}: stale, run `python -m streams.schemas --write`", *_breaches_of(path, text)]
    return problems


def write(folder: Path) -> list[str]:
    """Writes what differs and returns the names. Raises `ConfigurationError` on a breach, with nothing written."""
    wanted = documents()
    broken = [line for name, text in wanted.items() for line in _breaches_of(folder / name, text)]
    if broken:
        raise ConfigurationError("subscribers would break: " + "; ".join(broken) + "; see docs/schemas.md")
    folder.mkdir(parents=True, exist_ok=True)
    changed = [n for n, t in wanted.items() if not (folder / n).exists() or (folder / n).read_text("utf-8") != t]
    for name in changed:
        (folder / name).write_text(wanted[name], "utf-8")
    return changed


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m streams.schemas", description="Generates or checks schemas/.")
    action = parser.add_mutually_exclusive_group(required=True)
    action.add_argument("--write", action="store_true", help="write what differs")
    action.add_argument("--check", action="store_true", help="exit 1 where the files differ from the structs")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="default: schemas/ of this checkout")
    options = parser.parse_args(arguments)
    if options.check:
        problems = check(options.folder)
        print("\n".join(problems) or "schemas are up to date", file=sys.stderr if problems else sys.stdout)
        return 1 if problems else 0
    try:
        changed = write(options.folder)
    except ConfigurationError as error:
        print(error, file=sys.stderr)
        return 1
    print("\n".join(f"wrote {name}" for name in changed) or "nothing changed")
    return 0


def _breaches_of(path: Path, text: str) -> list[str]:
    if not path.name.endswith(".schema.json") or not path.exists():
        return []
    return [f"{path.name}: {line}" for line in breaches(json.loads(path.read_text("utf-8")), json.loads(text))]


def _parts(schema: Schema) -> dict[str, Schema]:
    return {schema["title"]: schema, **schema["$defs"]}


def _bare(schema: Any) -> Any:
    """A property's type without the words about it and its default."""
    if isinstance(schema, dict):
        return {key: _bare(value) for key, value in schema.items() if key not in ("description", "default")}
    return [_bare(item) for item in schema] if isinstance(schema, list) else schema


def _without_new_bounds(schema: Any, before: Any) -> Any:
    """`schema` without upper bounds that `before` has not."""
    if isinstance(schema, dict) and isinstance(before, dict):
        return {
            key: _without_new_bounds(value, before.get(key))
            for key, value in schema.items()
            if key in before or key not in BOUNDS
        }
    if isinstance(schema, list) and isinstance(before, list) and len(schema) == len(before):
        return [_without_new_bounds(*pair) for pair in zip(schema, before, strict=True)]
    return schema


def _mark_times(schema: Schema, struct: type[msgspec.Struct]) -> None:
    """msgspec says only `string` for a datetime; the contract says RFC 3339."""
    for field in msgspec.structs.fields(struct):
        if datetime in (field.type, *get_args(field.type)):
            prop = schema["properties"][field.encode_name]
            for choice in prop.get("anyOf", [prop]):
                if choice["type"] == "string":
                    choice["format"] = "date-time"


def _draft_07(schema: Any) -> Any:
    """A tuple in draft-07 words: a list of `items` instead of `prefixItems`."""
    if isinstance(schema, list):
        return [_draft_07(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    older = {key: _draft_07(value) for key, value in schema.items()}
    if "prefixItems" in older:
        older |= {"items": older.pop("prefixItems"), "additionalItems": False}
    return older


if __name__ == "__main__":
    sys.exit(main())
