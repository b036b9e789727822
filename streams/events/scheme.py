"""PLOVER as data: categories with their scores and CAMEO roots, and the meanings that the lexicons give words for."""

import tomllib
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from streams.errors import ConfigurationError

FOLDER = Path(__file__).parent
OPERATORS = (
    "agree",
    "refuse",
    "threaten",
    "demand",
    "accuse",
    "condemn",
    "welcome",
    "deny",
    "intend",
    "announce",
    "end",
    "begin",
    "try",
    "say",
)
"""What may be done with a deed: each language gives the words."""

Kind = Literal["deed", "operand", "nothing"]
"""`operand` makes a demand or a refusal but no event by itself; `nothing` is a sense that gives no event."""


@dataclass(frozen=True, slots=True)
class Category:
    name: str
    quad: int
    score: float
    cameo: str
    modes: dict[str, float] = field(default_factory=dict)
    cameo_modes: dict[str, str] = field(default_factory=dict)
    ask: str | None = None
    threat: str | None = None
    threats: dict[str, str] = field(default_factory=dict)
    ended: str = ""
    future: str | None = None
    recipient: bool = False  # PLOVER requires one


@dataclass(frozen=True, slots=True)
class Meaning:
    """One sense: its category and mode, who "of" means at its noun, what ending it, asking for it, a threat are."""

    name: str
    category: str = ""
    mode: str | None = None
    kind: Kind = "deed"
    mutual: bool = False
    each: bool = False  # every recipient of "between A and B" is one
    of: Literal["actor", "recipient"] = "actor"
    part: Literal["actor", "recipient"] = "actor"
    ended: str | None = None
    ask: str | None = None
    threat: str | None = None


@dataclass(frozen=True, slots=True)
class Scheme:
    categories: dict[str, Category]
    meanings: dict[str, Meaning]

    def intensity(self, category: str, mode: str | None) -> float:
        row = self.categories[category]
        return row.modes.get(mode or "", row.score)

    def cameo(self, category: str, mode: str | None) -> str:
        row = self.categories[category]
        return row.cameo_modes.get(mode or "", row.cameo)

    def ask(self, meaning: Meaning | None) -> str | None:
        """The mode of a REQUEST or REJECT of this deed."""
        if meaning is None or not meaning.category:
            return meaning.ask if meaning else None
        return meaning.ask or self.categories[meaning.category].ask

    def threat(self, meaning: Meaning | None) -> str | None:
        """The mode of THREATEN with this deed."""
        if meaning is None or not meaning.category:
            return meaning.threat if meaning else None
        row = self.categories[meaning.category]
        return meaning.threat or row.threats.get(meaning.mode or "", row.threat)

    def ended(self, meaning: Meaning) -> Meaning | None:
        """What ending this deed is."""
        name = (
            meaning.ended
            if meaning.ended is not None
            else self.categories[meaning.category].ended
            if meaning.category
            else ""
        )
        return self.meanings[name] if name else None


def read_toml(path: Path) -> dict[str, Any]:
    """Raises `ConfigurationError`, naming the file, where it is missing or no TOML."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise ConfigurationError(f"{path.name}: {error}") from error


@lru_cache(maxsize=1)
def load_scheme() -> Scheme:
    """The scheme of `plover.toml` and `deeds.toml`; raises `ConfigurationError` where they do not fit together."""
    try:
        categories = {name: Category(name, **row) for name, row in read_toml(FOLDER / "plover.toml").items()}
        meanings = {name: Meaning(name, **row) for name, row in read_toml(FOLDER / "deeds.toml").items()}
    except TypeError as error:
        raise ConfigurationError(f"events scheme: {error}") from error
    for meaning in meanings.values():
        category = categories.get(meaning.category)
        if (category is None) == (meaning.kind == "deed"):
            raise ConfigurationError(f"deeds.toml: {meaning.name}: unknown category {meaning.category!r}")
        if category is not None and meaning.mode is not None and meaning.mode not in category.modes:
            raise ConfigurationError(f"deeds.toml: {meaning.name}: unknown mode {meaning.mode!r}")
        if meaning.ended and meaning.ended not in meanings:
            raise ConfigurationError(f"deeds.toml: {meaning.name}: unknown meaning {meaning.ended!r}")
    return Scheme(categories, meanings)
