"""What spaCy computes of every word that it meets for the first time: some twenty attributes, by Python functions.

A pack's networks read a handful of them, and nothing else here reads the others.
"""

from spacy import attrs
from spacy.vocab import Vocab

READ = (attrs.LOWER, attrs.NORM, attrs.PREFIX, attrs.SUFFIX, attrs.SHAPE, attrs.IS_SPACE)
"""The features of the networks, and what their transition systems ask for."""


def only_read(vocab: Vocab) -> None:
    """Words that come after it have the attributes of `READ` and no others: `like_num`, `is_stop`, ... are False."""
    vocab.lex_attr_getters = {key: vocab.lex_attr_getters[key] for key in READ}
