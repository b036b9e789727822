"""PLOVER as data: categories with their modes, scores and CAMEO roots."""

import tomllib
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from streams.errors import ConfigurationError

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Category:
    name: str
    quad: int
    score: float
    cameo: str
    modes: dict[str, float] = field(default_factory=dict)
    cameo_modes: dict[str, str] = field(default_factory=dict)
    recipient: bool = False  # PLOVER requires one


@dataclass(frozen=True, slots=True)
class Scheme:
    categories: dict[str, Category]

    def intensity(self, category: str, mode: str | None) -> float:
        row = self.categories[category]
        return row.modes.get(mode or "", row.score)

    def cameo(self, category: str, mode: str | None) -> str:
        row = self.categories[category]
        return row.cameo_modes.get(mode or "", row.cameo)


def read_toml(path: Path) -> dict[str, Any]:
    """Raises `ConfigurationError`, naming the file, where it is missing or no TOML."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise ConfigurationError(f"{path.name}: {error}") from error


@lru_cache(maxsize=1)
def load_scheme() -> Scheme:
    """The scheme of `plover.toml`; raises `ConfigurationError` where a file does not fit."""
    try:
        categories = {name: Category(name, **row) for name, row in read_toml(FOLDER / "plover.toml").items()}
    except TypeError as error:
        raise ConfigurationError(f"plover.toml: {error}") from error
    return Scheme(categories)
