"""One line for a person about a record of each topic."""

from collections.abc import Mapping
from typing import Any

from streams import topics

TEXT_WIDTH = 70
WIDTHS = {
    topics.RAW: (19, 20, TEXT_WIDTH),
    topics.ENRICHED: (19, 8, 14, 60),
    topics.REJECTED: (19, 16, 56),
    topics.MENTIONS: (30, 18, 7, 5),
    topics.EVENTS: (28, 10, 14, 28, 12, 8, 18),
}
"""Cells of each column but the last."""


def row_of(topic: str, value: Mapping[str, Any]) -> dict[str, Any]:
    """Heading -> value; the headings depend on the topic alone."""
    if topic == topics.ENRICHED:
        return {
            "enriched": _time(value.get("enriched_at")),
            "language": (value.get("language") or {}).get("code"),
            "countries": " ".join(item["code"] for item in (value.get("countries") or ())[:5]),
            "headline": _short((value.get("text") or "")[: value.get("title_end") or None]),
            "id": value.get("id"),
        }
    if topic == topics.REJECTED:
        return {
            "rejected": _time(value.get("at")),
            "code": value.get("code"),
            "reason": _short(value.get("reason")),
            "key": value.get("key"),
        }
    if topic == topics.MENTIONS:
        entity = value.get("entity") or {}
        return {
            "entity": entity.get("name"),
            "id": entity.get("id"),
            "country": entity.get("country"),
            "count": value.get("count"),
            "article": value.get("article"),
        }
    if topic == topics.EVENTS:
        return {
            "actor": _actor(value.get("actor")),
            "category": value.get("category"),
            "mode": value.get("mode"),
            "recipient": _actor(value.get("recipient")),
            "modality": value.get("modality"),
            "reported": "reported" if value.get("reported") else "",
            "trigger": (value.get("trigger") or {}).get("text"),
            "article": value.get("article"),
        }
    text = f"{value.get('title') or ''} {value.get('body') or ''}".strip()
    return {
        "published": _time(value.get("published_at")),
        "source": value.get("source"),
        "text": _short(text or value.get("value")),
        "id": value.get("id"),
    }


def _actor(actor: Mapping[str, Any] | None) -> str:
    if not actor:
        return "-"
    who = actor.get("country") or actor.get("group") or "?"
    sector = f" {actor['sector']}" if actor.get("sector") else ""
    return f"{actor.get('text')} ({who}{sector})"


def _time(moment: str | None) -> str:
    return (moment or "")[:19].replace("T", " ")


def _short(text: str | None) -> str:
    line = " ".join((text or "").split())
    return line if len(line) <= TEXT_WIDTH else line[: TEXT_WIDTH - 1] + "…"
