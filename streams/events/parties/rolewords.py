"""What a language calls its offices, forces and people, and how its phrases say whose they are (`roles/*.toml`)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from streams.errors import ConfigurationError
from streams.events.scheme import read_toml

FOLDER = Path(__file__).parent / "roles"
WORD = re.compile(r"[^\W\d_]+")
_KEY = re.compile(r"[^\W\d_]+\*?")
PLACE = "PLACE"
"""In place of a sector: a town, a dam, a ship."""
SECTORS = frozenset(["GOV", "MIL", "LEG", "JUD", "COP", "SPY", "PTY", "REB", "OPP", "CVL", "BUS", "MED", "IGO", "NGO"])
PHRASE = ["articles", "former", "elected", "links", "away", "behalf", "local", "joined"]
KINDS = ["abroad", "generic", "unbound", "allied", "sides", "people_endings", "adjective_endings"]
LISTS = frozenset([*PHRASE, *KINDS])
SHORTEST = 4
"""Letters of a word that may be the last part of a compound: "Ort" is no part of "Sport"."""


class Word(NamedTuple):
    """`form` in lower case, `start:end` in the text."""

    start: int
    end: int
    form: str


class Role(NamedTuple):
    """A role noun at `start:end`, words `first` to `last` of the phrase; `sector` None where it tells none alone."""

    start: int
    end: int
    first: int
    last: int
    sector: str | None
    place: bool
    generic: bool
    """ "chief", "spokesman": of the sector that it belongs to."""
    abroad: bool
    """ "ambassador": the place where it is says not whose it is."""


@dataclass(frozen=True, slots=True)
class RoleWords:
    """The words of one language; a word of the data that ends in `*` stands for all that begin so."""

    language: str
    heads_last: bool = True
    """Describing words stand before the noun ("Greek banks"), not behind it ("banques grecques")."""
    compounds: bool = False
    """Words are joined to one, whose last part tells what it is."""
    endings: tuple[str, ...] = ()
    """Letters of declension, tried longest first; `ies=y`: what stands in their place."""
    sectors: Mapping[str, str] = field(default_factory=dict)
    """Role of one or more words, in lower case -> sector or `PLACE`."""
    lists: Mapping[str, frozenset[str]] = field(default_factory=dict)
    longest: int = 1
    """Words of the longest role."""
    starred: Mapping[int, Sequence[Sequence[str]]] = field(default_factory=dict)
    """Roles of so many words of which one ends in `*`."""

    def words(self, text: str, start: int, end: int) -> list[Word]:
        return [Word(m.start(), m.end(), m[0].lower()) for m in WORD.finditer(text, start, end)]

    def has(self, name: str, form: str) -> bool:
        """Is a word in a list of the data, in any of its forms?"""
        return self._key(form, self.lists.get(name, frozenset()), parts=False) is not None

    def roles(self, words: Sequence[Word]) -> list[Role]:
        """The role nouns of a phrase, none within another."""
        found: list[Role] = []
        at = 0
        while at < len(words):
            role = self._at(words, at)
            if role is not None:
                found.append(role)
            at = role.last + 1 if role else at + 1
        return found

    def _at(self, words: Sequence[Word], at: int) -> Role | None:
        for length in range(min(self.longest, len(words) - at), 0, -1):
            run = words[at : at + length]
            if length > 1 and any(b.start - a.end > 2 for a, b in pairwise(run)):
                continue
            key = self._phrase([word.form for word in run])
            if key is not None:
                sector = self.sectors[key]
                return Role(
                    run[0].start,
                    run[-1].end,
                    at,
                    at + length - 1,
                    sector if sector in SECTORS else None,
                    sector == PLACE,
                    key in self.lists["generic"],
                    key in self.lists["abroad"],
                )
        return None

    def _phrase(self, forms: Sequence[str]) -> str | None:
        """The key of a role that these words are, the last one in any form, or all of them as the data has them."""
        if len(forms) == 1:
            return self._key(forms[0], self.sectors, parts=self.compounds)
        joined = " ".join(forms)
        return self._declined(joined, self.sectors) or self._starred(forms)

    def _starred(self, forms: Sequence[str]) -> str | None:
        for parts in self.starred.get(len(forms), ()):
            if all(
                form.startswith(part[:-1]) if part.endswith("*") else form == part
                for part, form in zip(parts, forms, strict=True)
            ):
                return " ".join(parts)
        return None

    def _key(self, form: str, table: Mapping[str, str] | frozenset[str], *, parts: bool) -> str | None:
        if (key := self._whole(form, table)) is not None or not parts:
            return key
        for at in range(1, len(form) - SHORTEST + 1):
            key = self._whole(form[at:], table)
            if key is not None and len(key) >= SHORTEST:
                return key
        return None

    def _whole(self, form: str, table: Mapping[str, str] | frozenset[str]) -> str | None:
        if (key := self._declined(form, table)) is not None:
            return key
        for length in range(len(form), 1, -1):
            if (star := f"{form[:length]}*") in table:
                return star
        return None

    def _declined(self, form: str, table: Mapping[str, str] | frozenset[str]) -> str | None:
        if form in table:
            return form
        for entry in self.endings:
            ending, _, instead = entry.partition("=")
            bare = form.removesuffix(ending)
            if bare != form and len(bare) > 1 and bare + instead in table:
                return bare + instead
        return None


def read_role_words(language: str, path: Path) -> RoleWords:
    """Raises `ConfigurationError` naming file and key where the data is not as it should be."""
    table: dict[str, Any] = read_toml(path)
    sectors: dict[str, str] = {}
    for sector, roles in table.pop("sectors", {}).items():
        if sector not in SECTORS | {PLACE, "NONE"}:
            raise ConfigurationError(f"{path.name}: [sectors] {sector}: no such sector")
        for role in roles:
            sectors.setdefault(" ".join(_KEY.findall(role.lower())), sector)
    plain = {key: table.pop(key) for key in ("heads_last", "compounds", "endings") if key in table}
    if unknown := set(table) - LISTS:
        raise ConfigurationError(f"{path.name}: {min(unknown)}: no such list")
    lists = {name: frozenset(word.lower() for word in table.get(name, [])) for name in LISTS}
    for name in ("generic", "abroad"):
        if missing := lists[name] - set(sectors):
            raise ConfigurationError(f"{path.name}: {name}: {min(missing)} is in no sector")
    return RoleWords(
        language,
        heads_last=plain.get("heads_last", True),
        compounds=plain.get("compounds", False),
        endings=tuple(sorted(plain.get("endings", []), key=len, reverse=True)),
        sectors=sectors,
        lists=lists,
        longest=max((len(key.split()) for key in sectors), default=1),
        starred=_starred(sectors),
    )


def _starred(sectors: Mapping[str, str]) -> dict[int, list[list[str]]]:
    found: dict[int, list[list[str]]] = {}
    for key in sectors:
        if "*" in key and " " in key:
            found.setdefault(key.count(" ") + 1, []).append(key.split())
    return found


def languages() -> Iterator[str]:
    """Those that have role words."""
    return (path.stem for path in sorted(FOLDER.glob("*.toml")))


@cache
def role_words(language: str) -> RoleWords:
    """The words of a language; none where it has no file."""
    code = language.partition("-")[0].lower()
    path = FOLDER / f"{code}.toml"
    if not code.isalpha() or not path.exists():
        return RoleWords(code, lists={name: frozenset() for name in LISTS})
    return read_role_words(code, path)
