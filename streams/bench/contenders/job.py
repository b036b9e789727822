"""The work that contenders do for a raw record: all of it, or the bare pipelines."""

from collections.abc import Callable

import orjson

from streams import topics
from streams.decode import decode
from streams.enrich import joined_text, load_analyst
from streams.language.detect import LanguageDetector
from streams.language.packs import load_packs
from streams.outcome import Output, RawRecord, outcome_of
from streams.settings import Settings

Job = Callable[[RawRecord], tuple[Output, ...]]
"""A raw record -> the records to write."""


def enrichment(settings: Settings) -> Job:
    """What a Lagebild worker writes: the enriched article, its mentions and its events."""
    analyst = load_analyst(settings)
    return lambda record: outcome_of(record, analyst, settings).outputs


def pipelines(settings: Settings) -> Job:
    """Both pipelines over the whole text, every sentence parsed, as one JSON record; nothing linked, no events."""
    packs = load_packs(settings.language_codes)
    for pack in packs.values():
        pack.warm()
    detector = LanguageDetector()
    limits = {"text_limit_bytes": settings.text_limit_bytes, "raw_limit_bytes": settings.raw_limit_bytes}

    def outputs(record: RawRecord) -> tuple[Output, ...]:
        article = decode(record.value, **limits)
        text, _ = joined_text(article.title, article.body)
        pack = packs[detector.detect(text, article.language).code]
        with pack.memory_zone():
            analysis = pack.entities(text)
            parsed = pack.parse(analysis, range(len(analysis.sentences)))
            found = {
                "id": article.id,
                "text": text,
                "entities": [[name.start_char, name.end_char, name.label_] for name in analysis.doc.ents],
                "tokens": [
                    [offset, token.text, token.pos_, token.lemma_, token.dep_, token.head.i]
                    for sentence in parsed
                    for offset, token in zip(sentence.offsets, sentence.doc, strict=True)
                ],
            }
        return (Output(topics.ENRICHED, article.id.encode(), orjson.dumps(found), ()),)

    return outputs


JOBS: dict[str, Callable[[Settings], Job]] = {"enrich": enrichment, "pipelines": pipelines}
