"""The packs' models as spaCy runs them: its own matrix products (BLIS), its tokenizer without a memory zone.

What Lagebild does to be faster with the same models, `streams.language.ops` and `streams.language.familiar`, is undone.
"""

from collections.abc import Iterator, Sequence

from spacy.tokens import Doc
from thinc.api import NumpyOps

from streams.language.ops import set_ops
from streams.language.packs import Pack, load_packs


def bare_packs(languages: Sequence[str]) -> dict[str, Pack]:
    packs = load_packs(languages)
    for pack in packs.values():
        for nlp in (pack.entities_nlp, pack.syntax_nlp):
            set_ops(nlp, NumpyOps())
    return packs


def sentences(doc: Doc) -> Iterator[Doc]:
    """Each sentence as a Doc of its own, as the parser learned them."""
    return (sentence.as_doc() for sentence in doc.sents)
