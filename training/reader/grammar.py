"""Sentences of Universal Dependencies as predicates and their arguments.

Who does what to whom is half grammar; treebanks have more of it than a corpus of events. The upper layers learn it on
the way, with a head of its own that is not shipped.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from streams.reading.gold import blocks

Span = tuple[int, int]

ARGUMENTS = ("O", *(f"{position}-{role}" for role in ("agent", "patient", "oblique") for position in "BI"))
"""Labels of pieces, given a predicate."""
OWN = {"amod", "nmod", "nmod:poss", "compound", "flat", "flat:name", "flat:foreign", "fixed", "nummod", "goeswith"}
"""Relations of the words that belong to an argument; clauses, appositions, articles and further conjuncts do not."""
MOST = 4
"""Predicates of a sentence that are learned from."""


@dataclass
class Word:
    number: int
    form: Span
    kind: str
    features: str
    head: int
    relation: str
    children: list["Word"] = field(default_factory=list)

    def of(self, *relations: str) -> list["Word"]:
        return [child for child in self.children if child.relation in relations]


@dataclass(frozen=True)
class Predicate:
    parts: list[Span]
    arguments: list[tuple[int, int, str]]
    """Spans with `agent`, `patient` or `oblique`."""


@dataclass(frozen=True)
class Sentence:
    language: str
    text: str
    predicates: list[Predicate]


def sentences(path: Path, language: str) -> Iterator[Sentence]:
    """Those of a CoNLL-U file (plain or xz) that have a predicate with an argument."""
    for block in blocks(path):
        if (sentence := _sentence(block, language)) is not None:
            yield sentence


def _sentence(block: list[str], language: str) -> Sentence | None:
    text = next((line.removeprefix("# text = ") for line in block if line.startswith("# text = ")), "")
    words = _words([line.split("\t") for line in block if line[:1].isdigit()], text)
    if words is None:
        return None
    for word in words.values():
        if word.head in words:
            words[word.head].children.append(word)
    found = []
    for word in words.values():
        arguments = _arguments(word, words)
        if arguments:
            parts = [word.form, *(part.form for part in word.of("compound:prt"))]
            found.append(Predicate(parts, sorted(arguments)))
    return Sentence(language, text, [*islice(found, MOST)]) if found else None


def _words(rows: list[list[str]], text: str) -> dict[int, Word] | None:
    """Words with their places in the text; those of a contraction ("zum") stand where it stands. None: not found."""
    words: dict[int, Word] = {}
    at, until, shared = 0, 0, (0, 0)
    for row in rows:
        if "." in row[0]:
            continue
        first, _, last = row[0].partition("-")
        if int(first) > until:
            start = text.find(row[1], at)
            if start < 0:
                return None
            at = start + len(row[1])
            shared = (start, at)
        if last:
            until = int(last)
            continue
        head = int(row[6]) if row[6].isdigit() else 0
        words[int(first)] = Word(int(first), shared, row[3], row[5], head, row[7])
    return words


def _arguments(word: Word, words: dict[int, Word]) -> set[tuple[int, int, str]]:
    if word.kind == "VERB":
        found = {(*_span(member), role) for one, role in _of_verb(word, words) for member in _members(one, words)}
    elif word.kind == "NOUN":
        inner = word.of("nmod", "nmod:poss", "nmod:agent")
        found = {(*_span(member), "oblique") for one in inner for member in _members(one, words)}
        found = found if len(inner) > 1 else set()
    else:
        return set()
    return {one for one in found if one[0] < one[1] and one[:2] != word.form}


def _of_verb(word: Word, words: dict[int, Word]) -> Iterator[tuple[Word, str]]:
    passive = _passive(word)
    subjects = word.of("nsubj", "nsubj:pass", "nsubj:outer", "csubj") or _shared_subject(word, words)
    yield from ((one, "patient" if passive else "agent") for one in subjects)
    yield from ((one, "patient") for one in word.of("obj"))
    yield from ((one, "agent") for one in word.of("obl:agent"))
    yield from ((one, "oblique") for one in word.of("iobj", "obl", "obl:arg"))


def _passive(word: Word) -> bool:
    if word.relation == "acl" and "VerbForm=Part" in word.features:
        return "Tense=Pres" not in word.features
    return bool(word.of("aux:pass", "nsubj:pass")) or "Voice=Pass" in word.features


def _shared_subject(word: Word, words: dict[int, Word]) -> list[Word]:
    """The subject of a clause that has none of its own: the head's, or the noun that a participle stands with."""
    head = words.get(word.head)
    if head is None:
        return []
    if word.relation == "acl":
        return [] if word.of("mark") else [head]
    if word.relation == "xcomp":
        return head.of("obj", "iobj") or head.of("nsubj", "nsubj:pass")
    if word.relation in ("conj", "advcl") and head.kind == "VERB":
        return head.of("nsubj", "nsubj:pass")
    return []


def _members(word: Word, words: dict[int, Word]) -> Iterator[Word]:
    """An argument and what is joined to it; a relative pronoun stands for the noun before it."""
    clause = words.get(word.head)
    if "PronType=Rel" in word.features and clause is not None and clause.relation == "acl:relcl":
        word = words.get(clause.head, word)
    yield word
    yield from word.of("conj")


def _span(word: Word) -> Span:
    """From the first to the last of the words in a row that belong to it."""
    own = sorted(_belonging(word), key=lambda one: one.number)
    numbers = {one.number for one in own}
    first = last = word.number
    while first - 1 in numbers:
        first -= 1
    while last + 1 in numbers:
        last += 1
    places = [one.form for one in own if first <= one.number <= last]
    return min(places)[0], max(places)[1]


def _belonging(word: Word) -> Iterator[Word]:
    yield word
    for child in word.children:
        if child.relation in OWN:
            yield from _with_case(child)


def _with_case(word: Word) -> Iterator[Word]:
    yield from word.of("case", "det", "punct") if word.relation.startswith(("nmod", "flat", "compound")) else []
    yield from _belonging(word)
