"""Date lines and datelines: when and where a dispatch says it was written."""

import re
import tomllib
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import Any

_DAY, _YEAR = r"(?P<day>\d{1,2})", r"(?P<year>\d{4})"


@cache
def words() -> dict[str, Any]:
    """The word lists of the text reader, as `data/dispatch.toml` has them."""
    return tomllib.loads(files("streams.feeds").joinpath("data/dispatch.toml").read_text(encoding="utf-8"))


@cache
def sections() -> frozenset[str]:
    return frozenset(name.casefold() for name in words()["sections"]["names"])


@cache
def _months() -> dict[str, int]:
    return {name.casefold(): int(number) for number, names in words()["months"].items() for name in names}


@cache
def _dateline_pattern() -> re.Pattern[str]:
    """A place, perhaps the day, and an agency in brackets; or, where the place is in capitals, a dash alone."""
    agency = f"(?:{_alternatives(words()['agencies']['names'])})"
    day = rf",?\s(?:\d{{1,2}}\.?\s?{_month()}|{_month()}\s\d{{1,2}})"
    place = r"\w[\w.'’ /-]{0,40}?(?:,\s\w[\w. -]{0,30}?)??"
    return re.compile(
        rf"(?P<place>{place})(?:{day})?"
        rf"(?:\s*\({agency}(?:[-/, ]+{agency}){{0,3}}\)\s*[-–—:]+|(?P<bare>\s*[-–—]+))\s+(?=\S)",
        re.IGNORECASE,
    )


def _month() -> str:
    return rf"(?:{_alternatives(_months())})\.?"


def _alternatives(names: Iterable[str]) -> str:
    """Longest first, so that no name hides another that it begins."""
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))


@cache
def _date_patterns() -> tuple[re.Pattern[str], ...]:
    month = rf"(?P<name>{_alternatives(_months())})\.?"
    weekday = rf"(?:(?:{_alternatives(words()['weekdays']['names'])})\.?,?\s+)?"
    shapes = (
        rf"{_DAY}(?:\.|st|nd|rd|th)?\s*{month},?\s*{_YEAR}",
        rf"{month}\s*{_DAY}(?:st|nd|rd|th)?,?\s+{_YEAR}",
        rf"{_YEAR}-(?P<month>\d\d)-(?P<day>\d\d)",
        rf"{_DAY}\.\s?(?P<month>\d{{1,2}})\.\s?{_YEAR}",
    )
    return tuple(re.compile(weekday + shape, re.IGNORECASE) for shape in shapes)


def read_date_line(line: str) -> datetime | None:
    """Midnight UTC of a line that is a date and nothing else, German, English or ISO; None of any other line."""
    if len(line) > 60:
        return None
    for pattern in _date_patterns():
        if match := pattern.fullmatch(line.strip()):
            part = match.groupdict()
            month = _months()[part["name"].casefold()] if part.get("name") else int(part["month"])
            try:
                return datetime(int(part["year"]), month, int(part["day"]), tzinfo=UTC)
            except ValueError:
                return None
    return None


def split_dateline(body: str) -> tuple[str | None, str]:
    """ "Berlin (dpa) - Die ..." -> ("Berlin", "Die ..."); a place before a bare dash counts only in capitals."""
    match = _dateline_pattern().match(body)
    if match is None:
        return None, body
    place = match["place"].strip()
    city = place.split(",")[0]
    capitals = city.isupper() and city not in words()["acronyms"]["names"]
    if not capitals and (match["bare"] or not city[0].isupper()):
        return None, body
    return place, body[match.end() :]
