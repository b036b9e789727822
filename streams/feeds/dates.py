"""Dates as feeds write them -> UTC."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from streams.feeds.dateline import read_date_line

AHEAD = timedelta(hours=1)
"""How far in the future a date may lie: clocks differ, and some sites write local time as UTC."""
_WEEKDAY = re.compile(r"^[^\W\d]+\.?,\s*")


def read_date(text: str | None) -> datetime | None:
    """RFC 3339, ISO 8601 or RFC 822, or a plain German or English date; None of what is no date. No zone is UTC."""
    text = (text or "").strip()
    if not text:
        return None
    for read in (datetime.fromisoformat, _rfc_822, read_date_line):
        try:
            moment = read(text)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
        if moment is not None:
            return in_utc(moment)
    return None


def in_utc(moment: datetime) -> datetime | None:
    """None where the moment lies outside the years 1-9999 in UTC."""
    try:
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except OverflowError:
        return None


def _rfc_822(text: str) -> datetime:
    """The weekday is left out first: a foreign or wrong one is no reason to lose the date."""
    return parsedate_to_datetime(_WEEKDAY.sub("", text))
