"""What a mention was resolved to."""

from dataclasses import dataclass

from streams.records import Span


@dataclass(frozen=True, slots=True)
class Party:
    """A mention with what is known of it; `country` None where nothing in the text decides.

    A capital is GOV and `place` at once: it acts as its government and suffers as a town; who knows the deed decides.
    """

    start: int
    end: int
    text: str
    id: str | None = None
    country: str | None = None
    """ISO 3166-1 alpha-2, `XK` for Kosovo; of a place, the country that it lies in."""
    group: str | None = None
    """Code of an international body."""
    sector: str | None = None
    resolved_from: Span | None = None
    """The mention that a pronoun, surname or bare office was resolved to."""
    place: bool = False
    person: bool = False

    @property
    def span(self) -> Span:
        return self.start, self.end
