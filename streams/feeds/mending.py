"""What commonly is wrong with a raw record and can be mended without a guess; each leaves its code in `notes`.

`docs/feeding.md` lists the codes.
"""

import re
from typing import Any

import msgspec

from streams.errors import BadDate
from streams.feeds import notices
from streams.feeds.dates import has_unknown_zone, read_date
from streams.feeds.html_text import has_markup, html_to_text
from streams.feeds.protection import embargo_of_record, read_protection, status_of
from streams.records import RawArticle

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_PAIR = rb"u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
_HALF = rb"u[dD][89a-fA-F][0-9a-fA-F]{2}"
_ISO = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?", re.IGNORECASE)
_ESCAPE = re.compile(rb"\\(?:" + _PAIR + rb"|(" + _HALF + rb")|[^\n])")
"""Every escape of JSON, so that an escaped backslash begins none."""


def mended_bytes(value: bytes) -> tuple[bytes, list[str]]:
    """The JSON without byte order mark, and with U+FFFD for each half of a surrogate pair."""
    notes = []
    if value.startswith(BYTE_ORDER_MARK):
        value, notes = value[len(BYTE_ORDER_MARK) :], ["byte-order-mark"]
    if b"\\ud" in value or b"\\uD" in value:
        halves = 0

        def whole(match: re.Match[bytes]) -> bytes:
            nonlocal halves
            halves += match[1] is not None
            return rb"\ufffd" if match[1] else match[0]

        value = _ESCAPE.sub(whole, value)
        if halves:
            notes.append(f"surrogate-replaced:{halves}")
    return value, notes


def mended_fields(loose: dict[str, Any]) -> tuple[dict[str, Any], list[str], str | None]:
    """The fields of a record, what was mended, and why it must be held although no date says until when.

    What is null is left out; dates become RFC 3339; the protection that an agency's own fields give becomes ours.
    Raises `BadDate` where our own embargo cannot be read.
    """
    fields = {name: item for name, item in loose.items() if item is not None}
    notes: list[str] = []
    if "published_at" in fields:
        given = fields.pop("published_at")
        moment = read_date(str(given)) if isinstance(given, str | int | float) and not isinstance(given, bool) else None
        if moment is None:
            notes.append("date-unread")
        else:
            fields["published_at"] = moment
            if not (isinstance(given, str) and _ISO.fullmatch(given)):
                notes.append("zone-unknown" if has_unknown_zone(str(given)) else "date-mended")
    if "embargoed_until" in fields:
        given = fields.pop("embargoed_until")
        fields["embargoed_until"] = embargo_of_record(given)
        if fields["embargoed_until"] is None:
            raise BadDate(f"an embargo that cannot be read: {str(given)[:80]!r} - at `$.embargoed_until`")
    if isinstance(given := fields.get("status"), str) and (status := status_of(given)) and status != given:
        fields["status"] = status
        notes.append("status-mended")
    known = {"embargoed_until", "status", "title", "body"}
    protection = read_protection({name: item for name, item in fields.items() if name not in known})
    if protection.status != "usable" and fields.get("status", "usable") in ("usable", "withheld"):
        fields["status"] = protection.status
    if protection.embargoed_until is not None:
        own = fields.get("embargoed_until")
        fields["embargoed_until"] = max(own, protection.embargoed_until) if own else protection.embargoed_until
    return fields, notes, protection.held


def mended_text(article: RawArticle) -> RawArticle:
    """Plain text, without what is not for publication; an embargo or a kill that the text tells is the article's."""
    title, body, notes = article.title, article.body, []
    if has_markup(body):
        body = html_to_text(body)
        notes.append("html-removed")
    if has_markup(title):
        title = html_to_text(title)
        notes.append("html-removed")
    changes: dict[str, Any] = {}
    for hold in filter(None, (notices.find_hold(title), notices.find_hold(body))):
        notes.append(hold.code)
        if hold.until is not None:
            until = changes.get("embargoed_until") or article.embargoed_until
            changes["embargoed_until"] = max(until, hold.until) if until else hold.until
        elif article.status != "canceled" and changes.get("status") != "canceled":
            changes["status"] = hold.status
    cut = notices.unpublishable(body)
    if cut:
        body = notices.without(body, [span for span, _ in cut])
        notes += [code for _, code in cut]
    if not notes:
        return article
    fresh = [note for note in dict.fromkeys(notes) if note not in article.notes]
    return msgspec.structs.replace(article, title=title, body=body, notes=[*article.notes, *fresh], **changes)
