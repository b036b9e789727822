"""Date lines and datelines: when and where a dispatch says it was written."""

import re
import tomllib
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

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
            return _day_of(match)
    return None


def find_date(line: str) -> tuple[tuple[int, int], datetime] | None:
    """The first date of day, month and year within a line, and where it stands."""
    for pattern in _date_patterns():
        for match in pattern.finditer(line[:300]):
            if (day := _day_of(match)) is not None:
                return match.span(), day
    return None


def _day_of(match: re.Match[str]) -> datetime | None:
    part = match.groupdict()
    month = _months()[part["name"].casefold()] if part.get("name") else int(part["month"])
    try:
        return datetime(int(part["year"]), month, int(part["day"]), tzinfo=UTC)
    except ValueError:
        return None


class Dateline(NamedTuple):
    """Where a text says it was written; `start` and `end` enclose all of the dateline, the separator included."""

    place: str
    start: int
    end: int


LINES = 5
"""Lines from the start of the body in which a dateline may stand: a byline or a lead may come before it."""
REACH = 1_500
"""Characters of the body in which those lines lie."""


def find_dateline(text: str, title_end: int = 0) -> Dateline | None:
    """The dateline at the beginning of the body, or at that of one of its first lines where an agency signs it.

    Without a body, that of the title.
    """
    start = next((at for at in range(title_end, min(len(text), title_end + 200)) if not text[at].isspace()), None)
    if start is None:
        return None if title_end == 0 else find_dateline(text[:title_end])
    for number in range(LINES):
        if found := _dateline_at(text, start, signed=number > 0):
            return found
        newline = text.find("\n", start, title_end + REACH)
        while 0 <= newline < len(text) and text[newline].isspace():
            newline += 1
        if newline in (-1, len(text)):
            return None
        start = newline
    return None


def split_dateline(body: str) -> tuple[str | None, str]:
    """ "Berlin (dpa) - Die ..." -> ("Berlin", "Die ..."); a place before a bare dash counts only in capitals."""
    found = _dateline_at(body, 0, signed=False)
    return (None, body) if found is None else (found.place, body[found.end :])


def place_of(dateline: str) -> str:
    """The place of a field that may hold a whole dateline, as dpa writes it: "Berlin (dpa) - "."""
    found = _dateline_at(f"{dateline.strip()} X", 0, signed=False)
    return found.place if found else dateline.strip(" -–—|:\n\t")


def _dateline_at(text: str, start: int, *, signed: bool) -> Dateline | None:
    for pattern in _dateline_patterns():
        match = pattern.match(text, start)
        if match is None or (signed and match.groupdict().get("bare")):
            continue
        place = " ".join((match["place"] or "").split()).strip(" ,")
        if not place or _is_place(place, match.groupdict()):
            return Dateline(place, start, match.end())
    return None


def _is_place(place: str, parts: dict[str, str | None]) -> bool:
    """Whether the words are written like a place; before a bare dash, or an agency without brackets, in capitals."""
    lists = _knowledge()["words"]
    city = place.partition(",")[0]
    if city in _knowledge()["acronyms"]["names"]:
        return False
    if city.upper() == city and city.lower() != city:
        return True
    words = re.split(r"[\s/]+", city)
    if words[0] in lists["no_place"] or any(word[:1].islower() and word not in lists["within"] for word in words):
        return False
    return not words[0][:1].islower() and not parts.get("bare") and not (parts.get("plain") or "").isupper()


@cache
def _knowledge() -> dict[str, Any]:
    return tomllib.loads(files("streams.feeds").joinpath("data/datelines.toml").read_text(encoding="utf-8"))


