"""Text in, record out: the enrichment as pure functions, the same in a pool process, the command line and a test."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import MAXYEAR, MINYEAR, datetime
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import msgspec

from streams import __version__
from streams.events import Told, events_of
from streams.feeds.aside import beside_the_prose
from streams.feeds.notices import blanked
from streams.knowledge import Knowledge, NamedSpan, countries_of, groups_of, load_knowledge, regions_of
from streams.reading.detect import UNDETERMINED, LanguageDetector
from streams.reading.official import OfficialNames, load_official
from streams.reading.reader import Reader
from streams.reading.sentences import sentence_starts
from streams.records import (
    Coverage,
    EnrichedArticle,
    Entity,
    Event,
    Mention,
    MentionedEntity,
    Origin,
    Pipeline,
    RawArticle,
)
from streams.settings import Settings


@dataclass(frozen=True)
class Analyst:
    """What the analysis knows: loaded once a process, never changed but for the reader's cache."""

    knowledge: Knowledge
    detector: LanguageDetector
    reader: Reader
    official: Mapping[str, OfficialNames]
    """Language -> a spaCy pipeline that finds names in place of the reader."""
    homes: Mapping[str, str]
    """Source -> ISO 3166-1 alpha-2 code of its home country."""

    def pipeline(self, language: str) -> Pipeline:
        """What an article of the language meets: the knowledge, the reader, a named pipeline where there is one."""
        models = {"knowledge": self.knowledge.version, "reader": self.reader.version}
        if language in self.official:
            models["names"] = self.official[language].model
        return Pipeline(version=__version__, models=models)

    def coverage(self, language: str) -> Coverage:
        if language == UNDETERMINED:
            return "names"
        return "full" if language in self.reader.trained else "transfer"


def load_analyst(settings: Settings) -> Analyst:
    """Raises `ConfigurationError` where knowledge or the model is missing or damaged. The reader is warm."""
    reader = Reader(cached=settings.sentence_cache)
    reader.read("UN.", [0])
    knowledge = load_knowledge(Path(settings.knowledge_extra) if settings.knowledge_extra else None)
    official = load_official(settings.official_names)
    return Analyst(knowledge, LanguageDetector(), reader, official, settings.countries_of_sources)


def enrich(
    article: RawArticle,
    analyst: Analyst,
    *,
    received_at: datetime,
    enriched_at: datetime,
    origin: Origin | None = None,
    budget: Callable[[str], int] = len,
) -> EnrichedArticle:
    """`article` has an id and a text (see `decode`); all spans of the result refer to its `text`.

    `budget` says how many characters of the text are read; the record notes where that is not all.
    """
    text, title_end = joined_text(article.title, article.body)
    aside = beside_the_prose(text, title_end)
    place = article.dateline or aside.place
    known = msgspec.structs.replace(_dated(article), dateline=place)
    end = budget(text)
    prose = blanked(text, aside.spans)[:end]
    language = analyst.detector.detect(text[:end], article.language)
    found = read(prose, language.code, analyst, article=known, title_end=min(title_end, end))
    return EnrichedArticle(
        id=article.id,
        text=text,
        title_end=title_end,
        language=language,
        coverage=analyst.coverage(language.code),
        entities=found.entities,
        countries=countries_of(found.entities),
        regions=regions_of(found.entities, analyst.knowledge),
        groups=groups_of(found.entities, analyst.knowledge),
        events=found.events,
        received_at=received_at,
        enriched_at=enriched_at,
        pipeline=analyst.pipeline(language.code),
        origin=origin,
        source=article.source,
        url=article.url,
        published_at=article.published_at,
        section=article.section,
        authors=article.authors,
        version=article.version,
        status=article.status,
        embargoed_until=article.embargoed_until,
        urgency=article.urgency,
        dateline=place,
        subjects=article.subjects,
        notes=[
            *article.notes,
            *(["language-overruled"] if analyst.detector.told(article.language) not in (None, language.code) else []),
            *([f"text-cut:{end}"] if end < len(text) else []),
            *([f"deeds-cut:{found.deeds_to}"] if found.deeds_to is not None else []),
        ],
    )


def _dated(article: RawArticle) -> RawArticle:
    """Without a date in the first and last year of the calendar: what is reckoned from it would fall out of it."""
    published = article.published_at
    if published is None or MINYEAR < published.year < MAXYEAR:
        return article
    return msgspec.structs.replace(article, published_at=None)


class Found(NamedTuple):
    """What was found in a text."""

    entities: list[Entity]
    events: list[Event]
    deeds_to: int | None = None
    """See `Reading`."""


NO_ARTICLE = RawArticle()


def read(text: str, language: str, analyst: Analyst, *, article: RawArticle = NO_ARTICLE, title_end: int = 0) -> Found:
    """Entities and events of one text; `article` gives what is known beside it: id, version, date, dateline.

    Of a text whose language cannot be told there are names, and no events.
    """
    coverage = analyst.coverage(language)
    starts = sentence_starts(text)
    reading = analyst.reader.read(text, starts, deeds=coverage != "names")
    if language in analyst.official:
        reading = replace(reading, names=analyst.official[language].names(text))
    entities = analyst.knowledge.link(
        text,
        language=language,
        title_end=title_end,
        published_at=article.published_at,
        dateline=article.dateline,
        spans=[NamedSpan(name.start, name.end, name.label) for name in reading.names],
        breaks=starts,
    )
    told = Told(
        article.id, article.version, text, language, starts, article.published_at, article.dateline,
        home=analyst.homes.get(article.source or ""), trained=coverage == "full",
    )  # fmt: skip
    events = events_of(told, reading, entities, analyst.knowledge, analyst.reader.version)
    return Found(entities, events, reading.deeds_to)


def joined_text(title: str, body: str) -> tuple[str, int]:
    """`text` and `title_end`; title and body as they came, an empty one left out."""
    if title and body:
        return f"{title}\n\n{body}", len(title)
    return title or body, len(title)


def mentions_of(article: EnrichedArticle) -> list[Mention]:
    """One record per linked entity, in the order of their first mention."""

    def by_id(entity: Entity) -> str:
        return entity.id or ""

    linked = sorted((entity for entity in article.entities if entity.id), key=lambda e: (by_id(e), e.start))
    mentions = []
    for _, group in groupby(linked, key=by_id):
        first, *others = group
        assert first.id is not None
        mentions.append(
            Mention(
                article=article.id,
                version=article.version,
                entity=MentionedEntity(id=first.id, type=first.type, name=first.name, country=first.country),
                count=1 + len(others),
                first=(first.start, first.end),
                published_at=article.published_at,
                source=article.source,
                language=article.language.code,
            )
        )
    return sorted(mentions, key=lambda mention: mention.first)
