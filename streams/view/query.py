"""What an address asks for: the window and the filters, read from the query and written back into links."""

from collections.abc import Container, Mapping
from urllib.parse import quote, urlencode

from msgspec import Struct
from msgspec.structs import replace

from streams.errors import LagebildError
from streams.view.buckets import WINDOWS, Window
from streams.view.rows import EventRow, Row
from streams.view.wording import wording
from streams.view.world import world

LIMIT, LIMIT_MAX = 50, 200
TEXT_MAX = 100
SHADES = ("coverage", "balance")
FORMATS = ("json", "csv")


class BadQuery(LagebildError):
    """A parameter of the address has a value that cannot be used."""


class Query(Struct, frozen=True):
    """Empty strings filter nothing."""

    window: str = "24h"
    shade: str = "coverage"
    country: str = ""
    category: str = ""
    language: str = ""
    text: str = ""
    limit: int = LIMIT
    format: str = "json"

    @property
    def span(self) -> Window:
        return WINDOWS[self.window]

    @property
    def filtered(self) -> bool:
        return bool(self.country or self.category or self.language or self.text)

    def accepts(self, row: Row) -> bool:
        """Whether the article passes every filter; one of its events has to pass country and category together."""
        if self.language and row.language != self.language:
            return False
        if self.text and self.text.casefold() not in row.haystack:
            return False
        if self.category:
            return any(self.accepts_event(event) for event in row.events)
        return not self.country or any(share.code == self.country for share in row.countries) or self._acts(row)

    def accepts_event(self, event: EventRow) -> bool:
        if self.category and event.category != self.category:
            return False
        return not self.country or any(p and p.code == self.country for p in (event.actor, event.recipient))

    def _acts(self, row: Row) -> bool:
        return any(p and p.code == self.country for e in row.events for p in (e.actor, e.recipient))

    def link(self, path: str = "/", **changes: str) -> str:
        """The address with this query and the changes; defaults are left out."""
        plain, query = Query(), replace(self, **changes)
        given = {f: getattr(query, f) for f in query.__struct_fields__ if getattr(query, f) != getattr(plain, f)}
        return f"{path}?{urlencode(given)}" if given else path


def read_query(given: Mapping[str, str]) -> Query:
    """Raises `BadQuery` naming the parameter; unknown parameters are passed over."""
    limit = given.get("limit") or str(LIMIT)
    if not (limit.isascii() and limit.isdigit() and 1 <= int(limit[:9]) <= LIMIT_MAX):
        raise BadQuery(f"limit must be a whole number from 1 to {LIMIT_MAX}")
    text = given.get("text", "").strip()
    if len(text) > TEXT_MAX:
        raise BadQuery(f"text must be at most {TEXT_MAX} characters")
    return Query(
        window=_one_of("window", given.get("window") or "24h", tuple(WINDOWS)),
        shade=_one_of("shade", given.get("shade") or "coverage", SHADES),
        country=_code("country", given.get("country", "").upper(), world().names, "an ISO 3166-1 alpha-2 code"),
        category=_code("category", given.get("category", "").upper(), wording().category, "a PLOVER category"),
        language=_language(given.get("language", "").lower()),
        text=text,
        limit=int(limit),
        format=_one_of("format", given.get("format") or "json", FORMATS),
    )


def _one_of(name: str, value: str, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise BadQuery(f"{name} must be one of {', '.join(allowed)}")
    return value


def _code(name: str, value: str, known: Container[str], kind: str) -> str:
    if value and value not in known:
        raise BadQuery(f"{name} must be {kind}")
    return value


def _language(value: str) -> str:
    if value and not (2 <= len(value) <= 3 and value.isascii() and value.isalpha()):
        raise BadQuery("language must be a code of two or three letters")
    return value


def article_path(article_id: str, prefix: str = "/articles/") -> str:
    """The address of an article; browsers would resolve an id of dots as a folder, so it goes into the query."""
    if article_id in (".", ".."):
        return f"{prefix}?id={article_id}"
    return prefix + quote(article_id, safe="", errors="surrogatepass")
