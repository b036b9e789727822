"""Finds names in a text: one automaton over all names, then an own rule for where a name may begin and end.

Surfaces are matched in lower case, their letters' case is compared afterwards. What may be joined to a name (a German
genitive, a Korean particle, an Arabic preposition) is data: `Endings`, by language. Linear in the length of the text.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick

from streams.knowledge.base import Compiled, Endings, Kind, Reading
from streams.knowledge.folding import Folded
from streams.records import Form

COMPOSED = frozenset({"body", "organ", "seat"})
"""Kinds whose names may begin with another name (UN-Sicherheitsrat, U.S. Senate)."""


class Match(NamedTuple):
    """What may stand at `start:end` of the folded text."""

    start: int
    end: int
    form: Form
    kind: Kind
    readings: list[Reading]
    joined: int
    """Letters of the word that are not of the name: the fewer, the better a match."""


class _Joins:
    """All letters that a language joins to names of any kind, for a quick no."""

    __slots__ = ("after", "before", "endings")

    def __init__(self, endings: Endings) -> None:
        self.endings = endings
        self.before = frozenset(letters for table in endings.before.values() for letters in table)
        self.after = frozenset(letters for table in endings.after.values() for letters in table)


NOTHING_JOINS = _Joins(Endings())

_UNSPACED = r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff"
_MARKS = r"\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u0670\u0900-\u0963\u0966-\u0dff"
_WORD = re.compile(rf"[^\W{_UNSPACED}]+")
_MARKED_WORD = re.compile(rf"(?:[^\W{_UNSPACED}]|[{_MARKS}])+")
_MARK = re.compile(f"[{_MARKS}]")
"""Words are what a name may not begin or end inside of. Han, Kana, Thai, Lao, Burmese and Khmer have none; vowel signs of
Indic scripts are no letters to `re`, but belong to the word."""


def _words(text: str) -> tuple[list[int], list[int]]:
    pattern = _WORD if text.isascii() or not _MARK.search(text) else _MARKED_WORD
    spans = [found.span() for found in pattern.finditer(text)]
    return [start for start, _ in spans], [end for _, end in spans]


class Matcher:
    def __init__(self, compiled: Compiled) -> None:
        self._readings = compiled.readings
        self._kinds = [thing.kind for thing in compiled.things]
        self._automaton = AhoCorasick(compiled.patterns)
        self._joins = {language: _Joins(endings) for language, endings in compiled.endings.items()}
        self._any = frozenset(range(len(compiled.languages)))
        self._latin_any = frozenset(
            n for n, codes in enumerate(compiled.languages) if not codes or "en" in codes or "de" in codes
        )
        self._by_language = {
            code: frozenset(n for n, codes in enumerate(compiled.languages) if not codes or code in codes)
            for code in {code for codes in compiled.languages for code in codes}
        }

    def matches(self, folded: Folded, language: str, breaks: Sequence[int] = ()) -> list[Match]:
        """Leftmost-longest matches, and the names that composed ones begin with, by start; none crosses a break."""
        text = folded.shaped
        joins = self._joins.get(language, NOTHING_JOINS)
        spoken = self._by_language.get(language)
        starts, ends = _words(text)
        found = []
        for pattern, start, end in self._automaton.find_matches_as_indexes(folded.lowered, overlapping=True):
            at = bisect_right(starts, start) - 1
            begin = starts[at] if at >= 0 and ends[at] > start else start
            if begin < start and text[begin:start] not in joins.before:
                continue
            at = bisect_left(ends, end)
            stop = ends[at] if at < len(ends) and starts[at] < end else end
            if stop > end and text[end:stop] not in joins.after:
                continue
            accepted = spoken or (self._any if text[start] > "\u0370" else self._latin_any)
            surface = text[start:end]
            readings = [
                reading
                for reading in self._readings[pattern]
                if reading.languages in accepted and _same_case(reading, surface, begin < start)
            ]
            if readings:
                kind = self._kinds[readings[0].thing]
                match = _delimited(text, (begin, start, end, stop), readings, kind, joins.endings)
                if match is not None and not _crosses(match, breaks):
                    found.append(match)
        return _longest(found)


def _longest(found: list[Match]) -> list[Match]:
    found.sort(key=lambda match: (match.start, -match.end, match.joined))
    kept: list[Match] = []
    whole_start = whole_end = part_end = 0
    for match in found:
        if match.start >= whole_end:
            kept.append(match)
            whole_start, whole_end = match.start, match.end
            part_end = match.start if match.kind in COMPOSED else match.end
        elif match.start == whole_start and match.start >= part_end and match.end < whole_end:
            kept.append(match._replace(form="part"))
            part_end = whole_end
    return kept


def _same_case(reading: Reading, surface: str, inside: bool) -> bool:
    """Capitals as in the name; all capitals in a headline; an adjective may begin a sentence."""
    shaped = reading.shaped
    if shaped == surface:
        return True
    if shaped[1:] == surface[1:]:
        return inside or (reading.use == "adjective" and shaped[0].islower())
    return len(surface) > 3 and surface.isupper() and not shaped.isupper()


def _delimited(
    text: str, span: tuple[int, int, int, int], readings: list[Reading], kind: Kind, endings: Endings
) -> Match | None:
    """The match with what is joined to it, or None where the language does not join this to such a name.

    `span`: where the word begins, the name starts and ends, the word stops.
    """
    begin, start, end, stop = span
    form: str | None = "adjective" if readings[0].use == "adjective" else "name"
    if begin < start:
        form = _joined(endings.before, kind, text[begin:start], form)
    if stop > end and form:
        form = _joined(endings.after, kind, text[end:stop], form)
    if not form:
        return None
    hyphen_after = text[stop : stop + 1] == "-" and not text[stop + 1 : stop + 2].isdigit()
    hyphen_before = begin > 1 and text[begin - 1] == "-" and text[begin - 2].isalnum()
    joined = start - begin + stop - end
    if endings.separate or form == "part":
        begin, stop = start, end
    if hyphen_after or hyphen_before:
        form = "part"
    return Match(begin, stop, form, kind, readings, joined)


def _joined(table: dict[str, dict[str, str]], kind: str, letters: str, form: str) -> str | None:
    """The form that results from joining; an adjective stays one."""
    if form == "adjective":
        return table.get("adjective", {}).get(letters)
    return table.get(kind, {}).get(letters) or table.get("*", {}).get(letters)


def _crosses(match: Match, breaks: Sequence[int]) -> bool:
    at = bisect_right(breaks, match.start)
    return at < len(breaks) and breaks[at] < match.end
