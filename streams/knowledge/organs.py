"""Organs of state that have no name of their own: "südkoreanischer Geheimdienst", "Tehran's foreign ministry"."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from streams.knowledge.base import OrganTitle, Thing


class Organ(NamedTuple):
    """`start:end` in the folded text; `role` and `sector` as the table says."""

    start: int
    end: int
    role: str
    sector: str


class Organs:
    def __init__(self, titles: Sequence[OrganTitle], endings: dict[str, list[str]]) -> None:
        self._titles = {(t.language, word.lower()): t for t in titles for word in t.words}
        self._roles = {title.role: title for title in titles}
        self._patterns = {
            language: _patterns([w for t in titles if t.language == language for w in t.words], found)
            for language, found in endings.items()
        }

    def beside(self, text: str, start: int, end: int, form: str, language: str) -> Organ | None:
        """The organ of the country whose name or adjective stands at `start:end`.

        After an adjective or a hyphen the span is that of the whole; otherwise that of the title alone, so that it does not
        overlap the name.
        """
        patterns = self._patterns.get(language)
        if patterns is None:
            return None
        after, before = patterns
        if found := after.match(text, end):
            joined = form == "adjective" or text[end] == "-"
            possessive = text[end : end + 2] == "'s" or (language == "de" and text[end - 1] == "s" and form == "name")
            if joined or possessive or (form == "name" and text[start:end].isupper()):
                title = self._titles[language, found["title"].lower()]
                return Organ(start if joined else found.start("title"), found.end(), title.role, title.sector)
        elif form == "name" and text[start - 1 : start] == " " and (found := before.search(text, max(0, start - 60), start)):
            title = self._titles[language, found["title"].lower()]
            return Organ(found.start("title"), found.end("word"), title.role, title.sector)
        return None

    def about(self, name: str, country: str) -> Thing | None:
        """The thing that an entity of `named` stands for."""
        title = self._roles.get(name.partition(" of ")[0])
        return Thing("organ", "", name, country, sector=title.sector) if title else None


def named(organ: Organ, country: str) -> str:
    return f"{organ.role} of {country}"


def _patterns(words: list[str], endings: Sequence[str]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    either = "|".join(sorted(map(re.escape, words), key=len, reverse=True))
    ending = "|".join(sorted(endings, key=len, reverse=True))
    word = rf"(?P<word>(?P<title>{either})(?:{ending})?)\b"
    return (
        re.compile(rf"(?:-|(?:'s?)? (?:[a-zäöü]{{4,}} )?){word}", re.IGNORECASE),
        re.compile(rf"\b{word} (?:in|von|of|im) (?:der )?$", re.IGNORECASE),
    )
