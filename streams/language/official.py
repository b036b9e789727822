"""Official spaCy pipelines in place of a pack: which parts run when, and what their entity labels mean to us."""

import spacy
from spacy.language import Language

LABELS = {
    "PERSON": "PER", "GPE": "LOC", "FAC": "LOC", "NORP": "MISC", "EVENT": "MISC", "PRODUCT": "MISC", "LAW": "MISC",
    "WORK_OF_ART": "MISC", "LANGUAGE": "MISC",
}  # fmt: skip
SYNTAX = (
    "tagger",
    "morphologizer",
    "parser",
    "attribute_ruler",
    "lemmatizer",
    "trainable_lemmatizer",
    "experimental_edit_tree_lemmatizer",
)


def load_official(name: str) -> tuple[Language, Language, dict[str, str]]:
    """The pipeline twice over one vocabulary, for names and for syntax, and the labels; OSError where not installed."""
    names = spacy.load(name, exclude=[part for part in SYNTAX if part != "parser"])
    if "senter" in names.component_names:
        names.enable_pipe("senter")
        if "parser" in names.pipe_names:
            names.remove_pipe("parser")
    syntax = spacy.load(name, vocab=names.vocab, exclude=["ner", "senter"])
    return names, syntax, LABELS
