"""What the text itself says about the article: embargo lines, kills, notepads, credits, editor's notes.

Pure functions from a text to spans of it; the words are in `data/notices.toml`. Every expression is linear.
"""

import re
import tomllib
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from streams.feeds.dateline import find_date
from streams.feeds.dates import AOE, read_date
from streams.records import Span

HEAD_LINES = 8
"""Lines that are not blank in which an embargo or a kill is looked for: below the slug, the date and the headline."""
LONGEST_NOTE = 2_000
"""Characters of a note in brackets; what is longer is an article that begins with a bracket."""
LONGEST_CREDIT = 300
"""Characters of a line behind a rule that says who reported from where."""
_SIGNS = r"[\s*+#=_>|!\-–—\"'«»„“\[(]{0,12}"
_LINE = re.compile(r"^[^\S\n]*\S[^\n]*", re.MULTILINE)
_RULE = re.compile(r"[ \t]*([-=*_–—])(?:[ \t]*\1){2,}[ \t]*")
_TIME = re.compile(
    r"(?<![\d.,])(?P<hour>[01]?\d|2[0-4])\s?[:.h]\s?(?P<minute>[0-5]\d)(?!\d|\.\d)|(?<!\d)(?P<four>[0-2]\d[0-5]\d)(?=\s*(?:[A-Z]{2,5}\b|h\b|hrs|hours|Uhr))|(?<![\d.])(?P<full>[01]?\d|2[0-4])\s*(?=Uhr|h\b)"
)
_HALF = re.compile(
    r"(?<![\d:.])(?P<hour>1[0-2]|0?\d)(?:[:.](?P<minute>[0-5]\d))?\s*(?P<half>[ap])\.?m\b", re.IGNORECASE
)
_ZONE_NAME = re.compile(r"\b(?:[A-Z]{3,5}|UT)(?:\s?[+-]\d{1,2}(?::?\d\d)?)?(?![\w])|(?<=[\d ])[+-]\d\d:?\d\d\b")


class Hold(NamedTuple):
    """A line that holds an article: until a moment, or for good where `until` is None; `status` is the article's."""

    span: Span
    status: str
    until: datetime | None
    code: str
    """The note: `embargo-line`, `embargo-unread`, `kill-line`, `withheld-line`."""


@cache
def words() -> dict[str, Any]:
    return tomllib.loads(files("streams.feeds").joinpath("data/notices.toml").read_text(encoding="utf-8"))


@cache
def _beginning(kind: str) -> re.Pattern[str]:
    """A line that begins with one of the words; those of lower case in any case."""
    lists = words()[kind]
    printed = "|".join(_pattern(word) for word in sorted(lists.get("as_printed", ()), key=len, reverse=True))
    free = "|".join(
        _pattern(word) for word in sorted(lists.get("any_case", lists.get("lines", ())), key=len, reverse=True)
    )
    choices = "|".join(
        part for part in (rf"(?:{printed})(?![^\W\d_])" if printed else "", rf"(?i:{free})" if free else "") if part
    )
    return re.compile(rf"{_SIGNS}(?:{choices})")


def _pattern(word: str) -> str:
    return re.escape(word).replace("…", r"[^\n]{1,40}?").replace(r"\ ", r"[ \t\xa0]+")


def find_hold(text: str) -> Hold | None:
    """The line among the first of the text that says that it must not get out, or not yet."""
    found: Hold | None = None
    for number, line in enumerate(_LINE.finditer(text)):
        if number == HEAD_LINES or found:
            break
        shown = line[0]
        if _beginning("embargo").match(shown):
            until = read_embargo_line(shown)
            found = Hold(
                line.span(), "usable" if until else "withheld", until, "embargo-line" if until else "embargo-unread"
            )
        elif _beginning("canceled").match(shown):
            found = Hold(line.span(), "canceled", None, "kill-line")
        elif _beginning("withheld").match(shown) and not _starts_notepad(text, line.start()):
            found = Hold(line.span(), "withheld", None, "withheld-line")
    return found


def _starts_notepad(text: str, start: int) -> bool:
    """Whether a rule line before it cuts it off from the article, which then is not what it speaks of."""
    before = text[:start].rstrip()
    return bool(before) and _RULE.fullmatch(before.rpartition("\n")[2]) is not None


def read_embargo_line(line: str) -> datetime | None:
    """The moment that an embargo line names, UTC; None where it names no day of a year.

    A time without zone has come when it has come everywhere on earth; a day without time is over when it is so.
    """
    rest = re.sub(r"^[^\d]*?(?=\d)", "", line, count=1).strip(" )]*+.!")
    if (moment := read_date(rest, zone=AOE)) is not None and re.search(r"\d[:T]\d", rest):
        return moment
    found = find_date(line)
    if found is None:
        return None
    (start, end), day = found
    rest = f"{line[:start]}   {line[end:]}"
    clock, half = _TIME.search(rest), _HALF.search(rest)
    if half:
        hour, minute = int(half["hour"]) % 12 + 12 * (half["half"].lower() == "p"), int(half["minute"] or 0)
    elif clock and clock["four"]:
        hour, minute = int(clock["four"][:2]), int(clock["four"][2:])
    elif clock:
        hour, minute = int(clock["hour"] or clock["full"]), int(clock["minute"] or 0)
    else:
        hour, minute = 24, 0
    try:
        local = day.replace(tzinfo=None) + timedelta(hours=hour, minutes=minute)
    except OverflowError:
        return None
    zone = _zone_of(rest)
    stamp = local.strftime("%Y-%m-%dT%H:%M:00")
    return (zone and read_date(f"{stamp} {zone}")) or read_date(stamp, zone=AOE)


