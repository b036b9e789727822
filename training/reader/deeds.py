"""Annotated passages as the reader learns them: triggers, what each says, and the sides it has."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

Span = tuple[int, int]


@dataclass(frozen=True)
class Deed:
    """One trigger; what two lines of one letter tell with the same category is one deed with more sides."""

    parts: list[Span]
    category: str
    mode: str
    modality: str
    flags: tuple[bool, bool]  # reported, mutual
    sides: list[tuple[int, int, str]]


@dataclass(frozen=True)
class Passage:
    id: str
    language: str
    text: str
    deeds: list[Deed]
    spans: list[Span] = field(default_factory=list)
    links: list[tuple[int, int, str]] = field(default_factory=list)
    """(index of a span, index of the one that it points at, `same` or `belongs`)."""


def passage(row: dict[str, Any]) -> Passage:
    spans = {span["n"]: (span["start"], span["end"]) for span in row["spans"]}
    order = {number: index for index, number in enumerate(spans)}
    links = [
        (order[span["n"]], order[span[key]], label)
        for span in row["spans"]
        for key, label in (("same_as", "same"), ("belongs_to", "belongs"))
        if key in span
    ]
    return Passage(row["id"], row["lang"], row["text"], list(_deeds(row["events"], spans)), list(spans.values()), links)


def _deeds(events: list[dict[str, Any]], spans: dict[int, Span]) -> Iterator[Deed]:
    by_trigger: dict[tuple[Span, ...], list[dict[str, Any]]] = {}
    for event in events:
        by_trigger.setdefault(tuple(map(tuple, event["triggers"])), []).append(event)
    for parts, told in by_trigger.items():
        first = told[0]
        alike = [event for event in told if event["category"] == first["category"]]
        sides: dict[int, str] = {}
        for event in alike:
            named = {"actor": event["actors"], "recipient": event["recipients"]}
            named |= {key: [event[key]] if event[key] else [] for key in ("place", "date", "speaker")}
            for side in ("actor", "recipient", "place", "date", "speaker"):
                for number in named[side]:
                    sides.setdefault(number, side)
        flags = (any(event["reported"] for event in alike), any(event["reciprocal"] for event in alike))
        labelled = [(*spans[number], side) for number, side in sides.items()]
        yield Deed([*parts], first["category"], first["mode"] or "none", first["modality"], flags, labelled)
