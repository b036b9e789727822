"""When a deed was done, from the words that date it and the day of the article."""

import re
import tomllib
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

YEAR = re.compile(r"(?<!\d)(1\d|20)\d\d(?!\d)")
DAY = re.compile(r"(?<!\d)([0-3]?\d)(?:\.|st|nd|rd|th|º|er)?(?![\d.,]*\d)")
WORD = re.compile(r"[^\W\d_][^\W_]*(?:['’-][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Calendar:
    """Lower-case words of a language: months 1-12, weekdays 0-6 from Monday, days back from the article's."""

    months: dict[str, int]
    weekdays: dict[str, int]
    days: dict[str, int]


@cache
def _calendars() -> dict[str, Calendar]:
    data = tomllib.loads((Path(__file__).parent / "words.toml").read_text("utf-8"))

    def numbered(forms: list[str], first: int) -> dict[str, int]:
        return {form.lower(): place for place, row in enumerate(forms, first) for form in row.split("|")}

    return {
        language: Calendar(numbered(row["months"], 1), numbered(row["weekdays"], 0), row["days"])
        for language, row in data.items()
    }


def date_of(words: str, language: str, at: datetime | None) -> str | None:
    """ISO date, month or year: "1. September 1939", "on Monday" (the last one before the article), "yesterday".

    None where the words say no day that is known, or the day depends on an article without a date.
    """
    calendar = _calendars().get(language)
    year = YEAR.search(words)
    if calendar is not None:
        for match in WORD.finditer(words):
            word = match[0].lower()
            if word in calendar.months:
                return _with_month(words, calendar.months[word], year[0] if year else str(at.year) if at else None)
            if at is not None and word in calendar.weekdays:
                return _back(at, (at.weekday() - calendar.weekdays[word]) % 7)
            if at is not None and word in calendar.days:
                return _back(at, calendar.days[word])
    return year[0] if year else None


def _with_month(words: str, month: int, year: str | None) -> str | None:
    if year is None:
        return None
    days = (int(match[1]) for match in DAY.finditer(YEAR.sub(" ", words)))
    day = next((day for day in days if 0 < day < 32), None)
    return f"{year}-{month:02d}-{day:02d}" if day else f"{year}-{month:02d}"


def _back(at: datetime, days: int) -> str | None:
    try:
        return (at - timedelta(days=days)).date().isoformat()
    except OverflowError:
        return None
