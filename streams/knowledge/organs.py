"""Organs of state that have no name of their own: "südkoreanischer Geheimdienst", "Tehran's foreign ministry"."""

from collections.abc import Sequence
from typing import NamedTuple

from streams.knowledge.base import OrganTitle, Thing

LINKS = {"de": ("in ", "von ", "im "), "en": ("in ", "of ")}
"""What joins a title to the country or capital after it."""


class Organ(NamedTuple):
    """`start:end` in the folded text; `role` and `sector` as the table says."""

    start: int
    end: int
    role: str
    sector: str


class Organs:
    def __init__(self, titles: Sequence[OrganTitle], endings: dict[str, list[str]]) -> None:
        self._roles = {title.role: title for title in titles}
        self._by_first: dict[str, dict[str, list[tuple[str, OrganTitle]]]] = {language: {} for language in endings}
        self._by_last: dict[str, dict[str, list[tuple[str, OrganTitle]]]] = {language: {} for language in endings}
        for title in titles:
            for word in title.words:
                for ending in ("", *endings[title.language]):
                    form = word.lower() + ending
                    self._by_first[title.language].setdefault(form.split()[0], []).append((form, title))
                    self._by_last[title.language].setdefault(form.split()[-1], []).append((form, title))

    def beside(self, lowered: str, start: int, end: int, form: str, language: str) -> Organ | None:
        """The organ of the country whose name or adjective stands at `start:end` of the folded text in lower case.

        After an adjective or a hyphen the span is that of the whole; otherwise that of the title alone, so that it does
        not overlap the name.
        """
        if language not in self._by_first:
            return None
        joint = lowered[end : end + 1]
        if joint == "-" or form == "adjective":
            found = self._after(lowered, end + 1, language)
            return Organ(start, found.end, found.role, found.sector) if found else None
        if lowered.startswith("'s ", end):
            return self._after(lowered, end + 3, language)
        if joint == " " and lowered[end - 1] in "s." and (found := self._after(lowered, end + 1, language)):
            return found
        return self._before(lowered, start, language) if form == "name" else None

    def about(self, name: str, country: str) -> Thing | None:
        """The thing that an entity of `named` stands for."""
        title = self._roles.get(name.partition(" of ")[0])
        return Thing("organ", "", name, country, sector=title.sector) if title else None

    def _after(self, lowered: str, at: int, language: str) -> Organ | None:
        """A title at a position, or after one word that describes it."""
        titles = self._by_first[language]
        for _ in range(2):
            stop = _word_end(lowered, at)
            for form, title in titles.get(lowered[at:stop], ()):
                end = at + len(form)
                if lowered.startswith(form, at) and not lowered[end : end + 1].isalnum():
                    return Organ(at, end, title.role, title.sector)
            if lowered[stop : stop + 1] != " ":
                return None
            at = stop + 1
        return None

    def _before(self, lowered: str, start: int, language: str) -> Organ | None:
        for link in LINKS[language]:
            end = start - len(link) - 1
            if end > 0 and lowered[end] == " " and lowered.startswith(link, end + 1):
                last = lowered[lowered.rfind(" ", 0, end) + 1 : end]
                for form, title in self._by_last[language].get(last, ()):
                    if lowered.endswith(form, 0, end) and not lowered[end - len(form) - 1 : end - len(form)].isalnum():
                        return Organ(end - len(form), end, title.role, title.sector)
        return None


def named(organ: Organ, country: str) -> str:
    return f"{organ.role} of {country}"


def _word_end(text: str, at: int) -> int:
    while at < len(text) and text[at].isalpha():
        at += 1
    return at
