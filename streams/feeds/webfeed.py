"""What RSS, Atom and JSON Feed share: entries that have an id of the feed's own, or none, or one that is not unique."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from urllib.parse import urljoin

from streams.errors import FeedError
from streams.feeds.dates import has_unknown_zone, read_date
from streams.feeds.items import Context, Outcome, Refusal, article_item
from streams.records import RawArticle

_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")


def first_date(texts: Iterable[str]) -> tuple[datetime | None, list[str]]:
    """The first that is a date, and notes: `date-unread` where there are texts and none is, `zone-unknown`."""
    given = [text for text in texts if text]
    for text in given:
        if (moment := read_date(text)) is not None:
            return moment, ["zone-unknown"] if has_unknown_zone(text) else []
    return None, ["date-unread"] if given else []


Entry = RawArticle | Refusal
"""An article under the id that the feed gives it, or an entry that cannot be read."""


def feed_items(entries: Iterator[Entry], scope: str, context: Context) -> Iterator[Outcome]:
    """The items of one feed; `scope` tells its ids from those of other feeds.

    An id or link that more than one entry has names none of them; without either the id is derived from the text.
    An entry without a language has that of the others, where they all tell the same.
    Raises `FeedError` after the entries that came before it.
    """
    read: list[Entry] = []
    broken = None
    try:
        read.extend(entries)
    except FeedError as error:
        broken = error
    articles = [entry for entry in read if isinstance(entry, RawArticle)]
    ids = Counter(article.id for article in articles)
    links = Counter(article.url for article in articles)
    languages = {article.language for article in articles if article.language}
    for number, entry in enumerate(read, 1):
        if isinstance(entry, Refusal):
            yield entry
            continue
        if entry.id and ids[entry.id] == 1:
            entry.id = entry.id if _URI.fullmatch(entry.id) or not scope else f"{scope}#{entry.id}"
        else:
            entry.id = entry.url if entry.url and links[entry.url] == 1 else ""
        if entry.language is None and len(languages) == 1:
            (entry.language,) = languages
        yield article_item(entry, context, f"item {number}")
    if broken is not None:
        raise broken


def absolute(link: str | None, *bases: str | None) -> str | None:
    """The link as seen from its bases, the nearest first; None where it is no address even then."""
    url = (link or "").strip()
    for base in bases:
        try:
            url = urljoin(base or "", url)
        except ValueError:  # brackets that are no IPv6 address
            return None
    return url if link and url.startswith(("http://", "https://")) else None