def _zone_of(line: str) -> str | None:
    """The first word in capitals that is a zone."""
    for name in _ZONE_NAME.findall(line):
        if read_date(f"2000-01-01T12:00:00 {name}") is not None:
            return str(name)
    return None


def unpublishable(text: str, start: int = 0) -> list[tuple[Span, str]]:
    """What is not for publication, from `start` on: spans with their code, `notepad-cut` or `credits-cut`.

    A notepad goes on to the end of the text. Credits are its last paragraphs, or stand behind a rule line.
    """
    lines = [match.span() for match in _LINE.finditer(text, start)]
    for number, (begin, _) in enumerate(lines):
        if (
            _beginning("notepad").match(text, begin)
            and number > 0
            and (_alone(text, begin) or _after_rule(text, lines, number))
        ):
            first = number - _after_rule(text, lines, number)
            cut = ((max(start, lines[first][0]), len(text)), "notepad-cut")
            return [*_credits(text, lines[:first]), cut]
    return _credits(text, lines)


def is_unpublishable(text: str) -> str | None:
    """The code where a whole dispatch is a notepad or nothing but credits."""
    lines = [match.span() for match in _LINE.finditer(text)]
    if lines and _beginning("notepad").match(text, lines[0][0]):
        return "notepad-cut"
    if lines and len(text) < LONGEST_NOTE and all(_is_credit(text[slice(*line)], ruled=True) for line in lines):
        return "credits-cut"
    return None


def _credits(text: str, lines: list[Span]) -> list[tuple[Span, str]]:
    first = len(lines)
    while first > 1 and (
        _is_credit(text[slice(*lines[first - 1])], ruled=_after_rule(text, lines, first - 1))
        or _after_credit_rule(text, lines, first)
    ):
        first -= 1
    if first == len(lines):
        return []
    return [((lines[first][0], lines[-1][1]), "credits-cut")]


def _is_credit(line: str, *, ruled: bool) -> bool:
    """`ruled`: whether a rule line stands above it, so that less needs to be said."""
    lists = words()["credits"]
    return len(line) < LONGEST_NOTE and (
        _beginning("credits").match(line) is not None
        or any(word in line.lower() for word in lists["contains"])
        or (ruled and len(line) < LONGEST_CREDIT and any(word in line.lower() for word in lists["behind_a_rule"]))
    )


def _after_credit_rule(text: str, lines: list[Span], first: int) -> bool:
    """The rule line above what was already found to be credits."""
    return first < len(lines) and _RULE.fullmatch(text[slice(*lines[first - 1])]) is not None


def _after_rule(text: str, lines: list[Span], number: int) -> bool:
    return number > 0 and _RULE.fullmatch(text[slice(*lines[number - 1])]) is not None


def _alone(text: str, begin: int) -> bool:
    """Whether the line begins a paragraph."""
    return text[:begin].endswith("\n\n") or text[max(0, begin - 40) : begin].rstrip(" \t").endswith("\n\n")


def notes(text: str) -> list[Span]:
    """What an editor says about the article: paragraphs or brackets that begin with the words for it."""
    found: list[Span] = []
    for number, line in enumerate(_LINE.finditer(text)):
        start, end = line.span()
        if found and start < found[-1][1]:
            continue
        if _beginning("notes").match(text, start, end):
            found.append((start, _end_of_note(text, start, end)))
        elif number < HEAD_LINES and _opening().match(text, start, end):
            close = text.find(")", start, end)
            found.append((start, close + 1))
        else:
            found += _in_brackets(text, start, end)
    return found


@cache
def _opening() -> re.Pattern[str]:
    choices = "|".join(re.escape(word) for word in words()["notes"]["openings"])
    return re.compile(rf"\s{{0,4}}\((?i:{choices})[^()\n]{{0,300}}\)")


@cache
def _bracketed() -> re.Pattern[str]:
    choices = "|".join(re.escape(word) for word in sorted(words()["notes"]["any_case"], key=len, reverse=True))
    return re.compile(rf"[(\[](?i:{choices})[^()\[\]\n]{{0,600}}[)\]]")


def _in_brackets(text: str, start: int, end: int) -> Iterator[Span]:
    if "(" in text[start:end] or "[" in text[start:end]:
        yield from (match.span() for match in _bracketed().finditer(text, start, end))


def _end_of_note(text: str, start: int, end: int) -> int:
    """Of one in brackets the bracket's end, of any other its paragraph's."""
    opening = text[start:end].lstrip(" *+")[:1]
    if opening in ("(", "["):
        close = text.find(")" if opening == "(" else "]", start)
        return close + 1 if 0 < close - start < LONGEST_NOTE else end
    paragraph = text.find("\n\n", start)
    return len(text) if paragraph < 0 else paragraph


def without(text: str, spans: list[Span]) -> str:
    """The text without the spans, and without what is left of white space and rule lines at its end."""
    for start, end in sorted(spans, reverse=True):
        text = text[:start] + text[end:]
    return text.rstrip()


def blanked(text: str, spans: list[Span]) -> str:
    """The text with spaces in place of the spans, line breaks kept: what is read of it has the same offsets."""
    for start, end in spans:
        text = text[:start] + re.sub(r"[^\n]", " ", text[start:end]) + text[end:]
    return text
