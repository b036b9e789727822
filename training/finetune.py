"""A last pass over gold alone at a low rate, so that the annotators' conventions win over the teacher's."""

import random
from pathlib import Path

import spacy
from spacy.tokens import Doc
from spacy.training import Example
from spacy.util import minibatch
from thinc.api import Adam, fix_random_seed

from streams.language.gold import Sentence
from streams.language.ops import use_openblas
from streams.language.vectors import load_vectors
from training.mix import document


def finetune(
    model: Path, output: Path, vectors: Path, sentences: list[Sentence], dev: list[Sentence], epochs: int, rate: float, seed: int = 11
) -> list[float]:
    """Trains on and saves the averaged weights of the best epoch; returns the development F1 after each, the start first."""
    fix_random_seed(seed)
    rng = random.Random(seed)
    nlp = spacy.load(model, exclude=["vocab"])
    nlp.vocab.vectors = load_vectors(vectors, nlp.vocab.strings)
    use_openblas(nlp)
    optimizer = Adam(rate, L2=0.01, grad_clip=1.0, L2_is_weight_decay=True, use_averages=True)
    nlp.resume_training(sgd=optimizer)
    held = [document([sentence], nlp.vocab, rng, vary=False) for sentence in dev]
    scores = [entity_f1(nlp, held)]
    nlp.to_disk(output)
    for _ in range(epochs):
        rng.shuffle(sentences)
        groups = [sentences[i : i + 3] for i in range(0, len(sentences), 3)]
        docs = [document(group, nlp.vocab, rng) for group in groups]
        for batch in minibatch([Example(bare(doc), doc) for doc in docs], 12):
            nlp.update(batch, drop=0.2, sgd=optimizer)
        with nlp.use_params(optimizer.averages):
            scores.append(entity_f1(nlp, held))
            print(scores, flush=True)
            if scores[-1] == max(scores):
                nlp.to_disk(output)
    return scores


def bare(doc: Doc) -> Doc:
    return Doc(doc.vocab, words=[token.text for token in doc], spaces=[bool(token.whitespace_) for token in doc])


def entity_f1(nlp: spacy.Language, docs: list[Doc]) -> float:
    return nlp.evaluate([Example(bare(doc), doc) for doc in docs])["ents_f"] or 0.0
