"""What must hold after a run: nothing lost or doubled, the same records as without faults, order per key."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

import orjson
from kafka.consumer.fetcher import ConsumerRecord

from streams.headers import origin_of
from streams.topics import ENRICHED, REJECTED
from tests.wire import Wire

DIFFERS = ("received_at", "enriched_at", "origin")
"""Of an enriched record, in every run."""


def findings(calm: Wire, stormy: Wire) -> list[str]:
    """What is wrong, one line each; `calm` carried the same articles without faults."""
    wrong = miscounts(stormy)
    enriched = stormy.read(ENRICHED)
    expected, found = _by_article(calm.read(ENRICHED)), _by_article(enriched)
    wrong += [f"missing or unlike the undisturbed run: {key}" for key in expected if expected[key] != found.get(key)]
    wrong += [f"not in the undisturbed run: {key}" for key in found.keys() - expected.keys()]
    if _rejections(calm.read(REJECTED)) != _rejections(rejected := stormy.read(REJECTED)):
        wrong.append("other rejections than in the undisturbed run")
    wrong += out_of_order(enriched) + out_of_order(rejected)
    return wrong


def miscounts(wire: Wire) -> list[str]:
    """What the audit finds, one line each."""
    account = wire.audit()
    names = ("lost", "duplicated", "pending", "expired", "foreign")
    return [f"{name}: {count}" for name in names if (count := getattr(account, name))]


def out_of_order(records: Iterable[ConsumerRecord]) -> list[str]:
    """Keys whose outcomes do not follow each other as their raw records do."""
    last: dict[tuple[int, bytes | None], int] = defaultdict(lambda: -1)
    wrong = []
    for record in records:
        origin = origin_of(record.headers)
        assert origin is not None
        place = (origin.partition, record.key)
        if origin.offset <= last[place]:
            wrong.append(f"out of order: {record.key!r} of {origin.partition}/{origin.offset}")
        last[place] = origin.offset
    return wrong


def _by_article(records: Iterable[ConsumerRecord]) -> dict[tuple[str, int], list[dict[str, Any]]]:
    """(id, version) -> its records without what differs; more than one is a duplicate, or was fed twice."""
    found: dict[tuple[str, int], list[dict[str, Any]]] = defaultdict(list)
    for record in records:
        article = orjson.loads(record.value)
        found[article["id"], article["version"]].append({k: v for k, v in article.items() if k not in DIFFERS})
    return dict(found)


def _rejections(records: Iterable[ConsumerRecord]) -> Counter[tuple[bytes | None, bytes | None, bytes | None]]:
    return Counter((r.key, r.value, dict(r.headers)["error.code"]) for r in records)
