"""Language packs: two trained spaCy pipelines a language, loaded from their folder.

`entities` runs on every text; `syntax` runs on chosen sentences. Both share one vocabulary and its word vectors.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from spacy.attrs import SENT_START
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import get_lang_class, load_model_from_path
from spacy.vocab import create_vocab

from streams.errors import ModelError
from streams.language.analysis import Analysis, Parsed, bounded_sentences, chunks, sentence_spans, tokenise
from streams.language.lemmas import LemmaTable, load_lemmas
from streams.language.mending import CaseRules, load_case_rules
from streams.language.official import load_official
from streams.language.ops import use_openblas
from streams.language.vectors import load_vectors
from streams.language.wordlists import FILE as WORDS
from streams.language.wordlists import add_flags

FOLDER = Path(__file__).parent
ENTITY_LABELS = frozenset({"PER", "LOC", "ORG", "MISC"})
BATCH = 64  # sentences parsed at once


@dataclass(slots=True)
class Pack:
    """A language's trained pipelines and facts."""

    code: str  # ISO 639-1
    models: dict[str, str]  # "entities", "syntax" -> name-version
    facts: Mapping[str, Any]
    entities_nlp: Language
    syntax_nlp: Language
    lemmas: LemmaTable | None = None  # None: the syntax pipeline brings its own lemmas
    case_rules: CaseRules | None = None
    labels: Mapping[str, str] = field(default_factory=dict)  # entity labels of a foreign pipeline -> ours

    def warm(self) -> None:
        """Runs both pipelines once, so that the first article is not slower than the others."""
        analysis = self.entities(self.facts.get("warm", "UN."))
        self.parse(analysis, range(len(analysis.sentences)))

    @contextmanager
    def memory_zone(self) -> Iterator[None]:
        """Frees the strings of the texts analysed inside; their Docs must not be used after it."""
        with self.entities_nlp.memory_zone():
            yield

    def entities(self, text: str) -> Analysis:
        """Tokens, sentences and names (PER, LOC, ORG, MISC) of a text of any length, in linear time."""
        return self.entities_of(tokenise(self.entities_nlp, text))

    def entities_of(self, doc: Doc) -> Analysis:
        """The same for a text that is tokenised already."""
        pieces = list(chunks(doc))
        if len(pieces) > 1:
            model_starts = self._annotate_pieces(doc, pieces)
        else:
            for _, component in self.entities_nlp.pipeline:
                doc = component(doc)
            model_starts = [bool(token.is_sent_start) for token in doc]
        starts = bounded_sentences(doc, model_starts)
        doc.from_array([SENT_START], np.array([1 if start else -1 for start in starts], dtype="int64").view("uint64"))
        names = [self._named(doc, ent) for ent in doc.ents if self._label(ent.label_)]
        doc.set_ents([name for name in names if name is not None], default="outside")
        return Analysis(doc.text, doc, sentence_spans(doc, starts))

    def _annotate_pieces(self, doc: Doc, pieces: Sequence[tuple[int, int]]) -> list[bool]:
        """The names of a long text, piece by piece; returns which tokens start a sentence."""
        words = [token.text for token in doc]
        spaces = [bool(token.whitespace_) for token in doc]
        parts = (Doc(doc.vocab, words=words[start:end], spaces=spaces[start:end]) for start, end in pieces)
        names: list[Span] = []
        starts: list[bool] = []
        for (start, _), part in zip(pieces, self.entities_nlp.pipe(parts, batch_size=4), strict=True):
            starts += [bool(token.is_sent_start) or token.i == 0 for token in part]
            names += [Span(doc, start + ent.start, start + ent.end, label=ent.label_) for ent in part.ents]
        doc.set_ents(names, default="outside")
        return starts

    def parse(self, analysis: Analysis, numbers: Iterable[int]) -> list[Parsed]:
        """The chosen sentences parsed, in the order given: UPOS, lemma, UD dependencies, mood of verbs."""
        chosen = [
            (number, *_sentence_doc(analysis.doc, analysis.sentences[number], self.syntax_nlp)) for number in numbers
        ]
        docs = self.syntax_nlp.pipe((doc for _, doc, _ in chosen), batch_size=BATCH)
        parsed = [Parsed(number, doc, offsets) for (number, _, offsets), doc in zip(chosen, docs, strict=True)]
        for sentence in parsed:
            self.finish(sentence.doc)
        return parsed

    def finish(self, doc: Doc) -> None:
        """What follows the parser: case rules, then lemmas and mood."""
        if self.case_rules is not None:
            self.case_rules.mend(doc)
        if self.lemmas is not None:
            self.lemmas.annotate(doc)

    def _label(self, label: str) -> str | None:
        label = self.labels.get(label, label)
        return label if label in ENTITY_LABELS else None

    def _named(self, doc: Doc, ent: Span) -> Span | None:
        """The name without white space at its ends; None where nothing is left."""
        start, end = ent.start, ent.end
        while start < end and doc[start].is_space:
            start += 1
        while end > start and doc[end - 1].is_space:
            end -= 1
        return Span(doc, start, end, label=self._label(ent.label_) or "MISC") if start < end else None


