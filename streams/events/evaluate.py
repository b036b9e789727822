"""Accuracy of the coder on gold: pairs of phrases with a category, sentences with full events, minimal pairs."""

import json
import lzma
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from streams.errors import ConfigurationError
from streams.events.scheme import load_scheme
from streams.records import Actor, Event

Code = Callable[[str, str, datetime | None], Sequence[Event]]
"""(text, language, date) -> its events."""
Record = dict[str, Any]
CATEGORIES = {"YIELD": ("CONCEDE", "RETREAT")}  # a label of older gold files


@dataclass(slots=True)
class Score:
    """Counts of one file; `report` says what they mean."""

    texts: int = 0
    gold: int = 0
    events: int = 0
    right: int = 0  # actor, recipient and category
    parties: int = 0  # actor and recipient, whatever the category
    modality: int = 0  # of those right
    mode: int = 0
    reported: int = 0
    sectors: int = 0  # country, group and sector of both sides, of those right
    pairs: int = 0
    pairs_right: int = 0
    false_texts: int = 0  # texts without an event in which one was found
    empty_texts: int = 0
    by_category: Counter[tuple[str, str]] = field(default_factory=Counter)

    def report(self) -> dict[str, float]:
        precision, recall = _share(self.right, self.events), _share(self.right, self.gold)
        facts = {
            "texts": self.texts,
            "gold": self.gold,
            "events": self.events,
            "events_per_text": _share(self.events, self.texts),
            "parties_found": _share(self.parties, self.gold),
            "found_right": recall,
            "right_of_found": _share(self.right, self.parties),
            "precision": precision,
            "f1": _share(2 * precision * recall, precision + recall),
            "modality": _share(self.modality, self.right),
            "mode": _share(self.mode, self.right),
            "reported": _share(self.reported, self.right),
            "sides": _share(self.sectors, self.right),
            "false_texts": _share(self.false_texts, self.empty_texts),
        }
        if self.pairs:
            facts["minimal_pairs"] = _share(self.pairs_right, self.pairs)
        return {name: round(value, 4) for name, value in facts.items()}


def evaluate_events(path: Path, code: Code, limit: int | None = None) -> Score:
    """Scores the coder on a JSON Lines file (`.xz` too) of texts or minimal pairs; spans match by overlap."""
    score = Score()
    for record in _records(path, limit):
        if "a" in record and "b" in record:
            score.pairs += 1
            sides = [_text(record[side], record["lang"], code, score) for side in "ab"]
            score.pairs_right += all(sides)
        else:
            _text(record, record.get("lang", "en"), code, score)
    return score


def _text(record: Record, language: str, code: Code, score: Score) -> bool:
    """Counts one text; True where its events are all right in category, modality and parties, and none is too many."""
    date = record.get("date")
    events = list(code(record["text"], language, datetime.fromisoformat(date).replace(tzinfo=UTC) if date else None))
    score.texts += 1
    score.events += len(events)
    gold = record["events"]
    score.gold += len(gold)
    if not gold:
        score.empty_texts += 1
        score.false_texts += bool(events)
    whole, left = len(gold) == len(events), list(events)
    for one in gold:
        fitting = [event for event in left if same_parties(record["text"], one, event)]
        score.parties += bool(fitting)
        match = next((event for event in fitting if event.category in categories(one)), None)
        score.by_category[one["category"], match.category if match else fitting[0].category if fitting else "-"] += 1
        if match is None:
            whole = False
            continue
        left.remove(match)
        score.right += 1
        score.modality += match.modality == one.get("modality", match.modality)
        score.mode += match.mode == one.get("mode", match.mode)
        score.reported += match.reported == one.get("reported", match.reported)
        score.sectors += _sides(one, match)
        whole &= match.modality == one.get("modality", match.modality) and match.reciprocal == one.get(
            "reciprocal", match.reciprocal
        )
    return whole


def categories(gold: Record) -> tuple[str, ...]:
    return CATEGORIES.get(gold["category"], (gold["category"],))


def same_parties(text: str, gold: Record, event: Event) -> bool:
    """Both sides overlap, in either order where the deed is mutual; a side that is nobody must be nobody."""
    sides = [_span(text, gold, role) for role in ("actor", "recipient")]
    found = [event.actor, event.recipient]
    straight = all(_overlap(side, party) for side, party in zip(sides, found, strict=True))
    mutual = gold.get("reciprocal", event.reciprocal)
    return straight or (
        mutual and all(_overlap(side, party) for side, party in zip(sides, reversed(found), strict=True))
    )


def _sides(gold: Record, event: Event) -> bool:
    if "actor_country" not in gold:
        return True
    facts = [[gold[f"{role}_{part}"] for part in ("country", "group", "sector")] for role in ("actor", "recipient")]
    found = [[p.country, p.group, p.sector] if p else [None] * 3 for p in (event.actor, event.recipient)]
    return found == facts or (event.reciprocal and found[::-1] == facts)


def _span(text: str, gold: Record, role: str) -> tuple[int, int] | None:
    phrase = gold[f"{role}_text"]
    if not phrase:
        return None
    start = gold.get(f"{role}_start")
    if start is None:  # "Bolivia" is not the beginning of "Bolivian"
        found = re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", text)
        start = found.start() if found else text.find(phrase)
    return (start, start + len(phrase)) if start >= 0 else (-1, -1)


def _overlap(span: tuple[int, int] | None, party: Actor | None) -> bool:
    if span is None or party is None:
        return span is None and party is None
    spans = [(party.start, party.end), *([party.resolved_from] if party.resolved_from else [])]
    return any(start < span[1] and span[0] < end for start, end in spans)


def _records(path: Path, limit: int | None) -> Iterator[Record]:
    opener = lzma.open if path.suffix == ".xz" else open
    known = {*load_scheme().categories, *CATEGORIES}
    with opener(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if limit is not None and number > limit:
                return
            try:
                record = json.loads(line)
                texts = [record["a"], record["b"]] if "a" in record else [record]
                if any(event["category"] not in known for text in texts for event in text["events"]):
                    raise KeyError("category")
            except (ValueError, KeyError, TypeError) as error:
                raise ConfigurationError(
                    f"{path.name}, line {number}: not in the format of events gold ({error})"
                ) from error
            yield record


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0
