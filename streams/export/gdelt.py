"""The 61 columns of GDELT 2's event files, in order (Event Codebook V2.0): tab separated, no heading."""

from collections.abc import Callable, Sequence
from datetime import UTC, date
from hashlib import blake2b
from typing import IO, Literal

from streams.export.articles import Article
from streams.export.codes import country, known_groups
from streams.export.lines import Lines, cell
from streams.export.published import Theirs, day, happened, nothing
from streams.records import Actor, Entity, Event

Side = Literal["actor", "recipient"]
NO_PLACE, COUNTRY, US_CITY, WORLD_CITY = 0, 1, 3, 4
"""GDELT's types of places; 2 and 5 are states and provinces, which our records do not tell from towns."""


def number_of(event: str) -> int:
    """A positive 63-bit number, the same for the same event id; GDELT counts, a hash needs no counter."""
    return int.from_bytes(blake2b(event.encode(), digest_size=8).digest(), "big") >> 1


def fraction(day: date) -> str:
    """The codebook's share of the year: (months past * 30 + day) / 365."""
    return f"{day.year + ((day.month - 1) * 30 + day.day) / 365:.4f}"


def in_lead(article: Article, event: Event) -> bool:
    """Whether its first sentence stands in the title or the first paragraph."""
    if not event.evidence:
        return False
    body = article.title_end + 2 if article.title_end else 0
    lead_end = article.text.find("\n\n", body)
    return lead_end < 0 or event.evidence[0].sentence[0] < lead_end


def _group(party: Actor) -> str:
    return known_groups().get(party.group or "", "")


def _side(side: Side, number: int) -> list[Theirs]:
    def of(value: Callable[[Actor], object]) -> Callable[[Article, Event], object]:
        def found(article: Article, event: Event) -> object:
            party: Actor | None = getattr(event, side)
            return None if party is None else value(party)

        return found

    def code(party: Actor) -> str:
        return country(party.country).iso3 + _group(party) + (party.sector or "")

    at = f"Actor{number}"
    return [
        Theirs(f"{at}Code", "country, body and sector, joined", "ethnic and religious parts", of(code)),
        Theirs(
            f"{at}Name",
            f"`{side}.text`, as the text says it",
            "CAMEO's upper-case dictionary name",
            of(lambda p: p.text),
        ),
        Theirs(
            f"{at}CountryCode",
            f"`{side}.country` as ISO alpha-3",
            "the few codes that CAMEO keeps of its own",
            of(lambda p: country(p.country).iso3),
        ),
        Theirs(f"{at}KnownGroupCode", f"`{side}.group`", "bodies that CAMEO has no code for", of(_group)),
        Theirs(f"{at}EthnicCode", "", "not known", nothing),
        Theirs(f"{at}Religion1Code", "", "not known", nothing),
        Theirs(f"{at}Religion2Code", "", "not known", nothing),
        Theirs(f"{at}Type1Code", f"`{side}.sector`", "", of(lambda p: p.sector)),
        Theirs(f"{at}Type2Code", "", "there is one sector", nothing),
        Theirs(f"{at}Type3Code", "", "there is one sector", nothing),
    ]


def _nowhere(at: str) -> list[Theirs]:
    """The places nearest to the actors: our records have the place of the deed alone."""
    return [
        Theirs(f"{at}Geo_Type", "0", "where the actor was", lambda a, e: NO_PLACE),
        *(
            Theirs(f"{at}Geo_{part}", "", "where the actor was", nothing)
            for part in ("FullName", "CountryCode", "ADM1Code", "ADM2Code", "Lat", "Long", "FeatureID")
        ),
    ]


def _place_type(place: Entity) -> int:
    if (place.id or "").startswith("iso:"):
        return COUNTRY
    return US_CITY if place.country == "US" else WORLD_CITY


