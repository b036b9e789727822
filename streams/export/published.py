"""What GDELT and ACLED share: a column of theirs; and which events are deeds that happened, as theirs all are."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from streams.export.articles import Article
from streams.export.columns import day_of
from streams.records import Event

PLANS = ("AGREE", "THREATEN")


@dataclass(frozen=True)
class Theirs:
    """A column of another scheme: its name there, what of ours it holds (empty: nothing), what is lost on the way."""

    name: str
    holds: str
    lost: str
    value: Callable[[Article, Event], object]


def nothing(article: Article, event: Event) -> None:
    """Of a column for which we know nothing."""


def happened(event: Event) -> bool:
    """Asserted; or planned, where PLOVER takes the announcement itself for the deed: an agreement, a threat."""
    return event.modality == "asserted" or (event.modality == "future" and event.category in PLANS)


def day(article: Article, event: Event) -> date:
    """The day of the event; the article's where the text names none."""
    return day_of(event) or article.reported_on.date()
