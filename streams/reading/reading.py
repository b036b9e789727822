"""What the reader says of a text, as plain data: names, deeds with their sides, links between mentions.

All spans are [start, end) in code points of the unmodified text.
"""

from dataclasses import dataclass, field
from typing import Literal

Span = tuple[int, int]
Role = Literal["actor", "recipient", "speaker", "place", "date"]


@dataclass(frozen=True, slots=True)
class Name:
    """A proper name; `label` is PER, LOC or ORG."""

    start: int
    end: int
    label: str
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Side:
    """Who takes part in a deed and how, or where or when it was done."""

    start: int
    end: int
    role: Role
    confidence: float = 1.0

    @property
    def span(self) -> Span:
        return self.start, self.end


@dataclass(frozen=True, slots=True)
class Deed:
    """A trigger and what it says. A mutual deed has its sides as actors and recipients in the order of the text."""

    trigger: tuple[Span, ...]
    """More than one part where the verb splits ("nahm ... fest")."""
    category: str
    mode: str | None
    modality: str
    reported: bool
    mutual: bool
    sides: tuple[Side, ...]
    confidence: float
    """0-1: how often such a deed was right on the development part."""
    chances: tuple[float, ...] = ()
    """What the confidence is made of: that the trigger is one, that it has this category, that the sides are these."""

    def of(self, role: Role) -> list[Side]:
        return [side for side in self.sides if side.role == role]


@dataclass(frozen=True, slots=True)
class Link:
    """`same`: the mention is the party at `target` ("he", "the minister"); `belongs`: a party of it ("the army")."""

    mention: Span
    target: Span
    kind: Literal["same", "belongs"]
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Reading:
    names: list[Name] = field(default_factory=list)
    deeds: list[Deed] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    deeds_to: int | None = None
    """Where deeds were no longer looked for, in a text with very many; None: nowhere."""
