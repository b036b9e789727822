"""Free text to tokens and sentences, and the variations that make a student robust to typography."""

import random
import re
from collections.abc import Iterator

import spacy
from spacy.language import Language

from streams.language.gold import Sentence

ASCII = str.maketrans(
    {
        "“": '"',
        "”": '"',
        "„": '"',
        "«": '"',
        "»": '"',
        "‘": "'",
        "’": "'",
        "‚": "'",
        "–": "-",
        "—": "-",
        "\u00ad": None,
        "\u00a0": " ",
    }
)
STOP = frozenset({".", "!", "?", "…"})
CLOSING = frozenset({'"', "'", ")", "]"})
SHORT = re.compile(
    r"^(?:[A-Za-zÄÖÜäöü]\.?|\d{1,2}|[ivxIVX]+|Dr|Prof|Nr|Mr|Mrs|Ms|St|Abs|Art|ca|bzw|usw|vgl|Mio|Mrd|Jan|Feb)$"
)
MAX_VOCAB = 400_000  # lexemes a tokenizer's vocabulary may hold before it is thrown away, to bound memory

DOUBLE_QUOTES = [('"', '"'), ("„", "“"), ("“", "”"), ("»", "«"), ("«", "»")]


def ascii_typography(text: str) -> str:
    """Typographic quotes and dashes as ASCII: the teachers know no others."""
    return text.translate(ASCII)


class Tokens:
    """spaCy's tokenizer of a language, begun anew when its vocabulary has grown too large."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.nlp: Language = spacy.blank(language)

    def __call__(self, text: str) -> tuple[list[str], list[bool]]:
        if len(self.nlp.vocab) > MAX_VOCAB:
            self.nlp = spacy.blank(self.language)
        tokens = [token for token in self.nlp.make_doc(text) if not token.is_space]
        return [token.text for token in tokens], [bool(token.whitespace_) for token in tokens]


def split_sentences(words: list[str], spaces: list[bool]) -> Iterator[Sentence]:
    """Sentences of a tokenised paragraph: to a stop that is no ordinal or initial, its closing quotes included."""
    start = 0
    index = 0
    while index < len(words):
        if words[index] in STOP and not (index and words[index] == "." and SHORT.match(words[index - 1])):
            end = index + 1
            while end < len(words) and words[end] in CLOSING and not spaces[end - 1]:
                end += 1
            if end >= len(words) or words[end][:1].isupper() or words[end][:1] in "\"'(-„":
                yield Sentence(words[start:end], spaces[start:end])
                start = index = end
                continue
        index += 1
    if start < len(words):
        yield Sentence(words[start:], spaces[start:])


def vary_typography(words: list[str], rng: random.Random) -> list[str]:
    """The same words with another style of quotes and dashes."""
    if not any(word in {'"', "-", "'"} for word in words):
        return words
    opening, closing = rng.choice(DOUBLE_QUOTES)
    dash = rng.choice(["-", "–", "—"])
    varied, is_open = [], False
    for word in words:
        if word == '"':
            varied.append(closing if is_open else opening)
            is_open = not is_open
        else:
            varied.append(dash if word == "-" else word)
    return varied
