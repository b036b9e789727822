"""What a JSON object says about whether it may be published, in whichever agency's words (`data/protection.toml`).

In doubt it may not: an embargo or a status that cannot be read holds the article.
"""

import re
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from streams.feeds.dates import AOE, read_date
from streams.records import Status

DEPTH = 4
"""Levels of objects below the article in which its protection is looked for."""
TELLTALE = re.compile(
    rb'"[^"]{0,40}?(?:embarg|sperr|status|withh|publi|kill|cancel|nichtzur|hold.?(?:until|for)|not.?before|do.?not|\\u00)'
    rb'[^"]{0,40}"\s*:',
    re.IGNORECASE,
)
"""Cheap: where a record has none of these, no field of it protects it."""


class Protection(NamedTuple):
    """`held`: why the article must stay although no date says until when; None where nothing holds it."""

    status: Status
    embargoed_until: datetime | None
    held: str | None


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads(files("streams.feeds").joinpath("data/protection.toml").read_text(encoding="utf-8"))


@cache
def _fields() -> dict[str, str]:
    """Plain name of a field -> what it tells: embargo, status, withheld_flags or others."""
    return {name: kind for kind in ("embargo", "status", "withheld_flags", "others") for name in _words()[kind]}


@cache
def _values() -> dict[str, Status]:
    return {spelling: status for status, spellings in _words()["values"].items() for spelling in spellings}


def read_protection(article: dict[str, Any]) -> Protection:
    """Of several embargoes the latest, of several statuses the strictest."""
    status: Status = "usable"
    until: datetime | None = None
    held = None
    for name, kind, value in _telling(article, DEPTH):
        if kind == "status":
            found = status_of(value)
            if found is None:
                held = f"an unknown {name} {_short(value)}"
            elif _STRICTNESS.index(found) > _STRICTNESS.index(status):
                status = found
        elif kind == "withheld_flags":
            if _is_true(value):
                status = (
                    "canceled" if "kill" in name.lower() or "cancel" in name.lower() else _stricter(status, "withheld")
                )
        elif (
            value is not None
            and value is not False
            and str(value).strip().lower() not in ("false", "no", "none", "null")
        ):
            moment = read_embargo(value)
            if moment is None:
                held = f"an embargo that cannot be read: {_short(value)}"
            elif until is None or moment > until:
                until = moment
    return Protection(status, until, held)


_STRICTNESS: tuple[Status, ...] = ("usable", "withheld", "canceled")


def _stricter(one: Status, other: Status) -> Status:
    return max(one, other, key=_STRICTNESS.index)


def status_of(value: Any) -> Status | None:
    """ "stat:canceled", "KILLED", "withheld" -> the status of our records; absent is usable; None of any other word."""
    if isinstance(value, dict):
        value = value.get("qcode") or value.get("uri") or value.get("name") or value.get("code")
    if value is None or value == "":
        return "usable"
    if not isinstance(value, str):
        return None
    word = re.split(r"[:/#]", value.strip().lower())[-1].strip()
    return _values().get(word) or _values().get(re.sub(r"[\s_-]", "", word))


def read_embargo(value: Any) -> datetime | None:
    """The moment up to which the article is held, UTC; None of what cannot be read.

    Without a zone it holds until that time has come everywhere on earth, a day alone until it is over everywhere.
    """
    if isinstance(value, dict):
        value = value.get("until") or value.get("date") or value.get("value") or value.get("end")
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    text = str(value).strip()
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        moment = read_date(text, zone=AOE)
        return moment + timedelta(days=1) if moment and moment.year < 9999 else None
    return read_date(text, zone=AOE)


def embargo_of_record(value: Any) -> datetime | None:
    """As `read_embargo`, but a time without a zone is UTC: the field is one of our own records'."""
    if isinstance(value, str) and re.match(r"\d{4}-\d\d-\d\d[T ]\d", value.strip()):
        moment = read_date(value.strip())
        return moment if moment is None else moment.astimezone(UTC)
    return read_embargo(value)


def plain_name(name: str) -> str:
    return re.sub(r"[\W_]", "", name.rpartition(":")[2]).lower()


def _telling(value: Any, depth: int) -> Iterator[tuple[str, str, Any]]:
    if isinstance(value, list):
        for element in value[:100]:
            if isinstance(element, dict):
                yield from _telling(element, depth)
        return
    for name, item in value.items():
        kind = _fields().get(plain_name(name))
        if kind is None and "embarg" in name.lower():
            kind = "embargo"
        if kind not in (None, "others"):
            yield name, kind, item
        elif kind is None and depth and isinstance(item, dict | list):
            yield from _telling(item, depth - 1)


def _is_true(value: Any) -> bool:
    return value is True or str(value).strip().lower() in ("1", "true", "yes", "ja", "y", "x")


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 80 else text[:79] + "…"


_WORDS = re.compile(
    r"embarg|sperrfrist|withh[eo]ld|cancel+ed|killed|mandatory kill|not for publication|nicht zur ver|эмбарго",
    re.IGNORECASE,
)


def is_protected(value: bytes) -> bool:
    """Whether a record, readable or not, speaks of an embargo or a kill anywhere: it is hidden rather than shown."""
    return (
        _WORDS.search(re.sub(r"\\u00([0-9a-fA-F]{2})", lambda m: chr(int(m[1], 16)), value.decode("utf-8", "replace")))
        is not None
    )
