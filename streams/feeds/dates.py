"""Dates as feeds write them -> UTC."""

import re
import tomllib
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime
from functools import cache
from importlib.resources import files

from streams.feeds.dateline import read_date_line

AHEAD = timedelta(hours=1)
"""How far in the future a date may lie: clocks differ, and some sites write local time as UTC."""
AOE = timezone(timedelta(hours=-12))
"""Anywhere on earth: where a day ends last."""
LONGEST = 100
"""Characters; no date is longer."""
FIRST_YEAR = 2
"""The year 1 is the zero time of Go and .NET: no date."""
EPOCH_YEARS = range(1990, 2101)
"""Digits alone are seconds, milliseconds, micro- or nanoseconds since 1970 where they give such a year."""
_WEEKDAY = re.compile(r"^[^\W\d]+\.?,\s*")
_ZONE = re.compile(
    r"(?<=:\d\d)(?:\.\d{1,9})?\s*(?=[A-Za-z+-])(?P<name>[A-Za-z]{1,5}(?![A-Za-z]))?\s*(?P<offset>[+-]\d{1,2}(?::?\d\d)?)?"
    r"(?:\s*[(\[][^()\[\]]*[)\]])?$"
)
_AFTER_CLOCK = re.compile(r":\d\d(?:\.\d{1,9})?\s{0,9}(?!Uhr\b|[aApP]\.?[mM]\b\.?\s*$)[^\W\d_]")
_CLOCK = re.compile(r"(\d{1,2})(?::(\d{2}))?(?::(\d{2}))?\s*([ap])\.?m\.?(?![a-z])", re.IGNORECASE)


@cache
def _zones() -> dict[str, str]:
    """Name of a zone in capitals -> its offset as RFC 822 writes it."""
    text = files("streams.feeds").joinpath("data/zones.toml").read_text(encoding="utf-8")
    return {name: offset for offset, names in tomllib.loads(text)["zones"].items() for name in names}


def read_date(text: str | None, zone: tzinfo = UTC) -> datetime | None:
    """RFC 3339, ISO 8601, RFC 822, an epoch, or a plain German or English date; None of what is no date.

    A zone is an offset or one of `data/zones.toml`; without one it is `zone`.
    """
    moment = _written(text)
    if moment is not None:
        moment = in_utc(moment, zone)
    return moment if moment and moment.year >= FIRST_YEAR else None


def has_unknown_zone(text: str | None) -> bool:
    """Whether a date names a zone that is not known, and so was read without one."""
    moment = _written(text)
    return moment is not None and moment.tzinfo is None and _AFTER_CLOCK.search(text or "") is not None


def _written(text: str | None) -> datetime | None:
    """The moment as it is written, without a zone where that names none that is known."""
    text = (text or "").strip()
    if not text or len(text) > LONGEST:
        return None
    for read in (_epoch, datetime.fromisoformat, _zoned, _rfc_822, read_date_line):
        try:
            moment = read(text)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
        if moment is not None:
            return moment.replace(tzinfo=None) if read is read_date_line else moment
    return None


def in_utc(moment: datetime, zone: tzinfo = UTC) -> datetime | None:
    """None where the moment lies outside the years 1-9999 in UTC."""
    try:
        return (moment.replace(tzinfo=zone) if moment.tzinfo is None else moment).astimezone(UTC)
    except OverflowError:
        return None


def _epoch(text: str) -> datetime | None:
    """None where it is not digits alone, or no date near ours: eight digits are a day, four a year."""
    if not re.fullmatch(r"\d{9,19}(?:\.\d{1,9})?", text):
        return None
    seconds = float(text)
    while seconds > 1e11:
        seconds /= 1000
    moment = datetime.fromtimestamp(seconds, UTC)
    return moment if moment.year in EPOCH_YEARS else None


def _rfc_822(text: str) -> datetime | None:
    """The weekday is left out first: a foreign or wrong one is no reason to lose the date."""
    return parsedate_to_datetime(_WEEKDAY.sub("", text))


def _zoned(text: str) -> datetime | None:
    """A time with the name of a zone, an offset of a zone, or AM and PM,."""
    text = _CLOCK.sub(_of_24_hours, _WEEKDAY.sub("", text), count=1)
    zone = _ZONE.search(text)
    if zone is None:
        return None
    offset = _zones().get((zone["name"] or "UTC").upper())
    if offset is None:
        return None
    text, offset = text[: zone.start()], _offset(offset, zone["offset"])
    try:
        return datetime.fromisoformat(text + offset)
    except ValueError:
        return parsedate_to_datetime(f"{text} {offset}")


def _of_24_hours(clock: re.Match[str]) -> str:
    hour = int(clock[1]) % 12 + (12 if clock[4].lower() == "p" else 0)
    return f"{hour:02}:{clock[2] or '00'}:{clock[3] or '00'}"


def _offset(named: str, written: str | None) -> str:
    """ "GMT+1" is an hour before UTC's clock, as in daily use, not as POSIX has it."""
    if written is None:
        return named
    digits = written[1:].replace(":", "")
    digits = digits.zfill(2) + "00" if len(digits) <= 2 else digits.zfill(4)
    return written[0] + digits
