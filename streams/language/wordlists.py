"""Words known as given names, surnames, places, organisations: lexeme flags that the entity network has as features.

`words.npz` holds sorted 32-bit murmur hashes, one array a flag, so that 100,000 words take half a megabyte.
"""

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
from spacy.attrs import IDS
from spacy.strings import hash_string
from spacy.vocab import Vocab

FLAGS = {"places": "FLAG20", "given": "FLAG21", "family": "FLAG22", "organisations": "FLAG23"}
FILE = "words.npz"


def hashes(words: Iterable[str]) -> np.ndarray:
    return np.unique(np.array([hash_string(word) & 0xFFFFFFFF for word in words], dtype="uint32"))


def save_words(path: Path, lists: dict[str, Iterable[str]]) -> None:
    np.savez_compressed(path, **{name: hashes(words) for name, words in lists.items()})


def add_flags(vocab: Vocab, path: Path) -> None:
    """Sets the flags for every word of the vocabulary, now and later; OSError, ValueError, KeyError: a damaged file."""
    with np.load(path) as lists:
        for name, flag in FLAGS.items():
            vocab.add_flag(membership(lists[name]), IDS[flag])


def membership(known: np.ndarray) -> Callable[[str], bool]:
    """Whether a word, or a genitive in -s without it, is in the list."""

    ordered = array("I", known.astype("uint32").tobytes())

    def is_known(word: str) -> bool:
        if not word[:1].isupper():
            return False
        forms = (word, word[:-1]) if word.endswith("s") else (word,)
        for form in forms:
            key = hash_string(form) & 0xFFFFFFFF
            index = bisect_left(ordered, key)
            if index < len(ordered) and ordered[index] == key:
                return True
        return False

    return is_known
