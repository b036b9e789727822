"""A language's lexicon: words of deeds and operators, role nouns, weapons, lists (`lexicon/<language>*.toml`)."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from streams.errors import ConfigurationError
from streams.events.patterns import Pattern, expand, parse_pattern, plain
from streams.events.scheme import OPERATORS, Scheme, load_scheme, read_toml

FOLDER = Path(__file__).parent / "lexicon"
SECTIONS = frozenset(
    {"class", "set", "deeds", "operators", "roles", "instruments", "words", "grammar", "blockers", "contexts"}
)
DEED_KEYS = frozenset({"to", "verbs", "nouns", "objects", "light"})
OPERATOR_KEYS = frozenset({"to", "verbs", "nouns", "over"})
STEM = 5  # letters of a form that tell a possible trigger
NONE: frozenset[str] = frozenset()
HEADS_LAST = frozenset({"de"})  # languages whose compounds are one word that ends in its head


@dataclass(frozen=True, slots=True)
class Lexicon:
    language: str
    verbs: Mapping[str, tuple[Pattern, ...]]  # lemma -> patterns, the most specific first
    nouns: Mapping[str, tuple[Pattern, ...]]
    vocabulary: frozenset[str]  # every noun of classes, deeds and roles
    to: Mapping[str, tuple[str, ...]]  # meaning or operator -> recipient slots
    over: Mapping[str, frozenset[str]]  # operator -> prepositions of its operand
    roles: Mapping[str, str]  # noun -> sector, "" for a thing or place
    instruments: Mapping[str, str]  # noun or first part of a compound -> mode of ASSAULT
    words: Mapping[str, frozenset[str]]
    lists: Mapping[str, tuple[str, ...]]  # months, weekdays in order
    blockers: Mapping[str, frozenset[str]]
    contexts: tuple[tuple[str, frozenset[str], re.Pattern[str] | None], ...]  # name, whole words, beginnings of lines
    irregular: Mapping[str, str]  # past form -> verb
    compounds: bool
    triggers: int  # distinct words and fixed expressions that name a deed or operator

    def any_of(self, key: str) -> frozenset[str]:
        return self.words.get(key, NONE)

    def block(self, key: str) -> frozenset[str]:
        return self.blockers.get(key, NONE)


def load_lexicon(language: str, folder: Path = FOLDER) -> Lexicon:
    """Raises `ConfigurationError`, naming language and entry, where the files do not keep the schema."""
    data: dict[str, Any] = {}
    files = sorted([*folder.glob(f"{language}.toml"), *folder.glob(f"{language}_*.toml")])
    if not files:
        raise ConfigurationError(f"lexicon: there is none for {language}")
    for path in files:
        _merge(data, read_toml(path), path.name)
    return _compile(language, data, load_scheme())


def languages(folder: Path = FOLDER) -> list[str]:
    return sorted({path.stem.partition("_")[0] for path in folder.glob("*.toml")})


def _merge(into: dict[str, Any], more: Mapping[str, Any], where: str) -> None:
    for key, value in more.items():
        if isinstance(value, dict):
            _merge(into.setdefault(key, {}), value, where)
        elif isinstance(value, list):
            into.setdefault(key, []).extend(value)
        elif into.setdefault(key, value) != value:
            raise ConfigurationError(f"{where}: {key} is given twice")


def _compile(language: str, data: Mapping[str, Any], scheme: Scheme) -> Lexicon:
    if unknown := set(data) - SECTIONS:
        raise ConfigurationError(f"lexicon {language}: unknown section {sorted(unknown)[0]!r}")
    if missing := SECTIONS - {"class", "set", "grammar"} - set(data):
        raise ConfigurationError(f"lexicon {language}: section {sorted(missing)[0]!r} is missing")
    words = {**data.get("class", {}), **data.get("set", {})}
    closed = {**data["words"], **data.get("grammar", {})}
    verbs: dict[str, list[Pattern]] = {}
    nouns: dict[str, list[Pattern]] = {}
    to: dict[str, tuple[str, ...]] = {}
    over: dict[str, frozenset[str]] = {}
    names = [(name, row, name, DEED_KEYS) for name, row in data["deeds"].items()]
    names += [(name, row, f"operators.{name}", OPERATOR_KEYS) for name, row in data["operators"].items()]
    triggers: set[str] = set()
    for short, row, name, keys in names:
        _check(language, short, row, name, keys, scheme)
        to[name] = tuple(row.get("to", ["obj"]))
        over[name] = frozenset(row.get("over", ()))
        for pattern in (parse_pattern(name, source, words) for source in row.get("verbs", ())):
            for lemma in pattern.lemmas:
                verbs.setdefault(lemma, []).append(pattern)
        light = frozenset().union(*(expand(name, verb, words) for verb in row.get("light", ())))
        for key in ("nouns", "objects"):
            for source in row.get(key, ()):
                pattern = replace(parse_pattern(name, source, words), light=light, alone=key == "nouns")
                for lemma in pattern.lemmas:
                    nouns.setdefault(lemma, []).append(pattern)
        if name != "nothing":
            triggers |= _counted(row, words, name)
    return Lexicon(
        language,
        {lemma: tuple(sorted(found, key=lambda p: -len(p.slots))) for lemma, found in verbs.items()},
        {lemma: tuple(sorted(found, key=lambda p: (-len(p.slots), not p.alone))) for lemma, found in nouns.items()},
        frozenset(plain(w) for row in (*data.get("class", {}).values(), *data["roles"].values(), nouns) for w in row),
        to,
        over,
        {
            plain(word.rstrip("-")): "" if sector == "NONE" else sector
            for sector, row in data["roles"].items()
            for word in row
        },
        {plain(word): mode for mode, row in data["instruments"].items() for word in row},
        {key: frozenset(map(str.lower, row)) for key, row in closed.items() if isinstance(row, list)},
        {key: tuple(map(str.lower, data["words"].get(key, ()))) for key in ("months", "weekdays")},
        {key: frozenset(map(plain, row)) for key, row in data["blockers"].items()},
        tuple(_context(name, row) for name, row in data["contexts"].items()),
        dict(pair.split("=") for pair in data["words"].get("irregular", ())),
        language in HEADS_LAST,
        len(triggers),
    )


def _check(language: str, short: str, row: Mapping[str, Any], name: str, keys: Iterable[str], scheme: Scheme) -> None:
    known = scheme.meanings if name == short else OPERATORS
    if short not in known:
        raise ConfigurationError(f"lexicon {language}: unknown meaning {name!r}")
    if unknown := set(row) - set(keys):
        raise ConfigurationError(f"lexicon {language}: {name}: unknown key {sorted(unknown)[0]!r}")


def _counted(row: Mapping[str, Any], words: Mapping[str, list[str]], name: str) -> set[str]:
    """Distinct triggers: a pattern counts once for each verb, and a noun once for each word."""
    found: set[str] = set()
    for key in ("verbs", "nouns", "objects"):
        for source in row.get(key, ()):
            pattern = parse_pattern(name, source, words)
            rest = source.partition("<")[0].partition(">")[0].split(" ", 1)[1:] if pattern.slots else []
            found |= {f"{lemma} {' '.join(rest)}".strip() for lemma in pattern.lemmas}
    return found


def _context(name: str, row: list[str]) -> tuple[str, frozenset[str], re.Pattern[str] | None]:
    whole = frozenset(word.lower() for word in row if not word.endswith("*"))
    prefixes = "|".join(re.escape(word[:-1].lower()) for word in row if word.endswith("*"))
    return name, whole, re.compile(f"^(?:{prefixes})", re.MULTILINE) if prefixes else None


@lru_cache(maxsize=8)
def is_trigger(language: str) -> Callable[[str], bool]:
    """A quick test of a lower-cased word: may it be a form of a word that names a deed or operator?"""
    lexicon = load_lexicon(language)
    deeds = [*lexicon.verbs, *lexicon.nouns]
    stems = {part[:STEM] for word in deeds for part in word.split() if len(part) > 3}
    short = {word for word in deeds if len(word) <= STEM} | lexicon.any_of("past_triggers")
    begins = {verb[:end] for verb in lexicon.verbs for end in range(3, 7)} if lexicon.compounds else frozenset()
    tails = tuple(word for word in lexicon.nouns if len(word) > STEM) if lexicon.compounds else ()
    memory: dict[str, bool] = {}

    def accepts(word: str) -> bool:
        if word not in memory:
            if len(memory) > 50_000:
                memory.clear()
            memory[word] = word[:STEM] in stems or word in short or any(tail in word for tail in tails) or split(word)
        return memory[word]

    def split(word: str) -> bool:
        """ "abgezogen", "festzunehmen": a participle or infinitive with its mark inside."""
        ends = [end for end in range(2, 6) if word[end : end + 2] in {"ge", "zu"} and len(word) > end + 4]
        return any(word[:end] + word[end + 2 : end + 3] in begins for end in ends)

    return accepts
