"""The work that contenders do for a raw record: all of it, or the bare pipelines."""

from collections.abc import Callable

import orjson

from streams import topics
from streams.bench.contenders.pipes import reader_pipeline
from streams.decode import decode
from streams.enrich import joined_text, load_analyst
from streams.outcome import Output, RawRecord, outcome_of
from streams.settings import Settings

OUTPUTS = (topics.ENRICHED, topics.REJECTED, topics.MENTIONS, topics.EVENTS)
"""What a job writes to."""

Job = Callable[[RawRecord], tuple[Output, ...]]
"""A raw record -> the records to write."""


def enrichment(settings: Settings) -> Job:
    """What a Lagebild worker writes: the enriched article, its mentions and its events."""
    analyst = load_analyst(settings)
    return lambda record: outcome_of(record, analyst, settings).outputs


def pipelines(settings: Settings) -> Job:
    """The reader as spaCy runs it, as one JSON record; nothing linked, nobody resolved, nothing scored."""
    nlp = reader_pipeline()
    limits = {"text_limit_bytes": settings.text_limit_bytes, "raw_limit_bytes": settings.raw_limit_bytes}

    def outputs(record: RawRecord) -> tuple[Output, ...]:
        article = decode(record.value, **limits)
        text, _ = joined_text(article.title, article.body)
        doc = nlp(text)
        found = {
            "id": article.id,
            "text": text,
            "entities": [[name.start_char, name.end_char, name.label_] for name in doc.ents],
            "deeds": doc._.deeds,
        }
        return (Output(topics.ENRICHED, article.id.encode(), orjson.dumps(found), ()),)

    return outputs


JOBS: dict[str, Callable[[Settings], Job]] = {"enrich": enrichment, "pipelines": pipelines}