@cache
def _dateline_patterns() -> tuple[re.Pattern[str], ...]:
    """Forms of a dateline, the fullest first; each is matched at the beginning of a line and bounded in length."""
    names = _alternatives(_knowledge()["agencies"])
    month = rf"(?:{_alternatives(name for names in _knowledge()['months'].values() for name in names)})\.?"
    agency = rf"(?:{names})(?:[-/.][A-Za-z]{{1,9}}){{0,2}}"
    agencies = rf"{agency}(?:\s?[-/,+|&]\s?{agency}){{0,4}}"
    number = r"\d{1,2}(?:\.|st|nd|rd|th|er|º)?\s?(?:de\s|d’|d')?"
    day = rf"(?:{number}{month}|{month}\s?\d{{1,2}}(?:st|nd|rd|th)?|\d{{1,2}}[./]\s?\d{{1,2}}[./])"
    day = rf"(?:(?:den|le|am)\s)?{day}(?:,?\s(?:de\s)?\d{{4}}|\d{{4}}|\d{{2}}\b)?(?:\s(?:г|р)\.)?"
    place = r"(?P<place>[^\W\d_][\w.'’ /-]{0,40}?(?:,\s?[^\W\d_][\w. -]{0,30}?)??)"
    dash = r"\s*(?:\.\s?)?(?:[-–—_]+|:|\||\.-)\s*"
    text = r"(?=[\w\"'„“”«»‚‘’¿¡(\[…+#$€£]|-\d)"
    bracketed = rf"[(\[（|]\s?{agencies}\s?[)\]）|]"
    capital = r"\s+(?=[\"„“«»‚‘]?(?-i:[A-ZÄÖÜÀ-ÞА-ЯІЇЄҐ]))"
    forms = (
        # Berlin (dpa) - · BERLIN, Nov 20 (Reuters) -- · Bonn (epd). · Madrid, 20 nov (EFE).- · Berlin (dpa/lni) Text
        rf"{place}(?:[,.]?\s{day}[.,]?)?\s?(?:[-–—]{{1,2}}\s?)?{bracketed}(?:{dash}{text}|\.\s+{text}|{capital})",
        # MOSCOW, November 20. /TASS/. · /PRNewswire/ --
        rf"{place}[,.]?(?:\s{day}[.,]?)?\s?(?:[-–—]{{1,2}}\s?)?/\s?{agencies}\s?/(?:{dash}{text}|\.\s*{text}|{capital})",
        # МОСКВА, 20 ноя - РИА Новости. · Москва. 20 ноября. INTERFAX.RU - · Київ. 20 листопада. УНІАН.
        rf"{place}[,.]?\s{day}[.,]?\s?(?:[-–—|]\s?)?{agencies}(?:\s*[-–—|:]+\s+{text}|\.{capital})",
        # BERLIN taz | · Berlin dpa - · BERLIN | taz |
        rf"{place}(?:\s|\s?\|\s?)(?P<plain>{agencies})\s?[-–—|]\s+{text}",
        # (ANSA) - ROMA, 20 NOV - · (CNN) --
        rf"{bracketed}{dash}(?:(?P<place>[^\W\d_][\w.'’ /-]{{1,40}}?),\s{day}{dash})?{text}",
        # AFP - Paris, 20 nov · dpa Berlin -
        rf"(?:dpa|AFP|AP|APA|epd|KNA|sda)\s{place}\s[-–—]\s{text}",
        # 新华社北京11月20日电 · （共同）
        r"(?:新华社|中新社|中新网)(?P<place>\w{1,8}?)(?:\d{1,2}月)?\d{1,2}日电(?:\s?[（(][^（）()\n]{1,40}[)）])?\s*(?=\S)",
        r"【(?P<place>\w{1,8}?)(?:共同|時事|ＡＦＰ|AFP|ロイター)[^】\n]{0,20}】\s*(?=\S)",
        # BERLIN, Nov 20 - · KYIV —
        rf"{place}(?:,?\s{day}[.,]?)?(?P<bare>\s*[-–—]+)\s+{text}",
    )
    return tuple(re.compile(form, re.IGNORECASE) for form in forms)
