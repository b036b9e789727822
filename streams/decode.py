"""Bytes off the raw topic -> a valid `RawArticle`, or the reason why not."""

from datetime import UTC, datetime
from typing import Any

import msgspec
import orjson

from streams.errors import (
    BadDate,
    Canceled,
    Embargoed,
    EmptyText,
    FieldTooLarge,
    NotJson,
    NotUtf8,
    NullValue,
    Rejected,
    TextTooLarge,
    TooDeep,
    Withheld,
    WrongType,
)
from streams.feeds.dates import FIRST_YEAR
from streams.feeds.identity import derive_id
from streams.feeds.mending import mended_bytes, mended_fields, mended_text
from streams.feeds.protection import TELLTALE
from streams.records import METADATA_BYTES, RawArticle, encode

_decode = msgspec.json.Decoder(RawArticle).decode
MAX_DEPTH = 64
"""Levels of nesting; a wire needs two."""


def decode(value: bytes | None, *, text_limit_bytes: int, raw_limit_bytes: int) -> RawArticle:
    """The article, with an id and times in UTC. A field that is null counts as absent.

    Raises a leaf of `Rejected`; a wrong type names its path (`$.urgency`).
    """
    if value is None:
        raise NullValue("the record has no value")
    if len(value) > raw_limit_bytes:
        raise TextTooLarge(f"the record has {len(value):,} bytes, {raw_limit_bytes:,} are allowed")
    value, notes = mended_bytes(value)
    try:
        value.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NotUtf8(f"byte {error.start} is not UTF-8 ({error.reason})") from None
    article = _in_utc(_parse(value, notes))
    size = len(article.title.encode()) + len(article.body.encode())
    if size > text_limit_bytes:
        raise TextTooLarge(f"the text has {size:,} bytes, {text_limit_bytes:,} are allowed")
    metadata = encode(msgspec.structs.replace(article, title="", body=""))
    if len(metadata) > METADATA_BYTES:
        raise FieldTooLarge(
            f"all but title and body has {len(metadata):,} bytes, {METADATA_BYTES:,} are allowed"
            f" - most of it at `$.{_largest(metadata)}`"
        )
    if not article.title.strip() and not article.body.strip():
        raise EmptyText("title and body are empty")
    if not article.id:
        article = msgspec.structs.replace(article, id=derive_id(article))
    article = mended_text(article)
    if not article.title.strip() and not article.body.strip() and article.status == "usable":
        raise EmptyText("title and body have nothing that is for publication")
    return article


def require_publishable(article: RawArticle, now: datetime) -> None:
    """Raises `Canceled`, `Withheld` or `Embargoed`."""
    if article.status == "canceled":
        raise Canceled("the source canceled this article")
    if article.status == "withheld":
        raise Withheld("the source withholds this article")
    if article.embargoed_until is not None and article.embargoed_until > now:
        raise Embargoed(f"embargoed until {article.embargoed_until.isoformat()}")


def _parse(value: bytes, notes: list[str]) -> RawArticle:
    if _too_deep(value):
        raise TooDeep(f"nested deeper than {MAX_DEPTH} levels")
    problem: Rejected | None = None
    try:
        article = _decode(value)
        if not TELLTALE.search(value) and (article.published_at is None or article.published_at.year >= FIRST_YEAR):
            article.notes += notes
            return article
    except msgspec.ValidationError as error:
        problem = _invalid(error)
    except msgspec.DecodeError as error:
        raise NotJson(str(error)) from None
    try:
        loose = orjson.loads(value)
        if not isinstance(loose, dict):
            raise problem or WrongType("not an object")
        fields, mended, held = mended_fields(loose)
        if held:
            raise Embargoed(held)
        article = msgspec.convert(fields, RawArticle)
        article.notes += notes + mended
        return article
    except orjson.JSONDecodeError as error:
        try:
            msgspec.json.decode(value, type=dict[str, msgspec.Raw])
        except msgspec.DecodeError:  # behind the field at which the first look ended
            raise NotJson(str(error)) from None
        raise problem or NotJson(str(error)) from None  # a number that orjson does not hold
    except msgspec.ValidationError as error:
        raise _invalid(error) from None


def _too_deep(value: bytes) -> bool:
    """Counts brackets outside strings, but only where there are enough of them to matter."""
    if value.count(b"[") + value.count(b"{") <= MAX_DEPTH:
        return False
    depth = deepest = 0
    inside = escaped = False
    for byte in value:
        if inside:
            if escaped:
                escaped = False
            elif byte == 0x5C:
                escaped = True
            elif byte == 0x22:
                inside = False
        elif byte == 0x22:
            inside = True
        elif byte in (0x5B, 0x7B):
            depth += 1
            deepest = max(deepest, depth)
        elif byte in (0x5D, 0x7D):
            depth -= 1
    return deepest > MAX_DEPTH


def _largest(metadata: bytes) -> str:
    fields: dict[str, msgspec.Raw] = msgspec.json.decode(metadata, type=dict[str, msgspec.Raw])
    return max(fields, key=lambda name: len(fields[name]))


def _invalid(error: msgspec.ValidationError) -> Rejected:
    message = str(error)
    if "of length <=" in message:
        return FieldTooLarge(message)
    return BadDate(message) if "RFC3339" in message else WrongType(message)


def _in_utc(article: RawArticle) -> RawArticle:
    changes: dict[str, Any] = {}
    for name in ("published_at", "embargoed_until"):
        moment: datetime | None = getattr(article, name)
        if moment is None:
            continue
        try:
            changes[name] = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
        except OverflowError:
            raise BadDate(f"{name} lies outside the years 1-9999 in UTC - at `$.{name}`") from None
    return msgspec.structs.replace(article, **changes) if changes else article