def _where() -> list[Theirs]:
    def of(value: Callable[[Entity], object], empty: object = None) -> Callable[[Article, Event], object]:
        return lambda article, event: empty if event.place is None else value(event.place)

    def adm1(place: Entity) -> str:
        return country(place.country).fips if _place_type(place) == COUNTRY else ""

    return [
        Theirs(
            "ActionGeo_Type",
            "1 country, 3 town in the US, 4 town elsewhere, 0 none",
            "2 and 5: states and provinces count as towns",
            of(_place_type, NO_PLACE),
        ),
        Theirs("ActionGeo_FullName", "`place.name`", "region and country behind it", of(lambda p: p.name or p.text)),
        Theirs(
            "ActionGeo_CountryCode",
            "`place.country` as FIPS 10-4",
            "countries without such a code",
            of(lambda p: country(p.country).fips),
        ),
        Theirs("ActionGeo_ADM1Code", "the country's code, where the place is a country", "the region", of(adm1)),
        Theirs("ActionGeo_ADM2Code", "", "the district", nothing),
        Theirs("ActionGeo_Lat", "`place.lat`", "", of(lambda p: p.lat)),
        Theirs("ActionGeo_Long", "`place.lon`", "", of(lambda p: p.lon)),
        Theirs("ActionGeo_FeatureID", "", "our ids are GeoNames', theirs GNS' and GNIS'", nothing),
    ]


COLUMNS: tuple[Theirs, ...] = (
    Theirs("GlobalEventID", "hash of `id`, 63 bits", "their running number", lambda a, e: number_of(e.id)),
    Theirs("SQLDATE", "`date`, else the article's day", "", lambda a, e: f"{day(a, e):%Y%m%d}"),
    Theirs("MonthYear", "the same", "", lambda a, e: f"{day(a, e):%Y%m}"),
    Theirs("Year", "the same", "", lambda a, e: f"{day(a, e):%Y}"),
    Theirs("FractionDate", "the same", "", lambda a, e: fraction(day(a, e))),
    *_side("actor", 1),
    *_side("recipient", 2),
    Theirs("IsRootEvent", "1: told in the title or the first paragraph", "", lambda a, e: int(in_lead(a, e))),
    Theirs("EventCode", "`cameo` and 0: not specified below", "CAMEO's finer codes; mode", lambda a, e: f"{e.cameo}0"),
    Theirs("EventBaseCode", "the same", "the same", lambda a, e: f"{e.cameo}0"),
    Theirs("EventRootCode", "`cameo`", "", lambda a, e: e.cameo),
    Theirs("QuadClass", "`quad`", "", lambda a, e: e.quad),
    Theirs("GoldsteinScale", "`intensity`: PLOVER's score", "Goldstein's own value", lambda a, e: e.intensity),
    Theirs("NumMentions", "sentences of this article that tell it", "other articles", lambda a, e: len(e.evidence)),
    Theirs("NumSources", "1", "other sources", lambda a, e: 1),
    Theirs("NumArticles", "1", "other articles", lambda a, e: 1),
    Theirs("AvgTone", "", "tone is not measured", nothing),
    *_nowhere("Actor1"),
    *_nowhere("Actor2"),
    *_where(),
    Theirs(
        "DATEADDED",
        "`enriched_at`, UTC",
        "fractions of a second",
        lambda a, e: f"{a.enriched_at.astimezone(UTC):%Y%m%d%H%M%S}",
    ),
    Theirs("SOURCEURL", "`url`, else `source`", "", lambda a, e: a.url or a.source),
)


class Gdelt:
    def __init__(self, target: IO[bytes]) -> None:
        self._lines = Lines(target, tabs=True)

    def write(self, article: Article, events: Sequence[Event]) -> int:
        """Leaves out what GDELT has no place for: what is denied, possible, planned or long past."""
        told = [event for event in events if happened(event)]
        for event in told:
            self._lines.write([cell(column.value(article, event)) for column in COLUMNS])
        return len(told)

    def finish(self) -> None:
        self._lines.finish()
