"""Enriched articles for the export tests, on a topic of their own."""

import copy
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from kafka import KafkaProducer

from streams.settings import Settings
from streams.topics import ENRICHED, topic_name

EXAMPLES = Path(__file__).parents[2] / "schemas" / "examples" / "articles.enriched.v1"
GERMAN = json.loads((EXAMPLES / "de.json").read_text("utf-8"))
ENGLISH = json.loads((EXAMPLES / "en.json").read_text("utf-8"))


def article(pattern: Mapping[str, Any], name: str, **changes: Any) -> dict[str, Any]:
    """A copy with ids of its own; `changes` are fields."""
    made = copy.deepcopy(dict(pattern)) | {"id": name} | changes
    for number, event in enumerate(made["events"]):
        event |= {"id": f"{name}:{number}", "article": name, "version": made["version"]}
    return made


def put(
    settings: Settings, values: Iterable[Mapping[str, Any] | bytes | None], at_ms: int | None = None, key: str = ""
) -> None:
    """Onto the enriched topic, keyed by article id (bytes and nothing: by `key`), with the record time `at_ms`."""
    producer = KafkaProducer(bootstrap_servers=settings.brokers)
    for value in values:
        encoded = json.dumps(value).encode() if isinstance(value, Mapping) else value
        name = value["id"] if isinstance(value, Mapping) else key
        producer.send(topic_name(settings, ENRICHED), key=name.encode(), value=encoded, timestamp_ms=at_ms)
    producer.flush()
    producer.close()
