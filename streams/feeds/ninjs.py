"""IPTC ninjs 1.x, 2.x and 3.x: one object a file, a list of them, or one a line.

The versions differ in names: 1.x has `headline` and `body_*`, 2.x and 3.x have lists, 3.x writes camelCase.
"""

import io
import re
from collections.abc import Iterator, Sequence
from typing import Any

import orjson

from streams.feeds.encoding import decode_bytes
from streams.feeds.html_text import html_to_text, is_html
from streams.feeds.items import Context, Outcome, Refusal, article_item
from streams.feeds.jsonfeed import names, sequence, text
from streams.feeds.jsonl import json_values
from streams.feeds.mending import mended_bytes
from streams.feeds.protection import read_protection
from streams.feeds.webfeed import first_date
from streams.records import RawArticle

TEXT_TYPES = ("", "text", "composite")
_BODIES = ("body_html", "body_xhtml", "body_text")
_BYLINE = re.compile(r"^(?:von|by|par|por)\s+", re.IGNORECASE)
_MEDIA_TOPIC = re.compile(r"(?:medtop:|mediatopic/)(\d{8})$")

News = dict[str, Any]


def read_ninjs(stream: io.BufferedReader, context: Context) -> Iterator[Outcome]:
    """One item a news object that is a text."""
    for value, position in json_values(stream, context):
        if isinstance(value, Refusal):
            yield value
            continue
        read = decode_bytes(mended_bytes(value)[0], "utf-8")  # RFC 8259, section 8.1
        try:
            news = orjson.loads(read.text)
        except orjson.JSONDecodeError as error:
            yield Refusal(f"no JSON ({error})", context.place(position))
            continue
        yield news_item(news, context, position, read.notes)


def news_item(news: Any, context: Context, position: int | str, notes: Sequence[str] = ()) -> Outcome:
    """A status or an embargo that cannot be read is refused: what it protects must not get out."""
    if not isinstance(news, dict):
        return Refusal("a news object is a JSON object, this is none", context.place(position))
    protection = read_protection(news)
    news = _normal(news)
    if text(news.get("type")) not in TEXT_TYPES:
        return Refusal(f"a news object of type {text(news['type'])}, not a text", context.place(position))
    if protection.held:
        return Refusal(protection.held, context.place(position))
    uri = text(news.get("uri"))
    urgency = news.get("urgency")
    published_at, unread = first_date(text(news.get(name)) for name in _DATES)
    article = RawArticle(
        id=uri,
        title=_headline(news),
        body=_body(news),
        source=_source(news),
        url=uri if uri.startswith(("http://", "https://")) else None,
        published_at=published_at,
        language=text(news.get("language")) or None,
        authors=[name for name in [_BYLINE.sub("", text(news.get("byline") or news.get("by")))] if name]
        or names(news.get("authors")),
        version=_version(text(news.get("version"))),
        status=protection.status,
        embargoed_until=protection.embargoed_until,
        urgency=urgency if isinstance(urgency, int) and 1 <= urgency <= 9 else None,
        dateline=text(news.get("located")) or text(news.get("dateline")) or None,
        subjects=[s for s in map(_subject, sequence(news.get("subjects") or news.get("subject"))) if s],
        notes=[*notes, *unread],
    )
    return article_item(article, context, position)


def is_news(found: Any) -> bool:
    """Whether a JSON object is a news object rather than an article of ours, by its fields, wherever they lie in it."""
    if not isinstance(found, dict) or isinstance(found.get("body"), str):
        return False
    fields = {name.lower() for name in found}
    return not fields.isdisjoint(_IDS) and any(_TELLTALE.fullmatch(name) for name in fields)


_IDS = ("uri", "guid", "urn", "itemid")
_TELLTALE = re.compile(
    r"version_?created|first_?created|pub_?status|representationtype|headlines?|headline_\w+|bodies|body_\w+|descriptions?"
    r"|description_\w+|embargoed\w*|article_html|\$?standard|slugline"
)
_ALIASES = {
    "guid": "uri",
    "urn": "uri",
    "itemid": "uri",
    "version_created": "versioncreated",
    "content_created": "contentcreated",
    "article_html": "body_html",
    "creditline": "source",
    "categories": "subject",
}
"""Fields of Superdesk and of dpa's digital wires -> those of ninjs that mean the same."""


def _normal(news: News) -> News:
    """The fields under ninjs' names, in lower case; `categories` of dpa only as far as they are Media Topics."""
    fields = {name.lower(): value for name, value in news.items()}
    if "categories" in fields:
        topics = [c for c in sequence(fields["categories"]) if isinstance(c, dict)]
        fields["categories"] = [t["qcode"] for t in topics if text(t.get("qcode")).startswith("medtop:")]
    for other, name in _ALIASES.items():
        if other in fields and not fields.get(name):
            fields[name] = fields[other]
    return fields


_DATES = ("versioncreated", "contentcreated", "firstcreated")


def _headline(news: News) -> str:
    named = [name for name in sorted(news) if name.startswith("headline_")]
    given = (
        _chosen(news.get("headlines"), ("main",))
        or text(news.get("headline"))
        or text(news.get("headline_main"))
        or next(filter(None, (text(news.get(name)) for name in named)), "")
        or text(news.get("title"))
    )
    return html_to_text(given) if is_html(given) else given


def _body(news: News) -> str:
    """Markup before plain text, since it has the paragraphs; a description only where there is no body."""
    numbered = [name for name in sorted(news) if name.startswith("body_")]
    bodies = [text(news.get(name)) for name in (*_BODIES, *numbered)]
    descriptions = [text(news.get(name)) for name in sorted(news) if name.startswith("description_")]
    candidates = (
        _chosen(news.get("bodies"), ("text/html", "html", "application/xhtml+xml", "text/plain")),
        *bodies,
        _chosen(news.get("descriptions"), ()),
        *descriptions,
    )
    chosen = next(filter(None, candidates), "")
    return html_to_text(chosen) if is_html(chosen) else chosen


def _chosen(entries: Any, preferred: tuple[str, ...]) -> str:
    """Of a list of `{role, contenttype, value}` the first of the kind preferred most, else the first."""
    values: dict[str, str] = {}
    for entry in sequence(entries):
        if isinstance(entry, dict) and (value := text(entry.get("value"))):
            kinds = {name.lower(): text(kind).lower() for name, kind in entry.items() if name != "value"}
            for kind in (kinds.get("contenttype", ""), kinds.get("role", ""), ""):
                values.setdefault(kind, value)
    return next((values[kind] for kind in (*preferred, "") if kind in values), "")


def _source(news: News) -> str | None:
    infosource = names(news.get("infosources") or news.get("infosource"))
    return text(news.get("source")) or next(iter(infosource), "") or text(news.get("copyrightholder")) or None


def _subject(subject: Any) -> str:
    """`medtop:` and eight digits for the IPTC's Media Topics, else the code, or the name where there is none."""
    if not isinstance(subject, dict):
        return text(subject)
    code = text(subject.get("uri")) or text(subject.get("code")) or text(subject.get("literal"))
    scheme = text(subject.get("scheme")).lower()
    if re.fullmatch(r"\d{8}", code) and ("medtop" in scheme or "mediatopic" in scheme):
        return f"medtop:{code}"
    topic = _MEDIA_TOPIC.search(code)
    return f"medtop:{topic[1]}" if topic else code or text(subject.get("name"))


def _version(written: str) -> int:
    """A version is a string by the standard and a number by custom; 1 where it is neither."""
    digits = re.match(r"\d{1,15}", written)
    return int(digits[0]) if digits else 1
