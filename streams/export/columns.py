"""The columns of our own tables, as Parquet and CSV have them: one row an event, or one an article."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from streams.export.articles import Article
from streams.records import Actor, Event

Kind = Literal["text", "int", "float", "bool", "date", "time", "texts"]


@dataclass(frozen=True)
class Column:
    """`meaning` stands in docs/export.md; `value` gives None where there is nothing.

    `shared`: the same for all events of an article.
    """

    name: str
    kind: Kind
    meaning: str
    value: Callable[[Article, Any], Any]
    shared: bool = False


def day_of(event: Event) -> date | None:
    """The day that the text gives the deed."""
    try:
        return date.fromisoformat(event.date) if event.date else None
    except ValueError:
        return None


def sentence_of(article: Article, event: Event) -> str | None:
    """The first sentence that tells it, quoted."""
    if not event.evidence:
        return None
    start, end = event.evidence[0].sentence
    return article.text[start:end]


def _party(side: str, meaning: str) -> list[Column]:
    def of(name: str) -> Callable[[Article, Event], Any]:
        def value(article: Article, event: Event) -> Any:
            party: Actor | None = getattr(event, side)
            return None if party is None else getattr(party, name)

        return value

    return [
        Column(f"{side}_text", "text", f"{meaning}: as the text says it", of("text")),
        Column(f"{side}_id", "text", f"{meaning}: `iso:`, `geonames:`, `wikidata:`", of("id")),
        Column(f"{side}_country", "text", f"{meaning}: ISO 3166-1 alpha-2", of("country")),
        Column(f"{side}_group", "text", f"{meaning}: code of the body", of("group")),
        Column(f"{side}_sector", "text", f"{meaning}: PLOVER sector", of("sector")),
    ]


def _place(name: str) -> Callable[[Article, Event], Any]:
    def value(article: Article, event: Event) -> Any:
        return None if event.place is None else getattr(event.place, name)

    return value


ARTICLE: Sequence[Column] = (
    Column("article", "text", "id of the article", lambda a, e: a.id, shared=True),
    Column("version", "int", "its version", lambda a, e: a.version, shared=True),
    Column("title", "text", "its title", lambda a, e: a.title or None, shared=True),
    Column("source", "text", "who published it", lambda a, e: a.source, shared=True),
    Column("url", "text", "where it stands", lambda a, e: a.url, shared=True),
    Column("published_at", "time", "when it was published, UTC", lambda a, e: a.published_at, shared=True),
    Column("enriched_at", "time", "when it was enriched, UTC", lambda a, e: a.enriched_at, shared=True),
    Column("language", "text", "its language, ISO 639-1", lambda a, e: a.language.code, shared=True),
    Column("coverage", "text", "how well that language is read", lambda a, e: a.coverage, shared=True),
    Column(
        "pipeline", "text", "version of the software that enriched it", lambda a, e: a.pipeline.version, shared=True
    ),
)

EVENTS: Sequence[Column] = (
    Column("event", "text", "id of the event, stable across re-runs", lambda a, e: e.id),
    Column("category", "text", "PLOVER category", lambda a, e: e.category),
    Column("mode", "text", "PLOVER mode", lambda a, e: e.mode),
    Column("contexts", "texts", "PLOVER contexts", lambda a, e: e.contexts),
    Column(
        "quad",
        "int",
        "1 verbal, 2 material cooperation; 3 verbal, 4 material conflict",
        lambda a, e: e.quad,
    ),
    Column("intensity", "float", "-10 conflict ... +10 cooperation", lambda a, e: e.intensity),
    Column("cameo", "text", "CAMEO root code", lambda a, e: e.cameo),
    Column(
        "modality",
        "text",
        "`asserted`, `negated`, `hypothetical`, `future` or `historical`",
        lambda a, e: e.modality,
    ),
    Column("reported", "bool", "the text attributes it to somebody", lambda a, e: e.reported),
    Column("reported_by", "text", "to whom, as the text says it", lambda a, e: e.reported_by and e.reported_by.text),
    Column("reciprocal", "bool", "both do it: a meeting, a treaty", lambda a, e: e.reciprocal),
    *_party("actor", "who does it"),
    *_party("recipient", "to whom it is done"),
    Column("place", "text", "where, by its name", lambda a, e: e.place and (e.place.name or e.place.text)),
    Column("place_id", "text", "where: `geonames:`, `iso:`", _place("id")),
    Column("place_country", "text", "in which country, ISO 3166-1 alpha-2", _place("country")),
    Column("lat", "float", "degrees north", _place("lat")),
    Column("lon", "float", "degrees east", _place("lon")),
    Column("date", "date", "the day that the text gives it", lambda a, e: day_of(e)),
    Column("trigger", "text", "the words that name the deed", lambda a, e: e.trigger.text),
    Column("sentence", "text", "the first sentence that tells it", sentence_of),
    Column("sentences", "int", "how many sentences tell it", lambda a, e: len(e.evidence)),
    Column("confidence", "float", "0 ... 1", lambda a, e: e.confidence),
    Column("rule", "text", "what decided", lambda a, e: e.rule),
    *ARTICLE,
)

ARTICLES: Sequence[Column] = (
    *ARTICLE,
    Column("section", "text", "the wire's section", lambda a, e: a.section),
    Column("authors", "texts", "its authors", lambda a, e: a.authors),
    Column("subjects", "texts", "the wire's subjects", lambda a, e: a.subjects),
    Column("urgency", "int", "1 flash ... 9 least", lambda a, e: a.urgency),
    Column("dateline", "text", "its dateline", lambda a, e: a.dateline),
    Column(
        "country", "text", "the country it speaks of most", lambda a, e: a.countries[0].code if a.countries else None
    ),
    Column("countries", "texts", "all of them, by share", lambda a, e: [country.code for country in a.countries]),
    Column("regions", "texts", "UN M49 codes", lambda a, e: a.regions),
    Column("groups", "texts", "bodies it names, or names all members of", lambda a, e: [g.code for g in a.groups]),
    Column("events", "int", "how many events it tells", lambda a, e: len(a.events)),
    Column("characters", "int", "length of its text in code points", lambda a, e: len(a.text)),
)

TABLES = {"events": EVENTS, "articles": ARTICLES}
