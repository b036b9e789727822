"""All forms of a name that a text may show: German and English adjectives and demonyms, Slavic cases."""

from collections.abc import Iterator, Mapping, Sequence

GERMAN_ENDINGS = ("", "e", "em", "en", "er", "es")


def german_adjective(stem: str) -> Iterator[str]:
    """`russisch` -> russische, russischem ...; one that ends in -er (`Schweizer`) has no endings."""
    if stem.endswith("er") or stem == "sino":
        yield stem
    else:
        yield from (stem + ending for ending in GERMAN_ENDINGS)


def german_demonym(entry: str) -> Iterator[str]:
    """`Amerikaner`, `Russe/Russin` -> singular, plural, genitive, feminine."""
    man, _, woman = entry.partition("/")
    if woman == man:
        yield man
        return
    if not woman:
        woman = man + "in" if man.endswith("er") else ""
    yield man
    if man.endswith("e"):
        yield man + "n"
    elif man.endswith(("er", "ar", "t")):
        yield from (man + "s", man + "n", man + "en")
    else:
        yield man + "s"
    if woman:
        yield from (woman, woman + "nen")


def english_demonym(word: str) -> Iterator[str]:
    yield word
    if word.endswith(("man", "men")):
        yield word[:-2] + "en"
    else:
        yield word + "s"


def templated(name: str) -> Iterator[str]:
    """`Weiß~ Haus` with each German ending in the place of `~`."""
    if "~" not in name:
        yield name
        return
    for ending in GERMAN_ENDINGS[1:]:
        yield name.replace("~", ending)


def cases(name: str, table: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """The name and its case forms; words of a name of several words go through the cases together and one by one."""
    yield name
    words = name.split(" ")
    if len(words) > 3:
        return
    options = [_word_cases(word, table) for word in words]
    yield from _product(options)


def _word_cases(word: str, table: Mapping[str, Sequence[str]]) -> list[str]:
    if len(word) < 4 or word.isupper() or not word[0].isupper():
        return [word]
    ending = max((e for e in table if word.endswith(e)), key=len)
    stem = word[: len(word) - len(ending)]
    return [word, *(stem + other for other in table[ending])]


def _product(options: list[list[str]]) -> Iterator[str]:
    if not options:
        return
    heads = options[0]
    if len(options) == 1:
        yield from heads
        return
    for head in heads:
        for tail in _product(options[1:]):
            yield f"{head} {tail}"


def stem_forms(cell: str, endings: Sequence[str]) -> Iterator[str]:
    """`российск*|россияне`: each word, with the language's endings of adjectives in the place of `*` or `^`."""
    for entry in filter(None, cell.split("|")):
        if entry[-1] in "*^":
            yield from (entry[:-1] + ("" if ending == "-" else ending) for ending in endings)
        else:
            yield entry
