"""Text in, record out: the enrichment as pure functions.

The same in an agent, a pool process, the command line and a test.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from streams import __version__
from streams.knowledge import Knowledge, NamedSpan, countries_of, groups_of, load_knowledge, regions_of
from streams.language.detect import LanguageDetector
from streams.language.packs import Pack, load_packs
from streams.language.sentences import sentence_starts
from streams.records import EnrichedArticle, Entity, Mention, MentionedEntity, Origin, Pipeline, RawArticle
from streams.settings import Settings


@dataclass(frozen=True)
class Analyst:
    """What the analysis knows: loaded once a process, never changed."""

    knowledge: Knowledge
    detector: LanguageDetector
    packs: Mapping[str, Pack]

    def pipeline(self, pack: Pack | None) -> Pipeline:
        """What an article meets: the knowledge, and the models of its language's pack where there is one."""
        return Pipeline(
            version=__version__, models={"knowledge": self.knowledge.version, **(pack.models if pack else {})}
        )


def load_analyst(settings: Settings) -> Analyst:
    """Raises `ConfigurationError` where knowledge or a model is missing or damaged. The packs are warm."""
    packs = load_packs(settings.language_codes)
    for pack in packs.values():
        pack.warm()
    return Analyst(load_knowledge(), LanguageDetector(), packs)


def enrich(
    article: RawArticle, analyst: Analyst, *, received_at: datetime, enriched_at: datetime, origin: Origin | None = None
) -> EnrichedArticle:
    """`article` has an id and a text (see `decode`); all spans of the result refer to its `text`."""
    text, title_end = joined_text(article.title, article.body)
    language = analyst.detector.detect(text, article.language)
    pack = analyst.packs.get(language.code)
    entities = entities_of(
        text,
        language.code,
        analyst,
        title_end=title_end,
        published_at=article.published_at,
        dateline=article.dateline,
    )
    return EnrichedArticle(
        id=article.id,
        text=text,
        title_end=title_end,
        language=language,
        coverage="full" if pack else "names",
        entities=entities,
        countries=countries_of(entities),
        regions=regions_of(entities, analyst.knowledge),
        groups=groups_of(entities, analyst.knowledge),
        events=[],
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
        dateline=article.dateline,
        subjects=article.subjects,
    )


def entities_of(
    text: str,
    language: str,
    analyst: Analyst,
    *,
    title_end: int = 0,
    published_at: datetime | None = None,
    dateline: str | None = None,
) -> list[Entity]:
    """What the language's model and the knowledge find in a text; without a pack, the knowledge alone."""
    spans, breaks = _named_spans(text, analyst.packs.get(language))
    return analyst.knowledge.link(
        text,
        language=language,
        title_end=title_end,
        published_at=published_at,
        dateline=dateline,
        spans=spans,
        breaks=breaks,
    )


def _named_spans(text: str, pack: Pack | None) -> tuple[list[NamedSpan], list[int]]:
    """The names that the language's model finds, and where sentences start; without a pack, the latter by rule."""
    if pack is None:
        return [], sentence_starts(text)
    with pack.memory_zone():
        analysis = pack.entities(text)
        spans = [NamedSpan(name.start_char, name.end_char, name.label_) for name in analysis.doc.ents]
        starts = [analysis.sentence_offsets(number)[0] for number in range(len(analysis.sentences))]
    return spans, starts


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
