"""Text in, record out: the enrichment as pure functions, the same in a pool process, the command line and a test.

`enrich` and `reading` are generators: what they yield is asked of the networks, for several articles at once where
`together` runs several.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, datetime
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import msgspec

from streams import __version__
from streams.events import Coder, is_trigger, load_coder
from streams.feeds.aside import beside_the_prose
from streams.feeds.notices import blanked
from streams.knowledge import Knowledge, NamedSpan, countries_of, groups_of, load_knowledge, regions_of
from streams.language.cache import SentenceCache
from streams.language.detect import LanguageDetector
from streams.language.packs import Pack, load_packs
from streams.language.selection import candidate_sentences
from streams.language.sentences import sentence_starts
from streams.language.together import AskGrammar, AskNames, Steps, together
from streams.records import EnrichedArticle, Entity, Event, Mention, MentionedEntity, Origin, Pipeline, RawArticle
from streams.settings import Settings

ACTORS = 1
"""A sentence is parsed where it has so many names and a word that may tell a deed; roles give the other side."""


@dataclass(frozen=True)
class Analyst:
    """What the analysis knows: loaded once a process, never changed but for its cache, which no result depends on."""

    knowledge: Knowledge
    detector: LanguageDetector
    packs: Mapping[str, Pack]
    coder: Coder
    triggers: Mapping[str, Callable[[str], bool]]
    """Language -> whether a lower-cased word may name a political deed."""
    cache: SentenceCache
    """Of all packs."""

    def pipeline(self, pack: Pack | None) -> Pipeline:
        """What an article meets: the knowledge, and the models of its language's pack where there is one."""
        models = {"knowledge": self.knowledge.version, **(pack.models if pack else {})}
        return Pipeline(version=__version__, models=models)


def load_analyst(settings: Settings) -> Analyst:
    """Raises `ConfigurationError` where knowledge, a lexicon or a model is missing or damaged. The packs are warm."""
    packs = load_packs(settings.language_codes)
    cache = SentenceCache(settings.sentence_cache)
    for pack in packs.values():
        pack.warm()
        pack.cache = cache
    coder = load_coder(packs)
    triggers = {code: is_trigger(code) for code in coder.lexicons}
    knowledge = load_knowledge(Path(settings.knowledge_extra) if settings.knowledge_extra else None)
    return Analyst(knowledge, LanguageDetector(), packs, coder, triggers, cache)


def enrich(
    article: RawArticle,
    analyst: Analyst,
    *,
    received_at: datetime,
    enriched_at: datetime,
    origin: Origin | None = None,
    budget: Callable[[str], int] = len,
) -> Steps[EnrichedArticle]:
    """`article` has an id and a text (see `decode`); all spans of the result refer to its `text`.

    `budget` says how many characters of the text are read; the record notes where that is not all.

    To be run by `together`, alone or with others, with the packs of the analyst.
    """
    text, title_end = joined_text(article.title, article.body)
    aside = beside_the_prose(text, title_end)
    place = article.dateline or aside.place
    known = msgspec.structs.replace(_dated(article), dateline=place)
    end = budget(text)
    prose = blanked(text, aside.spans)[:end]
    language = analyst.detector.detect(text[:end], article.language)
    found = yield from reading(prose, language.code, analyst, article=known, title_end=min(title_end, end))
    pack = analyst.packs.get(language.code)
    return EnrichedArticle(
        id=article.id,
        text=text,
        title_end=title_end,
        language=language,
        coverage="full" if pack else "names",
        entities=found.entities,
        countries=countries_of(found.entities),
        regions=regions_of(found.entities, analyst.knowledge),
        groups=groups_of(found.entities, analyst.knowledge),
        events=found.events,
        received_at=received_at,
        enriched_at=enriched_at,
        pipeline=analyst.pipeline(pack),
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


NO_ARTICLE = RawArticle()


def read(text: str, language: str, analyst: Analyst, *, article: RawArticle = NO_ARTICLE) -> Found:
    """Entities and events of one text; `article` gives what is known beside it: id, version, date, dateline."""
    return together([reading(text, language, analyst, article=article)], analyst.packs.values())[0]


def reading(
    text: str, language: str, analyst: Analyst, *, article: RawArticle = NO_ARTICLE, title_end: int = 0
) -> Steps[Found]:
    """The steps of `read`. Without a pack for the language, the knowledge alone is asked, and there are no events."""

    def link(spans: Sequence[NamedSpan], breaks: Sequence[int]) -> list[Entity]:
        return analyst.knowledge.link(
            text,
            language=language,
            title_end=title_end,
            published_at=article.published_at,
            dateline=article.dateline,
            spans=spans,
            breaks=breaks,
        )

    pack = analyst.packs.get(language)
    if pack is None:
        return Found(link([], sentence_starts(text)), [])
    analysis = yield AskNames(pack, text)
    names = [NamedSpan(name.start_char, name.end_char, name.label_) for name in analysis.doc.ents]
    entities = link(names, [analysis.sentence_offsets(number)[0] for number in range(len(analysis.sentences))])
    if language not in analyst.triggers:
        return Found(entities, [])
    actors = [(entity.start, entity.end) for entity in entities]
    chosen = candidate_sentences(analysis, actors, analyst.triggers[language], least=ACTORS)
    parsed = yield AskGrammar(pack, analysis, chosen)
    events = analyst.coder.code(
        article.id, article.version, text, language, entities, parsed, article.published_at, analyst.knowledge
    )
    return Found(entities, events)


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
