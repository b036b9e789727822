"""How often country and sector of an actor string are right, against a gold file."""

from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson

from streams.events.parties.party import Party
from streams.events.parties.resolve import resolve
from streams.knowledge import Knowledge


def evaluate_actors(path: Path, knowledge: Knowledge) -> dict[str, Any]:
    """Scores JSON lines `{text, lang, date, country, group, sector}`, each string read as a text of its own.

    Returns shares (`country`: country and body right) in all and by language, and what was wrong.
    """
    counts: dict[str, Counter[str]] = {}
    wrong = []
    with path.open("rb") as file:
        for line in filter(None, map(bytes.strip, file)):
            gold = orjson.loads(line)
            party = resolve_alone(gold["text"], gold["lang"], datetime.fromisoformat(gold["date"]), knowledge)
            whose = (party.country, party.group) == (gold["country"], gold["group"])
            sector = party.sector == gold["sector"]
            for key in ("all", gold["lang"]):
                counts.setdefault(key, Counter()).update(actors=1, country=whose, sector=sector)
            if not (whose and sector):
                found = (party.country, party.group, party.sector)
                wrong.append(f"{gold['text']}: {found}, not {(gold['country'], gold['group'], gold['sector'])}")
    rates: dict[str, Any] = {
        key: {
            "actors": count["actors"],
            "country": count["country"] / count["actors"],
            "sector": count["sector"] / count["actors"],
        }
        for key, count in counts.items()
    }
    return {**rates, "wrong": wrong}


def resolve_alone(text: str, language: str, at: datetime, knowledge: Knowledge) -> Party:
    """Who a noun phrase is on a day, with nothing around it."""
    span = (0, len(text))
    entities = knowledge.link(text, language=language, published_at=at)
    parties = resolve(
        [span],
        text=text,
        language=language,
        entities=entities,
        links=(),
        names=(),
        published_at=at,
        dateline=None,
        home=None,
        knowledge=knowledge,
    )
    return parties[span]