def _sentence_doc(doc: Doc, span: tuple[int, int], nlp: Language) -> tuple[Doc, tuple[int, ...]]:
    """A sentence without its white-space tokens, and where each remaining token starts in the text."""
    tokens = [token for token in doc[slice(*span)] if not token.is_space]
    ends = [token.idx + len(token) for token in tokens]
    spaces = [after.idx > end for end, (_, after) in zip(ends, pairwise(tokens), strict=False)] + [False]
    return Doc(nlp.vocab, words=[token.text for token in tokens], spaces=spaces), tuple(token.idx for token in tokens)


def load_pack(folder: Path) -> Pack:
    """The pack in a folder; raises ModelError, naming the folder, where a part is missing or damaged."""
    try:
        facts = tomllib.loads((folder / "facts.toml").read_text(encoding="utf-8"))
        code = facts["code"]
        vocab = create_vocab(code, get_lang_class(code).Defaults)
        vocab.vectors = load_vectors(folder / "vectors", vocab.strings)
        if facts["word_lists"]:
            add_flags(vocab, folder / WORDS)
        pipelines = {
            task: load_model_from_path(folder / task, vocab=vocab, exclude=["vocab", "tokenizer"])
            for task in ("entities", "syntax")
        }
        for nlp in pipelines.values():
            use_openblas(nlp)
        rules = load_case_rules(facts["case"]) if "case" in facts else None
        lemmas = load_lemmas(folder, facts)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"language pack {folder} is missing or damaged: {_one_line(error)}") from error
    models = {task: f"{nlp.meta['lang']}_{nlp.meta['name']}-{nlp.meta['version']}" for task, nlp in pipelines.items()}
    return Pack(code, models, facts, pipelines["entities"], pipelines["syntax"], lemmas, rules)


def _one_line(error: Exception) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())[:200]


def load_packs(languages: Sequence[str], root: Path = FOLDER) -> dict[str, Pack]:
    """Packs by language code. An entry is a code ("de": the shipped pack) or code=NAME ("de=de_core_news_sm": an
    installed spaCy pipeline, or a path to one). Raises ModelError where one cannot be loaded.
    """
    packs = {}
    for entry in languages:
        code, _, name = entry.strip().partition("=")
        if name:
            packs[code] = official_pack(code, name)
        else:
            packs[code] = load_pack(root / code)
    return packs


def official_pack(code: str, name: str) -> Pack:
    """An installed spaCy pipeline in place of a pack: entity labels mapped to ours, lemmas and parse its own."""
    try:
        entities, syntax, labels = load_official(name)
    except (OSError, ValueError, KeyError) as error:
        raise ModelError(f"spaCy pipeline {name} for {code} cannot be loaded: {_one_line(error)}") from error
    if entities.lang != code:
        raise ModelError(f"spaCy pipeline {name} is for language {entities.lang}, not {code}")
    model = f"{entities.meta['lang']}_{entities.meta['name']}-{entities.meta['version']}"
    return Pack(code, {"entities": model, "syntax": model}, {}, entities, syntax, labels=labels)


def available(root: Path = FOLDER) -> list[str]:
    """Codes of the packs that lie in the folder."""
    return sorted(path.parent.name for path in root.glob("*/facts.toml"))
