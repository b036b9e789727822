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
_PLACE = r"(?:[^\W\d_][\w .'-]{1,25} ?/ ?)?(?P<place>[^\W\d_][\w.'-]*(?: [^\W\d_][\w.'-]*){0,3})(?:, (?P<of>[^\W\d_][\w.' -]{1,24}?))?"
_DASH = re.compile(r" ?(?:–|—|--| - )")
_DATELINE = re.compile(rf"{_PLACE}(?: ?{_AGENCY}){{0,2}}(?:, [A-Z][a-z]{{2,8}}\.? \d{{1,2}})?")
"""`KYIV, Ukraine (AP) —`, `Berlin (dpa) - `, `Wien – `: at the start of a paragraph or after the lead."""

_DESCRIBES = re.compile(
    r"^(?:the|downtown|central|greater|metro|metropolitan|rural|suburban|old|upper|lower|inner|"
    r"(?:north|south|east|west)(?:ern|east|west|eastern|western)?|city of|town of|village of|state of|province of|county of) +"
    r"|(?: +(?:area|region|city|town|township|state|province|district|county|borough|governorate|oblast|suburb|metro area))$"
    r"|'s?$",
    re.IGNORECASE,
)
"""Words in a place's span that describe it: "western Kentucky", "Oaxaca State"."""

_NO_NAMES = frozenset("side bank coast shore end park point river street road lake hills valley beach island sea".split())
"""What a direction may stand before in a name of its own: "East Bank"."""

_STOPS = (". ", "! ", "? ", ": ", '" ', "“ ", "” ", "» ", "« ", "  ")
"""What may stand before a dateline: the end of a lead or of a paragraph."""
LONGEST_DATELINE = 60
"""Characters."""
DATELINE_WITHIN = 1_000
"""Characters from the start in which a dateline is looked for."""


class NamedSpan(NamedTuple):
    """An entity that a language pack's model found."""

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
            Span(folded.position(s.start), folded.position(s.end), LABELS.get(s.label, "MISC")) for s in spans if s.end > s.start
        ]
        self.all = sorted(found)
        self._starts = [span.start for span in self.all]

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


def without_description(name: str) -> str:
    """The name with one describing word fewer; as it is where nothing that could be a name would be left."""
    shorter = _DESCRIBES.sub("", name, count=1).strip()
    return shorter if len(shorter) > 3 and shorter.casefold() not in _NO_NAMES else name


class Neighbours:
    """Tells persons from places by the words beside a name."""

    def __init__(self, words: dict[str, list[str]]) -> None:
        self._first_names = frozenset(words["first_names"])
        self._person_like = frozenset(words["person_like"])
        self._place_nouns = frozenset(words["place_nouns"])
        self.locatives = frozenset(words["locatives"])
        self.place_endings = frozenset(words["place_endings"])
        self.home = {
            key.removeprefix("home_"): frozenset(codes) for key, codes in words.items() if key.startswith("home_")
        }
        """Language -> countries in which a place is likelier in that language."""

    def after_first_name(self, text: str, start: int) -> bool:
        return word_before(text, start) in self._first_names

    def make_person(self, text: str, start: int, end: int, language: str) -> bool:
        """ "Paris Hilton", "Jack London", "Michael Jordan": the name is part of a person's."""
        if text[start].isupper() and self.after_first_name(text, start):
            return True
        if text[start:end] not in self._person_like:
            return False
        after = word_after(text, end)
        if language == "de":  # any noun has a capital
            return after in self._first_names
        return (
            len(after) > 2
            and after[0].isupper()
            and not after.isupper()
            and after not in self._place_nouns
            and after not in self._person_like
        )


def word_before(text: str, start: int) -> str:
    """The word before a position, across one space or an initial ("John F. Kennedy")."""
    if start < 2 or text[start - 1] != " ":
        return ""
    begin = text.rfind(" ", max(0, start - 24), start - 1) + 1
    begin = max(begin, text.rfind("-", max(0, start - 24), start - 1) + 1, max(0, start - 24))
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
