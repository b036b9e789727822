"""The AsyncAPI 3 document of the topics: what can be sent and subscribed to, with keys, headers and schemas."""

from typing import Any

import streams
from streams.errors import REJECTION_CODES
from streams.settings import Settings
from streams.topics import ENRICHED, EVENTS, MENTIONS, RAW, REJECTED, wanted_topics

BINDING = "0.5.0"
JSON_SCHEMA = "application/schema+json;version=draft-07"

KEYS = {
    RAW: "article id; may be empty, the id is then derived from the content",
    ENRICHED: "article id (the derived id where the raw record had none)",
    REJECTED: "the key of the raw record, untouched",
    MENTIONS: "entity id, such as iso:RU or wikidata:Q7184",
    EVENTS: "ACTOR>RECIPIENT: country or group code each, - where there is none (RU>UA, NATO>RU, ->IR)",
}
MESSAGES = {
    RAW: ("RawArticle", "A news article as the wire sent it. Any producer may write here."),
    ENRICHED: ("EnrichedArticle", "An article with its language, entities, countries, bodies and events."),
    REJECTED: ("RejectedArticle", "A raw record that could not be enriched: its bytes, and in the headers why."),
    MENTIONS: ("Mention", "One linked entity of one article. No order between articles is promised."),
    EVENTS: ("Event", "One political event (PLOVER) of one article."),
}
_ORIGIN = {
    "origin.topic": {"type": "string", "description": "topic of the raw record"},
    "origin.partition": {"type": "string", "pattern": "^[0-9]+$", "description": "its partition, in decimal digits"},
    "origin.offset": {"type": "string", "pattern": "^[0-9]+$", "description": "its offset, in decimal digits"},
}
_TOPIC_ID = {
    "origin.topic-id": {"type": "string", "description": "Kafka's id of that topic, new when it is created again"}
}
_TRACE = {
    "traceparent": {"type": "string", "description": "W3C Trace Context of who sent the raw record, where it has one"}
}
_REJECTION = {
    "error.code": {"type": "string", "enum": sorted(REJECTION_CODES), "description": "codes may be added"},
    "error.reason": {"type": "string", "description": "one line for a person; names the path of a wrong field"},
    "error.at": {"type": "string", "format": "date-time", "description": "when it was rejected, UTC"},
}
_CUTS = {
    "error.truncated": {"type": "string", "description": "bytes of the whole value, where it is cut"},
    "error.key-cut": {"type": "string", "description": "bytes of the whole key, where it is cut"},
    "error.headers-cut": {"type": "string", "description": "headers of the producer that are missing"},
}
_REPLAY = {"replay.of": {"type": "string", "description": "on a record that was sent again: what it repeats"}}


def asyncapi_document(schema_files: dict[str, str]) -> dict[str, Any]:
    """`schema_files`: topic -> name of its JSON Schema beside this document; a topic without one holds raw bytes."""
    topics = {topic.name: topic for topic in wanted_topics(Settings())}
    return {
        "asyncapi": "3.0.0",
        "id": "urn:lagebild",
        "info": {
            "title": "Lagebild",
            "version": streams.__version__,
            "description": (
                "Raw articles in, enriched articles, mentions and political events out. Every output belongs to a Kafka"
                " transaction: subscribe with isolation level read_committed. Topic names may carry the installation's"
                " prefix; partitions, retention and size limits are the defaults of settings. Header values are UTF-8."
            ),
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": "application/json",
        "servers": {
            "kafka": {
                "host": "localhost:9092",
                "protocol": "kafka",
                "description": "the embedded broker; an installation names its own",
            }
        },
        "channels": {name: _channel(name, topic.partitions, topic.config) for name, topic in topics.items()},
        "operations": {_operation(name): _use(name) for name in topics},
        "components": {
            "messages": {MESSAGES[name][0]: _message(name, schema_files.get(name)) for name in topics},
            "schemas": {
                "RawHeaders": _headers(_REPLAY, required=False),
                "OriginHeaders": _headers(_ORIGIN, _TOPIC_ID | _TRACE),
                "RejectionHeaders": _headers(_ORIGIN | _REJECTION, _TOPIC_ID | _TRACE | _CUTS),
            },
        },
    }


def _channel(name: str, partitions: int, config: dict[str, str]) -> dict[str, Any]:
    message, summary = MESSAGES[name]
    numbers = {key: int(value) for key, value in config.items() if key != "cleanup.policy"}
    return {
        "address": name,
        "description": summary,
        "servers": [{"$ref": "#/servers/kafka"}],
        "messages": {message: {"$ref": f"#/components/messages/{message}"}},
        "bindings": {
            "kafka": {
                "partitions": partitions,
                "topicConfiguration": {"cleanup.policy": config["cleanup.policy"].split(","), **numbers},
                "bindingVersion": BINDING,
            }
        },
    }


def _operation(name: str) -> str:
    return ("receive" if name == RAW else "send") + MESSAGES[name][0]


def _use(name: str) -> dict[str, Any]:
    """What the pipeline itself does with the channel; a subscriber does the opposite."""
    return {
        "action": "receive" if name == RAW else "send",
        "channel": {"$ref": f"#/channels/{name}"},
        "messages": [{"$ref": f"#/channels/{name}/messages/{MESSAGES[name][0]}"}],
    }


def _message(name: str, schema_file: str | None) -> dict[str, Any]:
    headers = {RAW: "RawHeaders", REJECTED: "RejectionHeaders"}.get(name, "OriginHeaders")
    if schema_file:
        payload = {"schemaFormat": JSON_SCHEMA, "schema": {"$ref": f"./{schema_file}"}}
    else:
        payload = {"type": "string", "format": "binary", "description": "the bytes of the raw record, untouched"}
    return {
        "name": MESSAGES[name][0],
        "summary": MESSAGES[name][1],
        "contentType": "application/json" if schema_file else "application/octet-stream",
        "headers": {"$ref": f"#/components/schemas/{headers}"},
        "payload": payload,
        "bindings": {"kafka": {"key": {"type": "string", "description": KEYS[name]}, "bindingVersion": BINDING}},
    }


def _headers(
    properties: dict[str, Any], also: dict[str, Any] | None = None, *, required: bool = True
) -> dict[str, Any]:
    """Headers of the raw record are kept on the rejected one, so others may be there too."""
    return {"type": "object", "properties": properties | (also or {})} | (
        {"required": list(properties)} if required else {}
    )
