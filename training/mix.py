"""Gold and silver mixed into spaCy's DocBin: documents of 1-6 sentences, varied as a wire varies."""

import random
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from spacy.tokens import Doc, DocBin
from spacy.vocab import Vocab

from streams.language.gold import READERS, Sentence
from training.mentions import Mention, with_other_names
from training.text import ascii_typography, vary_typography

SENTENCES = (1, 1, 1, 2, 2, 3, 3, 4, 5, 6)  # of a document, drawn at random
BREAK_SHARE = 0.15  # of sentence ends within a document that are followed by a blank line
CAPITALS_SHARE = 0.015  # of sentences all in capitals, as headlines of a wire are
BARE_SHARE = 0.04  # of sentences without their final stop, as headlines are; these are followed by a blank line
MONTHS = re.compile(r"^(Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember)$")


def gold(data: Path, sources: Iterable[dict], copies: bool = False) -> list[Sentence]:
    """The sentences that a pack's `gold` lists, without a held-out tail (`skip_last`); `copies`: repeated."""
    sentences: list[Sentence] = []
    for source in sources:
        found = list(READERS[source["reader"]](data / source["file"]))
        if "last" in source:
            found = found[-source["last"] :]
        if "skip_last" in source:
            found = found[: -source["skip_last"]]
        for sentence in found:
            sentence.words = [ascii_typography(word) or "-" for word in sentence.words]
        sentences += found * (source.get("repeat", 1) if copies else 1)
    return sentences


def exchanged(
    sentences: Sequence[Sentence], pool: dict[str, list[Mention]], share: float, seed: int, first: bool = False
) -> list[Sentence]:
    """Further copies of a sentence, and where `first` the first one too, with that share of their names exchanged."""
    rng = random.Random(seed)
    seen: set[int] = set()
    result = []
    for sentence in sentences:
        result.append(with_other_names(sentence, pool, share, rng) if first or id(sentence) in seen else sentence)
        seen.add(id(sentence))
    return result


def is_fragment(sentence: Sentence) -> bool:
    """Cut at an ordinal ("17. | Mai 2014"), as automatic splitting leaves them; they would teach false boundaries."""
    last = [word for word in sentence.words if word != "."][-1:]
    return bool(MONTHS.match(sentence.words[0])) or (bool(last) and last[0].isdigit() and len(last[0]) < 3)


def documents(sentences: Sequence[Sentence], vocab: Vocab, rng: random.Random) -> Iterable[Doc]:
    """All sentences in random order, 1-6 a document, varied."""
    order = list(range(len(sentences)))
    rng.shuffle(order)
    position = 0
    while position < len(order):
        size = rng.choice(SENTENCES)
        yield document([sentences[i] for i in order[position : position + size]], vocab, rng)
        position += size


def document(sentences: Sequence[Sentence], vocab: Vocab, rng: random.Random, vary: bool = True) -> Doc:
    """One Doc of several sentences with whatever annotation they carry."""
    words: list[str] = []
    spaces: list[bool] = []
    starts: list[bool] = []
    heads: list[int] = []
    columns: dict[str, list[str]] = {"pos": [], "deps": [], "ents": []}
    for number, sentence in enumerate(sentences):
        offset, last = len(words), number == len(sentences) - 1
        own, annotated = surface(sentence, vary, rng), len(sentence.words)
        bare = vary and rng.random() < BARE_SHARE and own[-1] == "." and sentence.heads is None
        if bare:
            own, annotated = own[:-1], annotated - 1
        words += own
        spaces += sentence.spaces[:annotated]
        spaces[-1] = True
        starts += [True] + [False] * (annotated - 1)
        if sentence.heads is not None:
            heads += [offset + head for head in sentence.heads]
            columns["pos"] += sentence.tags or []
            columns["deps"] += ["ROOT" if dep == "root" else dep for dep in sentence.deps or []]
        if sentence.ner is not None:
            columns["ents"] += sentence.ner[:annotated]
        if vary and not last and sentence.heads is None and (bare or rng.random() < BREAK_SHARE):
            spaces[-1] = False
            words.append("\n\n")
            spaces.append(False)
            starts.append(False)
            columns["ents"].append("O")
    known = {name: values for name, values in columns.items() if len(values) == len(words)}
    if heads:
        return Doc(vocab, words, spaces, heads=heads, **known)
    return Doc(vocab, words, spaces, sent_starts=starts, **known)


def surface(sentence: Sentence, vary: bool, rng: random.Random) -> list[str]:
    if not vary:
        return sentence.words
    words = vary_typography(sentence.words, rng)
    return [word.upper() for word in words] if sentence.heads is None and rng.random() < CAPITALS_SHARE else words


def write_train(path: Path, sentences: Sequence[Sentence], vocab: Vocab, seed: int) -> None:
    rng = random.Random(seed)
    DocBin(docs=documents(sentences, vocab, rng), store_user_data=False).to_disk(path)


def write_dev(path: Path, sentences: Sequence[Sentence], vocab: Vocab, size: int = 3) -> None:
    """Held-out gold, unvaried, three sentences a document."""
    rng = random.Random(0)
    groups = [sentences[i : i + size] for i in range(0, len(sentences), size)]
    DocBin(docs=[document(group, vocab, rng, vary=False) for group in groups]).to_disk(path)
