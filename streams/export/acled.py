"""ACLED's columns (codebook of 2024) as CSV with a heading line; which deeds it knows is data (`data/acled.toml`)."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import IO, Any

from streams.export.articles import Article
from streams.export.codes import DATA, Country, country
from streams.export.columns import day_of, sentence_of
from streams.export.gdelt import number_of
from streams.export.lines import Lines, cell
from streams.export.published import Theirs, day, happened, nothing
from streams.records import Actor, Event

DIGITS = 1_000_000_000
TOWN, COUNTRYWIDE = 1, 3
"""`geo_precision`."""
THE_DAY, THE_ARTICLES_DAY = 1, 2
"""`time_precision`: the day is known; it lies in the week."""


@dataclass(frozen=True)
class Scheme:
    kinds: Mapping[str, Mapping[str, tuple[str, str]]]
    disorder: Mapping[str, str]
    actors: Mapping[str, str]
    crowds: Mapping[str, str]


@cache
def scheme() -> Scheme:
    """The tables of `data/acled.toml`."""
    tables: dict[str, Any] = tomllib.loads((DATA / "acled.toml").read_text("utf-8"))
    disorder, actors, crowds = tables.pop("disorder"), tables.pop("actors"), tables.pop("crowds")
    return Scheme(tables, disorder, actors, crowds)


def kind_of(event: Event) -> tuple[str, str] | None:
    """ACLED's event type and sub-event type; None for a deed that it does not record."""
    modes = scheme().kinds.get(event.category, {})
    found = modes.get(event.mode or "") or modes.get("")
    return None if found is None else (found[0], found[1])


def _kind(event: Event) -> tuple[str, str]:
    found = kind_of(event)
    assert found is not None
    return found


def _where(event: Event) -> Country:
    """The country of the place; else of whom it is done to, else of who does it."""
    parties = [party.country for party in (event.recipient, event.actor) if party]
    return country(next(filter(None, [event.place and event.place.country, *parties]), None))


def _name(party: Actor | None) -> str | None:
    if party is None:
        return None
    return " ".join(filter(None, (country(party.country).name, party.group, party.sector))) or party.text


def _inter(event: Event, party: Actor | None) -> str:
    if party is None:
        return ""
    crowd = scheme().crowds.get(_kind(event)[0], "") if party is event.actor and party.sector != "COP" else ""
    return crowd or scheme().actors[party.sector or ""]


def _interaction(event: Event) -> str:
    return "-".join(filter(None, (_inter(event, event.actor), _inter(event, event.recipient))))


def _tags(event: Event) -> str:
    told = ["PLOVER " + event.category + (f" {event.mode}" if event.mode else ""), event.modality]
    return "; ".join(told + (["reported"] if event.reported else []))


def _town(event: Event) -> bool:
    return event.place is not None and not (event.place.id or "").startswith("iso:")


COLUMNS: tuple[Theirs, ...] = (
    Theirs(
        "event_id_cnty",
        "ISO alpha-3 code and a hash of `id`",
        "their running number",
        lambda a, e: f"{_where(e).iso3}{number_of(e.id) % DIGITS:09d}",
    ),
    Theirs("event_date", "`date`, else the article's day", "", day),
    Theirs("year", "the same", "", lambda a, e: day(a, e).year),
    Theirs(
        "time_precision",
        "1 where the text names the day, else 2",
        "",
        lambda a, e: THE_DAY if day_of(e) else THE_ARTICLES_DAY,
    ),
    Theirs("disorder_type", "of the event type", "", lambda a, e: scheme().disorder[_kind(e)[0]]),
    Theirs(
        "event_type",
        "`category` and `mode`, by data/acled.toml",
        "what is no violence, protest or pact",
        lambda a, e: _kind(e)[0],
    ),
    Theirs("sub_event_type", "the same", "weapons that PLOVER does not tell apart", lambda a, e: _kind(e)[1]),
    Theirs(
        "actor1",
        "who does it: country, body, sector",
        "the direction: ACLED's actors have no order",
        lambda a, e: _name(e.actor),
    ),
    Theirs("assoc_actor_1", "", "allies", nothing),
    Theirs(
        "inter1",
        "`actor.sector`, by data/acled.toml",
        "militias and groups of identity",
        lambda a, e: _inter(e, e.actor),
    ),
    Theirs("actor2", "to whom: country, body, sector", "the direction", lambda a, e: _name(e.recipient)),
    Theirs("assoc_actor_2", "", "allies", nothing),
    Theirs("inter2", "`recipient.sector`", "the same", lambda a, e: _inter(e, e.recipient)),
    Theirs("interaction", "both", "the same", lambda a, e: _interaction(e)),
    Theirs(
        "civilian_targeting",
        "where `recipient.sector` is CVL",
        "civilians among others",
        lambda a, e: "Civilian targeting" if e.recipient and e.recipient.sector == "CVL" else "",
    ),
    Theirs("iso", "the country's number; of the place, else of a party", "", lambda a, e: _where(e).numeric),
    Theirs("region", "", "ACLED's regions", nothing),
    Theirs("country", "the country's English name", "ACLED's spelling", lambda a, e: _where(e).name),
    Theirs("admin1", "", "the region", nothing),
    Theirs("admin2", "", "the district", nothing),
    Theirs("admin3", "", "the commune", nothing),
    Theirs("location", "`place.name`", "", lambda a, e: e.place and (e.place.name or e.place.text)),
    Theirs("latitude", "`place.lat`", "", lambda a, e: e.place and e.place.lat),
    Theirs("longitude", "`place.lon`", "", lambda a, e: e.place and e.place.lon),
    Theirs(
        "geo_precision",
        "1 for a place, 3 for a country",
        "2: near a place",
        lambda a, e: TOWN if _town(e) else COUNTRYWIDE,
    ),
    Theirs("source", "`source`", "other sources", lambda a, e: a.source),
    Theirs("source_scale", "", "not known", nothing),
    Theirs("notes", "the first sentence that tells it", "ACLED's own summary", sentence_of),
    Theirs("fatalities", "", "the dead are not counted", nothing),
    Theirs("tags", "category, mode, modality, reported", "", lambda a, e: _tags(e)),
    Theirs("timestamp", "`enriched_at`, Unix seconds", "", lambda a, e: int(a.enriched_at.timestamp())),
)


class Acled:
    def __init__(self, target: IO[bytes]) -> None:
        self._lines = Lines(target)
        self._lines.write([column.name for column in COLUMNS])

    def write(self, article: Article, events: Sequence[Event]) -> int:
        """Leaves out what ACLED has no place for."""
        told = [event for event in events if happened(event) and kind_of(event) is not None]
        for event in told:
            self._lines.write([cell(column.value(article, event)) for column in COLUMNS])
        return len(told)

    def finish(self) -> None:
        self._lines.finish()
