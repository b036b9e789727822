"""Finds names in a text: one automaton over all names, then an own rule for where a name may begin and end.

Surfaces are matched in lower case, their letters' case is compared afterwards. What may be joined to a name (a German
genitive, a Korean particle, an Arabic preposition) is data: `Endings`, by language. Linear in the length of the text.
"""

import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick

from streams.knowledge.base import Compiled, Endings, Kind, Reading
from streams.knowledge.folding import Folded
from streams.records import Form

COMPOSED = frozenset({"body", "organ", "seat"})
"""Kinds whose names may begin with another name (UN-Sicherheitsrat, U.S. Senate)."""


SHORTEST_JOINED = 4
"""Letters; shorter names (US, EU) are acronyms: never in lower case, never after other letters of a word."""


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
    """What a language joins to names of any kind, for a quick no."""

    __slots__ = ("after", "after_lengths", "before", "before_lengths", "endings")

    def __init__(self, endings: Endings) -> None:
        self.endings = endings
        self.before = frozenset(letters for table in endings.before.values() for letters in table)
        self.after = frozenset(letters for table in endings.after.values() for letters in table)
        self.before_lengths = sorted({len(letters) for letters in self.before})
        self.after_lengths = sorted({len(letters) for letters in self.after})

    def begin(self, text: str, start: int) -> int:
        """Where a word begins that joins letters of the table to a name at `start`; -1 where it does not."""
        for length in self.before_lengths:
            begin = start - length
            if begin >= 0 and text[begin:start] in self.before and not (begin and in_word(text[begin - 1])):
                return begin
        return -1

    def stop(self, text: str, end: int) -> int:
        for length in self.after_lengths:
            stop = end + length
            if text[end:stop] in self.after and not in_word(text[stop : stop + 1]):
                return stop
        return -1


NOTHING_JOINS = _Joins(Endings())


@cache
def in_word(char: str) -> bool:
    """Whether a name may not begin or end beside this character. Han, Kana, Thai, Lao, Burmese and Khmer have no spaces
    between words; vowel signs of Indic scripts are no letters to Python, but belong to the word."""
    if char.isalnum() or char == "_":
        return not (
            "\u0e00" <= char <= "\u0eff"
            or "\u1000" <= char <= "\u109f"
            or "\u1780" <= char <= "\u17ff"
            or "\u3040" <= char <= "\u30ff"
            or "\u3400" <= char <= "\u9fff"
        )
    return char > "\u02ff" and unicodedata.category(char) in ("Mn", "Mc")


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
        length = len(text)
        found = []
        for pattern, start, end in self._automaton.find_matches_as_indexes(folded.lowered, overlapping=True):
            begin, stop = start, end
            short = end - start < SHORTEST_JOINED
            if short and text[start].islower():
                continue
            if start and in_word(text[start - 1]) and in_word(text[start]):
                begin = -1 if short and text[start] < "\u0370" else joins.begin(text, start)
                if begin < 0:
                    continue
            if end < length and in_word(text[end]) and (in_word(text[end - 1]) or not text[end].isalnum()):
                stop = joins.stop(text, end)
                if stop < 0:
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
