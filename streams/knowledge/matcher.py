"""Finds names in a text: one automaton over all names, then an own rule for where a name may begin and end.

Surfaces are matched in lower case, their letters' case is compared afterwards. What may be joined to a name (a German
genitive, a Korean particle, an Arabic preposition) is data: `Endings`, by language. Linear in the length of the text.
"""

import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick

from streams.knowledge.base import Compiled, Endings, Kind, Reading
from streams.knowledge.folding import Folded
from streams.records import Form

LONGEST_JOINED = 14
"""Letters before or after a name; a longer rest of its word is never an ending."""

COMPOSED = frozenset({"body", "organ", "seat"})
"""Kinds whose names may begin with another name (UN-Sicherheitsrat, U.S. Senate)."""

NO_ENDINGS = Endings({}, {})


class Match(NamedTuple):
    """What may stand at `start:end` of the folded text."""

    start: int
    end: int
    form: Form
    kind: Kind
    readings: list[Reading]
    joined: int
    """Letters of the word that are not of the name: the fewer, the better a match."""


class Matcher:
    def __init__(self, compiled: Compiled) -> None:
        self._readings = compiled.readings
        self._kinds = [thing.kind for thing in compiled.things]
        self._automaton = AhoCorasick(compiled.patterns)
        self._endings = compiled.endings
        self._any = frozenset(range(len(compiled.languages)))
        self._latin_any = frozenset(
            n for n, codes in enumerate(compiled.languages) if not codes or "en" in codes or "de" in codes
        )
        self._by_language = {
            code: frozenset(n for n, codes in enumerate(compiled.languages) if not codes or code in codes)
            for code in {code for codes in compiled.languages for code in codes}
        }

    def matches(self, folded: Folded, language: str, breaks: Sequence[int] = ()) -> list[Match]:
        """Leftmost-longest matches, and the parts inside of hyphenated ones, by start; none crosses a break."""
        text = folded.shaped
        endings = self._endings.get(language, NO_ENDINGS)
        spoken = self._by_language.get(language)
        found = []
        for pattern, start, end in self._automaton.find_matches_as_indexes(folded.lowered, overlapping=True):
            left = start > 0 and _joins(text[start - 1], text[start])
            right = end < len(text) and _joins(text[end], text[end - 1])
            if (left and not endings.before) or (right and not endings.after):
                continue
            accepted = spoken or (self._any if text[start] > "\u0370" else self._latin_any)
            surface = text[start:end]
            readings = [
                reading
                for reading in self._readings[pattern]
                if reading.languages in accepted and _same_case(reading, surface, inside=left)
            ]
            if not readings:
                continue
            match = _delimited(text, start, end, readings, self._kinds[readings[0].thing], endings, left, right)
            if match is not None and not _crosses(match, breaks):
                found.append(match)
        return self._longest(found)

    def _longest(self, found: list[Match]) -> list[Match]:
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


def _joins(outer: str, inner: str) -> bool:
    """Whether the character outside of a name continues its word; Han, Kana, Thai ... have no word boundaries."""
    if outer.isalnum() or outer == "_":
        return not (_unspaced(outer) or _unspaced(inner))
    return outer > "\u02ff" and unicodedata.category(outer) in ("Mn", "Mc") and not _unspaced(inner)


def _unspaced(char: str) -> bool:
    return char > "\u0dff" and (
        char <= "\u0eff"
        or "\u1000" <= char <= "\u109f"
        or "\u1780" <= char <= "\u17ff"
        or "\u3040" <= char <= "\u30ff"
        or "\u3400" <= char <= "\u9fff"
    )


def _same_case(reading: Reading, surface: str, inside: bool) -> bool:
    """Capitals as in the name; all capitals in a headline; an adjective may begin a sentence."""
    shaped = reading.shaped
    if shaped == surface:
        return True
    if shaped[1:] == surface[1:]:
        return inside or (reading.use == "adjective" and shaped[0].islower())
    return len(surface) > 3 and surface.isupper() and not shaped.isupper()


def _delimited(
    text: str,
    start: int,
    end: int,
    readings: list[Reading],
    kind: Kind,
    endings: Endings,
    left: bool,
    right: bool,
) -> Match | None:
    """The match with what is joined to it, or None where the language does not join this to such a name."""
    form: str | None = "adjective" if readings[0].use == "adjective" else "name"
    begin, stop = start, end
    if left:
        begin = _word_start(text, start)
        form = _joined(endings.before, kind, text[begin:start], form)
    if right and form:
        stop = _word_end(text, end)
        form = _joined(endings.after, kind, text[end:stop], form)
    if not form:
        return None
    hyphen_after = text[stop : stop + 1] == "-" and not text[stop + 1 : stop + 2].isdigit()
    hyphen_before = start > 1 and text[begin - 1] == "-" and text[begin - 2].isalnum()
    joined = start - begin + stop - end
    if endings.separate or form == "part":
        begin, stop = start, end
    if hyphen_after or hyphen_before:
        form = "part"
    return Match(begin, stop, form, kind, readings, joined)


def _word_start(text: str, start: int) -> int:
    begin = start
    while begin and start - begin <= LONGEST_JOINED and _joins(text[begin - 1], text[start]):
        begin -= 1
    return begin


def _word_end(text: str, end: int) -> int:
    stop = end
    while stop < len(text) and stop - end <= LONGEST_JOINED and _joins(text[stop], text[end - 1]):
        stop += 1
    return stop


def _joined(table: dict[str, dict[str, str]], kind: str, letters: str, form: str) -> str | None:
    """The form that results from joining; an adjective stays one."""
    if form == "adjective":
        return table.get("adjective", {}).get(letters)
    return table.get(kind, {}).get(letters) or table.get("*", {}).get(letters)


def _crosses(match: Match, breaks: Sequence[int]) -> bool:
    at = bisect_right(breaks, match.start)
    return at < len(breaks) and breaks[at] < match.end
