"""Contexts of PLOVER by words of the sentence: a TOML file a language."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

_WORD = re.compile(r"[^\W\d_][\w-]*")


def contexts_of(sentence: str, language: str) -> list[str]:
    """In the order of the data; none for a language without a file."""
    table = _tables().get(language)
    return table.of(sentence) if table else []


@cache
def _tables() -> "dict[str, Contexts]":
    folder = Path(__file__).parent
    return {path.stem: Contexts(tomllib.loads(path.read_text("utf-8"))) for path in sorted(folder.glob("*.toml"))}


class Contexts:
    """Words of a language that tell a context, whole or (`word*`) by their beginning."""

    def __init__(self, rows: Mapping[str, list[str]]) -> None:
        self._words: dict[str, set[str]] = {}
        self._stems: dict[str, set[str]] = {}
        self._order = {name: place for place, name in enumerate(rows)}
        for name, words in rows.items():
            for word in words:
                table = self._stems if word.endswith("*") else self._words
                table.setdefault(word.rstrip("*").lower(), set()).add(name)
        self._lengths = sorted({len(stem) for stem in self._stems})

    def of(self, sentence: str) -> list[str]:
        """In the order of the data."""
        found: set[str] = set()
        for word in {match[0].lower() for match in _WORD.finditer(sentence)}:
            found |= self._words.get(word, set())
            for length in self._lengths:
                found |= self._stems.get(word[:length], set()) if len(word) >= length else set()
        return sorted(found, key=self._order.__getitem__)
