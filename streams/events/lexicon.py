"""A language's lexicon: words of deeds and operators, role nouns, weapons, lists (`lexicon/<language>*.toml`)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from streams.errors import ConfigurationError
from streams.events.forms import Forms
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
VERB_ENDINGS = (("ed", ""), ("ed", "e"), ("es", ""), ("es", "e"), ("s", ""), ("d", ""), ("ing", ""), ("ing", "e"))
"""Endings of English verb forms, and what stands in the lemma instead; of two that fit, the first counts."""


@dataclass(frozen=True, slots=True)
class Contexts:
    """What the words of a sentence tell of its matter: migration, elections, terror."""

    names: tuple[str, ...]  # in the order in which an event gives them
    words: Mapping[str, frozenset[str]]  # whole word -> names
    beginnings: Mapping[str, Sequence[tuple[str, str]]]  # first `least` letters -> beginnings of words, with names
    least: int

    def of(self, forms: Iterable[str]) -> list[str]:
        """The contexts that lower-case words tell."""
        told: set[str] = set()
        for form in forms:
            if form in self.words:
                told |= self.words[form]
            for beginning, name in self.beginnings.get(form[: self.least], ()):
                if form.startswith(beginning):
                    told.add(name)
        return [name for name in self.names if name in told]


@dataclass(frozen=True, slots=True)
class Lexicon:
    language: str
    verbs: Mapping[str, tuple[Pattern, ...]]  # lemma -> patterns, the most specific first
    nouns: Mapping[str, tuple[Pattern, ...]]
    vocabulary: frozenset[str]  # every noun of classes, deeds and roles
    to: Mapping[str, tuple[str, ...]]  # meaning or operator -> recipient slots
    over: Mapping[str, tuple[str, ...]]  # operator -> prepositions of its operand
    roles: Mapping[str, str]  # noun -> sector, "" for a thing or place
    instruments: Mapping[str, str]  # noun or first part of a compound -> mode of ASSAULT
    words: Mapping[str, frozenset[str]]
    lists: Mapping[str, tuple[str, ...]]  # months, weekdays in order
    blockers: Mapping[str, frozenset[str]]
    contexts: Contexts
    verb_forms: Mapping[str, str]  # form in -ed, -s or -ing, or irregular past -> verb; empty in German
    forms: Forms  # of every word of this lexicon that a noun may be looked up as
    temporal: frozenset[str]  # weekdays and months
    agent: tuple[str, ...]  # prepositions of who does it in the passive, in one order
    between: tuple[str, ...]  # prepositions of the sides of a mutual deed, in one order
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
    over: dict[str, tuple[str, ...]] = {}
    names = [(name, row, name, DEED_KEYS) for name, row in data["deeds"].items()]
    names += [(name, row, f"operators.{name}", OPERATOR_KEYS) for name, row in data["operators"].items()]
    triggers: set[str] = set()
    for short, row, name, keys in names:
        _check(language, short, row, name, keys, scheme)
        to[name] = tuple(row.get("to", ["obj"]))
        over[name] = tuple(row.get("over", ()))
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
    compounds = language in HEADS_LAST
    vocabulary = frozenset(
        plain(w) for row in (*data.get("class", {}).values(), *data["roles"].values(), nouns) for w in row
    )
    roles = {
        plain(word.rstrip("-")): "" if sector == "NONE" else sector
        for sector, row in data["roles"].items()
        for word in row
    }
    instruments = {plain(word): mode for mode, row in data["instruments"].items() for word in row}
    lists = {key: frozenset(map(str.lower, row)) for key, row in closed.items() if isinstance(row, list)}
    blockers = {key: frozenset(map(plain, row)) for key, row in data["blockers"].items()}
    fillers = (nouns_of for row in (*verbs.values(), *nouns.values()) for p in row for _, nouns_of in p.slots)
    asked = vocabulary.union(nouns, roles, instruments, *lists.values(), *blockers.values(), *fillers)
    irregular = dict(pair.split("=") for pair in data["words"].get("irregular", ()))
    return Lexicon(
        language,
        {lemma: tuple(sorted(found, key=lambda p: -len(p.slots))) for lemma, found in verbs.items()},
        {lemma: tuple(sorted(found, key=lambda p: (-len(p.slots), not p.alone))) for lemma, found in nouns.items()},
        vocabulary,
        to,
        over,
        roles,
        instruments,
        lists,
        {key: tuple(map(str.lower, data["words"].get(key, ()))) for key in ("months", "weekdays")},
        blockers,
        _contexts(data["contexts"]),
        {} if compounds else _verb_forms(verbs, irregular),
        Forms(asked, compounds),
        lists.get("weekdays", NONE) | lists.get("months", NONE),
        tuple(sorted(lists.get("agent", NONE))),
        tuple(sorted(lists.get("between", NONE))),
        compounds,
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


def _contexts(rows: Mapping[str, list[str]]) -> Contexts:
    """Of lists by name; a word that ends in `*` is the beginning of some."""
    words: dict[str, frozenset[str]] = {}
    marks = [(word[:-1].lower(), name) for name, row in rows.items() for word in row if word.endswith("*")]
    least = min((len(mark) for mark, _ in marks), default=0)
    beginnings: dict[str, list[tuple[str, str]]] = {}
    for mark, name in marks:
        beginnings.setdefault(mark[:least], []).append((mark, name))
    for name, row in rows.items():
        for word in map(str.lower, row):
            if not word.endswith("*"):
                words[word] = words.get(word, NONE) | {name}
    return Contexts(tuple(rows), words, beginnings, least)


def _verb_forms(verbs: Iterable[str], irregular: Mapping[str, str]) -> dict[str, str]:
    forms = {
        verb.removesuffix(instead) + ending: verb
        for ending, instead in reversed(VERB_ENDINGS)
        for verb in verbs
        if verb.endswith(instead)
    }
    return forms | {past: verb for past, verb in irregular.items() if verb in verbs}


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
