"""The rules of AsyncAPI 3.0 for the parts that `schemas/asyncapi.json` uses: checked without a network."""

from pathlib import Path
from typing import Any

KEYS: dict[str, set[str]] = {
    "document": {"asyncapi", "id", "info", "defaultContentType", "servers", "channels", "operations", "components"},
    "info": {"title", "version", "description", "license", "termsOfService", "contact", "tags", "externalDocs"},
    "server": {"host", "protocol", "protocolVersion", "pathname", "title", "summary", "description", "variables"},
    "channel": {"address", "messages", "title", "summary", "description", "servers", "parameters", "tags", "bindings"},
    "operation": {"action", "channel", "messages", "title", "summary", "description", "security", "tags", "bindings"},
    "message": {"name", "title", "summary", "description", "contentType", "headers", "payload", "examples", "bindings"},
    "channel binding": {"topic", "partitions", "replicas", "topicConfiguration", "bindingVersion"},
    "message binding": {"key", "schemaIdLocation", "schemaLookupStrategy", "bindingVersion"},
}
REQUIRED: dict[str, set[str]] = {
    "document": {"asyncapi", "info"},
    "info": {"title", "version"},
    "server": {"host", "protocol"},
    "operation": {"action", "channel"},
}


def problems(document: dict[str, Any], folder: Path) -> list[str]:
    """What breaks a rule, one line each; `folder` is where references to other files are looked for."""
    found = _keys("document", document, "document")
    found += _keys("info", document.get("info", {}), "info")
    if not str(document.get("asyncapi", "")).startswith("3.0."):
        found.append("asyncapi: not 3.0.x")
    for name, server in document.get("servers", {}).items():
        found += _keys("server", server, f"servers.{name}")
    for name, channel in document.get("channels", {}).items():
        found += _keys("channel", channel, f"channels.{name}")
        found += _keys("channel binding", channel.get("bindings", {}).get("kafka", {}), f"channels.{name}.bindings")
    for name, operation in document.get("operations", {}).items():
        found += _keys("operation", operation, f"operations.{name}")
        if operation.get("action") not in ("send", "receive"):
            found.append(f"operations.{name}: action is neither send nor receive")
        own = operation.get("channel", {}).get("$ref", "") + "/messages/"
        found += [
            f"operations.{name}: {message['$ref']} is not a message of its channel"
            for message in operation.get("messages", [])
            if not message["$ref"].startswith(own)
        ]
    for name, message in document.get("components", {}).get("messages", {}).items():
        found += _keys("message", message, f"messages.{name}")
        found += _keys("message binding", message.get("bindings", {}).get("kafka", {}), f"messages.{name}.bindings")
    return found + [
        f"{reference}: leads nowhere" for reference in _references(document) if not _leads(reference, document, folder)
    ]


def _keys(kind: str, thing: dict[str, Any], where: str) -> list[str]:
    unknown = sorted(set(thing) - KEYS[kind])
    missing = sorted(REQUIRED.get(kind, set()) - set(thing))
    return [f"{where}: unknown {key}" for key in unknown] + [f"{where}: {key} is missing" for key in missing]


def _references(thing: Any) -> list[str]:
    if isinstance(thing, list):
        return [reference for item in thing for reference in _references(item)]
    if not isinstance(thing, dict):
        return []
    own = [thing["$ref"]] if "$ref" in thing else []
    return own + [reference for item in thing.values() for reference in _references(item)]


def _leads(reference: str, document: dict[str, Any], folder: Path) -> bool:
    if not reference.startswith("#/"):
        return (folder / reference).is_file()
    place: Any = document
    for step in reference[2:].split("/"):
        place = place.get(step) if isinstance(place, dict) else None
    return place is not None
