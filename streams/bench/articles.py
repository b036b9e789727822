"""The articles of a benchmark: real dispatches, each copy with an id of its own and, in every sentence, another number.

No cache of texts or sentences can answer for a copy that differs in each sentence.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from streams.decode import decode, require_publishable
from streams.enrich import joined_text
from streams.errors import FeedError, LagebildError, Rejected
from streams.feeds.items import Item
from streams.feeds.registry import read_sources
from streams.feeds.sample import WIRE, sample_files
from streams.feeds.sources import find_sources
from streams.reading.detect import LanguageDetector
from streams.records import RawArticle, encode
from streams.settings import Settings

_SENTENCE_END = re.compile(
    r"""(?: (?<=[^\W\d_][^\W\d_A-Z]) | (?<=[A-Z][A-Z]) | (?<=\d\d\d) | (?<=[)%]) )
    (?<!\bMr)(?<!\bMrs)(?<!\bMs)(?<!\bDr)(?<!\bSt)(?<!\bNr)(?<!\bProf)
    (?=[.!?]["'”“»«’]?(?:\s|$))""",
    re.VERBOSE,
)
"""Before the full stop after a word, a year or a bracket; initials, ordinals and titles do not end a sentence."""


LANGUAGES = ("de", "en")
"""Of the articles that are measured."""


class Article(NamedTuple):
    """`value` is the raw record; `words` are those of `text` (title and body), separated by white space."""

    id: str
    value: bytes
    text: str
    words: int
    language: str


class Copies:
    """Articles without end, the originals in turn, each copy with an id of its own."""

    def __init__(self, originals: Sequence[tuple[RawArticle, str]]) -> None:
        self._originals = originals
        self._taken = 0

    def take(self, number: int, each: int = 1) -> list[Article]:
        """The next ones; `each` neighbours share their text word for word, and no others have a sentence in common."""
        first = self._taken
        self._taken += number
        return [self._copy(first + at, first + at // each) for at in range(number)]

    def _copy(self, number: int, variant: int) -> Article:
        article, language = self._originals[variant % len(self._originals)]
        title, body = varied(article.title, variant), varied(article.body, variant)
        name = f"bench:{number}"
        changed = RawArticle(
            id=name,
            title=title,
            body=body,
            source=article.source,
            published_at=article.published_at,
            language=article.language,
            dateline=article.dateline,
        )
        text, _ = joined_text(title, body)
        return Article(name, encode(changed), text, len(text.split()), language)


def varied(text: str, number: int) -> str:
    """The text with `(number)` at the end of each sentence; a headline without a full stop gets it at its end."""
    changed, replaced = _SENTENCE_END.subn(f" ({number})", text)
    return changed if replaced or not text else f"{text} ({number})"


def originals(settings: Settings, names: Sequence[str] = ()) -> list[tuple[RawArticle, str]]:
    """The articles of the files, or of the sample wire, in the two main languages, each with its language.

    Left out is what would be rejected. Raises `LagebildError` where no article is left.
    """
    try:
        sources = find_sources([str(path) for path in (names or sample_files())])
    except FeedError as error:
        raise LagebildError(str(error)) from None
    detector = LanguageDetector()
    found = []
    for outcome in read_sources(sources, settings, wire=WIRE):
        if isinstance(outcome, Item) and (article := _accepted(outcome, settings)) is not None:
            text, _ = joined_text(article.title, article.body)
            language = detector.detect(text, article.language).code
            if language in LANGUAGES:
                found.append((article, language))
    if not found:
        where = ", ".join(str(Path(name)) for name in names) or "the sample wire"
        raise LagebildError(f"{where}: no article in {', '.join(LANGUAGES)} that can be enriched")
    return found


def _accepted(item: Item, settings: Settings) -> RawArticle | None:
    try:
        limits = {"text_limit_bytes": settings.text_limit_bytes, "raw_limit_bytes": settings.raw_limit_bytes}
        article = decode(item.value, **limits)
        require_publishable(article, datetime.now(UTC))
    except Rejected:
        return None
    return article
