"""Scores of a pack on gold files: names (exact spans) and syntax (attachment, arcs that carry events, verb lemmas).

Gold tokens are used as they are; punctuation is left out of the attachment scores, and labels count up to ":" for LAS
(as in the CoNLL 2018 shared task), in full for the single arcs.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from spacy.tokens import Doc

from streams.language.gold import Sentence, read_columns, read_conllu
from streams.language.lemmas import VERBAL
from streams.language.packs import Pack

ARCS = ("nsubj", "nsubj:pass", "obj", "obl:arg", "obl:agent")
NAMES = ("PER", "LOC", "ORG")
ALIASES = {"iobj": "obl:arg"}  # treebanks that have no iobj call the bare dative obl:arg


@dataclass(frozen=True, slots=True)
class Score:
    """Precision, recall and F1, 0-1, and how many there are in the gold."""

    precision: float
    recall: float
    f1: float
    gold: int


@dataclass(frozen=True, slots=True)
class NameScores:
    sentences: int
    overall: Score  # PER, LOC and ORG together
    labels: dict[str, Score] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class SyntaxScores:
    sentences: int
    words: int  # without punctuation
    uas: float
    las: float
    upos: float
    verb_lemmas: float  # separable and phrasal verbs with their particle
    arcs: dict[str, Score] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def score(gold: Counter[Any], predicted: Counter[Any]) -> Score:
    return score_of((gold & predicted).total(), predicted.total(), gold.total())


def score_of(right: int, found: int, gold: int) -> Score:
    precision = right / found if found else 0.0
    recall = right / gold if gold else 0.0
    f1 = 2 * precision * recall / (precision + recall) if right else 0.0
    return Score(precision, recall, f1, gold)


def name_spans(tags: Sequence[str]) -> list[tuple[int, int, str]]:
    """[start, end) and label of the names in IOB2 tags."""
    spans: list[tuple[int, int, str]] = []
    for index, tag in enumerate(tags):
        if tag.startswith("B-"):
            spans.append((index, index + 1, tag[2:]))
        elif tag.startswith("I-") and spans and spans[-1][1] == index:
            spans[-1] = (spans[-1][0], index + 1, spans[-1][2])
    return spans


def evaluate_ner(path: Path, pack: Pack) -> NameScores:
    """Exact spans of PER, LOC, ORG against a gold file in columns (number, word, IOB2 tag)."""
    return score_names(read_columns(path), pack)


def score_names(sentences: Iterable[Sentence], pack: Pack) -> NameScores:
    gold: dict[str, Counter[Any]] = {label: Counter() for label in NAMES}
    predicted: dict[str, Counter[Any]] = {label: Counter() for label in NAMES}
    count = 0
    for number, sentence in enumerate(sentences):
        count += 1
        doc = pack.entities_of(Doc(pack.entities_nlp.vocab, sentence.words, sentence.spaces)).doc
        for start, end, label in name_spans(sentence.ner or []):
            if label in gold:
                gold[label][number, start, end] += 1
        for ent in doc.ents:
            if ent.label_ in predicted:
                predicted[ent.label_][number, ent.start, ent.end] += 1
    labels = {label: score(gold[label], predicted[label]) for label in NAMES}
    return NameScores(count, score(together(gold), together(predicted)), labels)


def together(counters: dict[str, Counter[Any]]) -> Counter[Any]:
    return Counter({(label, *key): n for label, counter in counters.items() for key, n in counter.items()})


def evaluate_syntax(path: Path, pack: Pack) -> SyntaxScores:
    """Attachment, arcs and verb lemmas against a CoNLL-U file."""
    sentences = list(read_conllu(path))
    docs = [Doc(pack.syntax_nlp.vocab, sentence.words, sentence.spaces) for sentence in sentences]
    tally: Counter[str] = Counter()
    gold: Counter[Any] = Counter()
    predicted: Counter[Any] = Counter()
    for number, (sentence, doc) in enumerate(zip(sentences, pack.syntax_nlp.pipe(docs), strict=True)):
        pack.finish(doc)
        lemmas = with_particles(sentence, pack)
        for token, tag, head, dep, lemma in zip(
            doc, sentence.tags or [], sentence.heads or [], sentence.deps or [], lemmas, strict=True
        ):
            if tag in VERBAL:
                tally["verbs"] += 1
                tally["lemmas"] += token.lemma_.lower() == lemma.lower()
            predicted[_label(token.dep_), number, token.i, token.head.i] += 1
            gold[_label(dep), number, token.i, head] += 1
            if tag == "PUNCT":
                continue
            tally["words"] += 1
            tally["upos"] += token.pos_ == tag
            attached = token.head.i == head
            tally["uas"] += attached
            tally["las"] += attached and _label(token.dep_).split(":")[0] == dep.split(":")[0]
    words = max(tally["words"], 1)
    arcs = {arc: score(_only(gold, arc), _only(predicted, arc)) for arc in ARCS}
    return SyntaxScores(
        len(sentences), tally["words"], tally["uas"] / words, tally["las"] / words, tally["upos"] / words,
        tally["lemmas"] / max(tally["verbs"], 1), arcs,
    )  # fmt: skip


def _label(dep: str) -> str:
    dep = dep.lower()
    return ALIASES.get(dep, dep)


def _only(arcs: Counter[Any], label: str) -> Counter[Any]:
    return Counter({arc: n for arc, n in arcs.items() if arc[0] == label})


def with_particles(sentence: Sentence, pack: Pack) -> list[str]:
    """Gold lemmas with the verb's particle united as the pack does it; treebanks leave it apart."""
    lemmas = list(sentence.lemmas or [])
    before = pack.lemmas is None or pack.lemmas.particle_before
    for index, (dep, head) in enumerate(zip(sentence.deps or [], sentence.heads or [], strict=True)):
        if dep == "compound:prt" and (sentence.tags or [])[head] in VERBAL:
            part = sentence.words[index].lower()
            verb = lemmas[head]
            if not before:
                lemmas[head] = f"{verb} {part}"
            elif not verb.startswith(part):
                lemmas[head] = part + verb
    return lemmas
