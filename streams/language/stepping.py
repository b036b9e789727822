"""spaCy's transition systems, taken step by step for many sentences at once.

The loop of spaCy's own `greedy_parse` gives Python's lock away, and most of the small functions that it calls take it
back for a moment: some hundred times a step, two thirds of the time of a parse (spaCy 3.8.18, built by Cython 3; seen
with gdb). Here the loop holds the lock. Every state takes the steps that it would take in spaCy's loop.

No name goes beyond a sentence (spaCy's transition system forbids it), so that a text's sentences are decoded side by
side, on what the network says of the whole text.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from spacy.language import Language
from spacy.pipeline import EntityRecognizer
from spacy.pipeline.transition_parser import Parser
from spacy.tokens import Doc

from streams.language.analysis import part_of

Name = tuple[int, int, str]
"""Token span and label."""


def annotate(nlp: Language, docs: Sequence[Doc]) -> list[list[Name]]:
    """Runs a pipeline of trained components over the Docs, in place; the names of each."""
    names: list[list[Name]] = [[] for _ in docs]
    for _, component in nlp.pipeline:
        if isinstance(component, EntityRecognizer):
            names = _names(component, docs)
        elif isinstance(component, Parser):
            component.set_annotations(docs, _decoded(component, docs, docs))
        else:
            component.set_annotations(docs, component.predict(docs))
    return names


def _names(recognizer: EntityRecognizer, docs: Sequence[Doc]) -> list[list[Name]]:
    places = [(number, start, part) for number, doc in enumerate(docs) for start, part in _sentences(doc)]
    parts = [part for _, _, part in places]
    recognizer.set_annotations(parts, _decoded(recognizer, docs, parts))
    names: list[list[Name]] = [[] for _ in docs]
    for number, start, part in places:
        names[number] += [(start + ent.start, start + ent.end, ent.label_) for ent in part.ents]
    return names


def _sentences(doc: Doc) -> Iterator[tuple[int, Doc]]:
    """Each sentence as a Doc of its own, and its first token; a Doc of one sentence is its own."""
    bounds = [0, *(int(at) for at in (doc.to_array("SENT_START") == 1).nonzero()[0] if at), len(doc)]
    for start, end in pairwise(bounds):
        yield start, part_of(doc, start, end)


def _decoded(component: Parser, docs: Sequence[Doc], parts: Sequence[Doc]) -> list[Any]:
    """The final state of each part; the parts, one behind the other, are the docs."""
    network = component.model.predict(docs)
    weights, bias = network.vec2scores.get_param("W").T, network.vec2scores.get_param("b")
    states = component.moves.init_batch(parts)
    unfinished = [state for state in states if not state.is_final()]
    while unfinished:
        features = network.state2vec.predict(network.get_token_ids(unfinished))
        scores = np.matmul(features[:, None], weights)[:, 0] + bias  # row by row: the same whatever else is there
        unfinished = component.transition_states(unfinished, scores)
    network.clear_memory()
    return states
