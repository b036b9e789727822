"""An installed spaCy pipeline that finds the names of a language in place of the reader."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from streams.errors import ModelError
from streams.reading.reading import Name

if TYPE_CHECKING:
    from spacy.language import Language

LABELS = {"PERSON": "PER", "PER": "PER", "GPE": "LOC", "LOC": "LOC", "FAC": "LOC", "ORG": "ORG", "NORP": "MISC"}
"""Labels of official pipelines -> ours; others are left out."""
UNUSED = (
    "tagger", "morphologizer", "parser", "attribute_ruler", "lemmatizer", "trainable_lemmatizer",
    "experimental_edit_tree_lemmatizer",
)  # fmt: skip
CHUNK = 100_000
"""Characters that the pipeline gets at once, cut at white space."""


@dataclass(frozen=True)
class OfficialNames:
    nlp: "Language"

    @property
    def model(self) -> str:
        meta = self.nlp.meta
        return f"{meta['lang']}_{meta['name']}-{meta['version']}"

    def names(self, text: str) -> list[Name]:
        found = []
        at = 0
        while at < len(text):
            end = at + CHUNK
            if end < len(text):
                end = max(text.rfind(" ", at + 1, end), at + CHUNK // 2)
            found += [
                Name(at + ent.start_char, at + ent.end_char, LABELS[ent.label_])
                for ent in self.nlp(text[at:end]).ents
                if ent.label_ in LABELS
            ]
            at = end
        return found


def load_official(entries: Iterable[str]) -> dict[str, OfficialNames]:
    """By language, from `code=NAME` ("de=de_core_news_sm"). Raises `ModelError` where one cannot be loaded."""
    pipelines: dict[str, OfficialNames] = {}
    for entry in entries:
        code, _, name = entry.strip().partition("=")
        if not name:
            continue
        import spacy  # takes a second and 45 MB, which a worker without such a pipeline spares

        try:
            nlp = spacy.load(name, exclude=UNUSED)
        except (OSError, ValueError, KeyError) as error:
            problem = " ".join(f"{type(error).__name__}: {error}".split())[:200]
            raise ModelError(f"spaCy pipeline {name} for {code} cannot be loaded: {problem}") from error
        if nlp.lang != code:
            raise ModelError(f"spaCy pipeline {name} is for language {nlp.lang}, not {code}")
        pipelines[code] = OfficialNames(nlp)
    return pipelines
