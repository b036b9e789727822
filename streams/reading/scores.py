"""Precision, recall and F1 of names and deeds."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

NAMES = ("PER", "LOC", "ORG")


@dataclass(frozen=True, slots=True)
class Score:
    """Precision, recall and F1, 0-1, and how many there are in the gold."""

    precision: float
    recall: float
    f1: float
    gold: int


@dataclass(frozen=True, slots=True)
class NameScores:
    sentences: int
    overall: Score  # PER, LOC and ORG together
    labels: dict[str, Score] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def score(gold: Counter[Any], predicted: Counter[Any]) -> Score:
    return score_of((gold & predicted).total(), predicted.total(), gold.total())


def score_of(right: int, found: int, gold: int) -> Score:
    precision = right / found if found else 0.0
    recall = right / gold if gold else 0.0
    f1 = 2 * precision * recall / (precision + recall) if right else 0.0
    return Score(precision, recall, f1, gold)


def name_spans(tags: Sequence[str]) -> list[tuple[int, int, str]]:
    """[start, end) and label of the names in IOB2 tags."""
    spans: list[tuple[int, int, str]] = []
    for index, tag in enumerate(tags):
        if tag.startswith("B-"):
            spans.append((index, index + 1, tag[2:]))
        elif tag.startswith("I-") and spans and spans[-1][1] == index:
            spans[-1] = (spans[-1][0], index + 1, spans[-1][2])
    return spans


def together(counters: dict[str, Counter[Any]]) -> Counter[Any]:
    return Counter({(label, *key): n for label, counter in counters.items() for key, n in counter.items()})
