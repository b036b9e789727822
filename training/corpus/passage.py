"""An annotated passage. Offsets are Python code points into its `text`; spans are known by their numbers."""

from dataclasses import asdict, dataclass
from typing import Any

Extent = tuple[int, int]
"""Start and end: `text[start:end]`."""


@dataclass(frozen=True, slots=True)
class Span:
    """A party, place or date; at most one of the two links is there."""

    n: int
    start: int
    end: int
    text: str
    same_as: int | None = None
    """The span that names the same party: of a pronoun, a surname, "the country"."""
    belongs_to: int | None = None
    """The span of the country or body whose organ this is, where its own words do not say so."""

    @property
    def link(self) -> int | None:
        return self.belongs_to if self.same_as is None else self.same_as


@dataclass(frozen=True, slots=True)
class Event:
    """What one event line says; the numbers are those of spans."""

    triggers: tuple[Extent, ...]
    """The parts of one trigger, in the order of the text."""
    category: str
    mode: str | None
    actors: tuple[int, ...]
    recipients: tuple[int, ...]
    reciprocal: bool
    modality: str
    reported: bool
    speaker: int | None
    place: int | None
    date: int | None

    def named(self) -> set[int]:
        """The spans that the line names."""
        others = (self.speaker, self.place, self.date)
        return {*self.actors, *self.recipients, *(n for n in others if n is not None)}


@dataclass(frozen=True, slots=True)
class Passage:
    id: str
    lang: str
    date: str
    source: str
    """`own`, or where a text that is not ours was taken from."""
    text: str
    spans: tuple[Span, ...]
    events: tuple[Event, ...]

    def row(self) -> dict[str, Any]:
        """As it stands in the JSON lines; a span has `same_as` or `belongs_to` only where it has that link."""
        row = asdict(self)
        row["spans"] = [{key: value for key, value in span.items() if value is not None} for span in row["spans"]]
        return row
