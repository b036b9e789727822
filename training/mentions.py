"""Names in the place of others of their class, so that a model learns the context, not the list (Dai & Adel 2020)."""

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from streams.language.evaluate import name_spans
from streams.language.gold import Sentence

LABELS = frozenset({"PER", "LOC", "ORG", "MISC"})
MAX_WORDS = 5
PURITY = 0.8  # share of a name's mentions that carry its main label

Mention = tuple[tuple[str, ...], tuple[bool, ...]]


def mention_pool(sentences: Iterable[Sentence]) -> dict[str, list[Mention]]:
    """Label -> different names that nearly always carry it, in a fixed order."""
    labels: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    spacing: dict[tuple[str, ...], tuple[bool, ...]] = {}
    for sentence in sentences:
        for start, end, label in name_spans(sentence.ner or []):
            words = tuple(sentence.words[start:end])
            labels[words][label] += 1
            spacing[words] = tuple(sentence.spaces[start:end])
    pool: dict[str, list[Mention]] = {label: [] for label in LABELS}
    for words, counts in sorted(labels.items()):
        label, n = counts.most_common(1)[0]
        if (
            label in LABELS
            and n / counts.total() >= PURITY
            and len(words) <= MAX_WORDS
            and any(w[:1].isupper() for w in words)
        ):
            pool[label].append((words, spacing[words]))
    return pool


def joined(*pools: dict[str, list[Mention]]) -> dict[str, list[Mention]]:
    """All names of several pools, each once."""
    return {
        label: list(dict.fromkeys(name for pool in pools for name in pool.get(label, []))) for label in sorted(LABELS)
    }


def with_other_names(sentence: Sentence, pool: dict[str, list[Mention]], share: float, rng: random.Random) -> Sentence:
    """The sentence with that share of its names exchanged; a genitive -s is kept where there was one."""
    words: list[str] = []
    spaces: list[bool] = []
    tags: list[str] = []
    position = 0
    for start, end, label in name_spans(sentence.ner or []):
        if label not in LABELS or not pool[label] or rng.random() >= share:
            continue
        name, gaps = draw(sentence.words[end - 1], pool[label], rng)
        words += [*sentence.words[position:start], *name]
        spaces += [*sentence.spaces[position:start], *gaps[:-1], sentence.spaces[end - 1]]
        tags += [*(sentence.ner or [])[position:start], f"B-{label}", *[f"I-{label}"] * (len(name) - 1)]
        position = end
    if not position:
        return sentence
    rest = (sentence.words[position:], sentence.spaces[position:], (sentence.ner or [])[position:])
    return replace(sentence, words=words + rest[0], spaces=spaces + rest[1], ner=tags + rest[2])


def draw(last_word: str, names: Sequence[Mention], rng: random.Random) -> Mention:
    """A name of which the last word ends in -s just where the old one does (of up to eight tries)."""
    for _ in range(8):
        name = rng.choice(names)
        if name[0][-1].endswith("s") == last_word.endswith("s"):
            break
    return name
