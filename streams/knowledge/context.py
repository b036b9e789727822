"""What stands around a name: datelines, first names, what the model took the words for."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from streams.knowledge.folding import Folded
from streams.records import EntityType

LABELS: dict[str, EntityType] = {
    "PER": "PER",
    "PERSON": "PER",
    "ORG": "ORG",
    "LOC": "LOC",
    "GPE": "LOC",
    "FAC": "LOC",
    "NORP": "MISC",
}
"""Labels of entity pipelines -> ours; any other is MISC."""

_AGENCY = r"(?:\([^()\n]{2,40}\)|/[A-Za-z]{2,12}|\(?(?:dpa|AFP|APA|AP|Reuters|DPA|KNA|epd|SDA|sda)\b[^ ]{0,12})"
_NAME = r"[^\W\d_][\w.'-]*"
_PLACE = rf"(?:{_NAME}[\w .'-]{{0,24}} ?/ ?)?(?P<place>{_NAME}(?: {_NAME}){{0,3}})(?:, (?P<of>{_NAME}(?: {_NAME})?))?"
_DASH = re.compile(r" ?(?:–|—|--| - )")
_DATELINE = re.compile(rf"{_PLACE}(?: ?{_AGENCY}){{0,2}}(?:, [A-Z][a-z]{{2,8}}\.? \d{{1,2}})?")
"""`KYIV, Ukraine (AP) —`, `Berlin (dpa) - `, `Wien – `: at the start of a paragraph or after the lead."""

_DESCRIBES = re.compile(
    r"^(?:the|downtown|central|greater|metro|metropolitan|rural|suburban|old|upper|lower|inner|"
    r"(?:north|south|east|west)(?:ern|east|west|eastern|western)?|"
    r"(?:city|town|village|state|province|county) of) +"
    r"|(?: +(?:area|region|city|town|township|state|province|district|county|borough|governorate|oblast|suburb))$"
    r"|'s?$",
    re.IGNORECASE,
)
"""Words in a place's span that describe it: "western Kentucky", "Oaxaca State"."""

_STOPS = (". ", "! ", "? ", ": ", '" ', "“ ", "” ", "» ", "« ", "  ")
"""What may stand before a dateline: the end of a lead or of a paragraph."""
LONGEST_DATELINE = 60
"""Characters."""
DATELINE_WITHIN = 1_000
"""Characters from the start in which a dateline is looked for."""


class NamedSpan(NamedTuple):
    """An entity that the reader found."""

    start: int
    end: int
    label: str


class Span(NamedTuple):
    """The same in the folded text, with our type."""

    start: int
    end: int
    type: EntityType


class Spans:
    """The model's entities, asked by position."""

    def __init__(self, spans: Sequence[NamedSpan], folded: Folded) -> None:
        found = [
            Span(folded.position(s.start), folded.position(s.end), LABELS.get(s.label, "MISC"))
            for s in spans
            if s.end > s.start
        ]
        self.all = sorted(found)
        self._starts = [span.start for span in self.all]
        self._surnames: set[str] | None = None

    def over(self, start: int, end: int) -> Span | None:
        """The entity that overlaps `start:end`."""
        if not self.all:
            return None
        at = bisect_right(self._starts, start) - 1
        if at >= 0 and self.all[at].end > start:
            return self.all[at]
        if at + 1 < len(self.all) and self.all[at + 1].start < end:
            return self.all[at + 1]
        return None

    def is_surname(self, name: str, text: str) -> bool:
        """Whether the model found a person in the (folded) text whose full name ends with this one."""
        if self._surnames is None:
            people = (text[span.start : span.end] for span in self.all if span.type == "PER")
            self._surnames = {full.rpartition(" ")[2] for full in people if " " in full}
        return name in self._surnames


def datelines(text: str, title_end: int) -> list[tuple[int, int]]:
    """Spans of places that a dateline names, in the folded text."""
    found = []
    for dash in _DASH.finditer(text, 0, min(len(text), title_end + DATELINE_WITHIN)):
        end = dash.start()
        least = max(0, end - LONGEST_DATELINE)
        begin = max(text.rfind(stop, least, end) + 2 for stop in _STOPS)
        if begin == 1:
            begin = 0
            if least:
                continue
        match = _DATELINE.fullmatch(text, begin, end) if text[begin].isupper() else None
        if match:
            found += [match.span(group) for group in ("place", "of") if match.group(group)]
    return found


class Neighbours:
    """Tells persons from places by the words beside a name."""

    def __init__(self, words: dict[str, list[str]]) -> None:
        self.first_names = frozenset(words["first_names"])
        self.person_like = frozenset(words["person_like"])
        self._place_nouns = frozenset(words["place_nouns"])
        self._no_names = frozenset(words["no_names"])
        self.name_beginnings = frozenset(words["name_beginnings"])
        self.locatives = frozenset(words["locatives"])
        self.place_endings = frozenset(words["place_endings"])
        self.home = {
            key.removeprefix("home_"): frozenset(codes) for key, codes in words.items() if key.startswith("home_")
        }
        """Language -> countries in which a place is likelier in that language."""
        self.native = {
            key.removeprefix("native_"): frozenset(codes) for key, codes in words.items() if key.startswith("native_")
        }
        """Language -> countries whose small places its texts name without more ado."""
        self.no_dateline = frozenset(words["no_dateline"])
        self.no_leading = frozenset(words["no_leading"])
        self.body_nouns = frozenset(words["body_nouns"])
        self.no_place = frozenset(word.casefold() for word in words["no_place"])

    def without_description(self, name: str) -> str:
        """The name with one describing word fewer; as it is where nothing that could be a name would be left."""
        shorter = _DESCRIBES.sub("", name, count=1).strip()
        return shorter if len(shorter) > 3 and shorter.casefold() not in self._no_names else name

    def make_person(self, text: str, start: int, end: int, language: str) -> bool:
        """ "Paris Hilton", "Jack London", "Michael Jordan": the name is part of a person's."""
        if text[start].isupper() and word_before(text, start) in self.first_names:
            return True
        return self.begin_person(text, start, end, language)

    def begin_person(self, text: str, start: int, end: int, language: str) -> bool:
        """ "Paris Hilton": the place's name is the first of a person's."""
        if text[start:end] not in self.person_like:
            return False
        after = word_after(text, end)
        if language == "de":  # any noun has a capital
            return after in self.first_names
        return (
            len(after) > 2
            and after[0].isupper()
            and not after.isupper()
            and after not in self._place_nouns
            and after not in self.person_like
        )


def word_before(text: str, start: int) -> str:
    """The word before a position, across one space or an initial ("John F. Kennedy")."""
    if start < 2 or text[start - 1] != " ":
        return ""
    begin = text.rfind(" ", max(0, start - 24), start - 1) + 1
    begin = max(begin, text.rfind("-", max(0, start - 24), start - 1) + 1, 0, start - 24)
    word = text[begin : start - 1].lstrip("(\"'„“»«")
    if len(word) == 2 and word[1] == "." and begin > 2:
        return word_before(text, begin)
    return word


def word_after(text: str, end: int) -> str:
    if text[end : end + 1] != " ":
        return ""
    stop = end + 1
    while stop < len(text) and text[stop].isalpha():
        stop += 1
    return text[end + 1 : stop]
