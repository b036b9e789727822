"""A second, shorter run from trained weights: over fresh silver and gold, at a falling rate, weights averaged."""

import random
from collections.abc import Sequence
from pathlib import Path

import spacy
from spacy.tokens import Doc
from spacy.training import Example
from thinc.api import Adam, fix_random_seed

from streams.language.gold import Sentence
from streams.language.ops import use_openblas
from streams.language.vectors import load_vectors
from streams.language.wordlists import FILE, add_flags
from training.mix import document, documents

WORDS = 1000  # in a batch


def continue_training(
    model: Path,
    output: Path,
    vectors: Path,
    sentences: Sequence[Sentence],
    dev: Sequence[Sentence],
    rate: float,
    metric: str,
    seed: int = 11,
) -> tuple[float, float]:
    """One pass over the sentences; saves the mean weights; returns the metric (`dep_las`, `ents_f`) before, after."""
    fix_random_seed(seed)
    rng = random.Random(seed)
    nlp = spacy.load(model, exclude=["vocab"])
    nlp.vocab.vectors = load_vectors(vectors, nlp.vocab.strings)
    if (vectors.parent / FILE).exists():
        add_flags(nlp.vocab, vectors.parent / FILE)
    use_openblas(nlp)
    optimizer = nlp.resume_training(sgd=Adam(rate, L2=0.01, grad_clip=1.0, L2_is_weight_decay=True, use_averages=True))
    held = [document([sentence], nlp.vocab, rng, vary=False) for sentence in dev]
    before = measured(nlp, held, metric)
    docs = list(documents(sentences, nlp.vocab, rng))
    total, done = sum(map(len, docs)), 0
    batch: list[Doc] = []
    for doc in docs:
        batch.append(doc)
        if sum(map(len, batch)) >= WORDS:
            optimizer.learn_rate = rate * (1 - done / total)
            nlp.update([Example(bare(one), one) for one in batch], drop=0.1, sgd=optimizer)
            done, batch = done + sum(map(len, batch)), []
    with nlp.use_params(optimizer.averages):
        after = measured(nlp, held, metric)
        nlp.to_disk(output)
    return before, after


def bare(doc: Doc) -> Doc:
    return Doc(doc.vocab, words=[token.text for token in doc], spaces=[bool(token.whitespace_) for token in doc])


def measured(nlp: spacy.Language, docs: Sequence[Doc], metric: str) -> float:
    return nlp.evaluate([Example(bare(doc), doc) for doc in docs])[metric]
