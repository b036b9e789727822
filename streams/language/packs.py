"""Language packs: two trained spaCy pipelines a language, loaded from their folder.

`entities` runs on every text; `syntax` runs on chosen sentences. Both share one vocabulary and its word vectors.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from spacy.attrs import SENT_START
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import get_lang_class, load_model_from_path
from spacy.vocab import create_vocab

from streams.errors import ModelError
from streams.language.analysis import (
    Analysis,
    Parsed,
    Words,
    analysis_of,
    batches,
    chunks,
    part_of,
    segment_of,
    text_doc,
    tokenise,
)
from streams.language.cache import Segment, SentenceCache, Syntax
from streams.language.encoder import use_encoder
from streams.language.familiar import FamiliarWords
from streams.language.lemmas import LemmaTable, load_lemmas
from streams.language.lexemes import only_read
from streams.language.mending import CaseRules, load_case_rules
from streams.language.official import load_official
from streams.language.ops import use_openblas
from streams.language.segments import segments
from streams.language.stepping import Name, annotate
from streams.language.vectors import load_vectors
from streams.language.wordlists import FILE as WORDS
from streams.language.wordlists import add_flags

FOLDER = Path(__file__).parent
ENTITY_LABELS = frozenset({"PER", "LOC", "ORG", "MISC"})


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
    foreign: bool = False  # an installed spaCy pipeline in place of ours
    labels: Mapping[str, str] = field(default_factory=dict)  # its entity labels -> ours
    cache: SentenceCache = field(default_factory=SentenceCache)
    familiar: FamiliarWords = field(default_factory=FamiliarWords)

    def warm(self) -> None:
        """Runs both pipelines once, so that the first article is not slower than the others."""
        analysis = self.entities(self.facts.get("warm", "UN."))
        self.parse(analysis, range(len(analysis.sentences)))

    @contextmanager
    def memory_zone(self) -> Iterator[None]:
        """Frees the strings of the text analysed inside; its Docs must not be used after it."""
        with self.entities_nlp.memory_zone():
            yield
        self.familiar.keep(self.entities_nlp)

    def entities(self, text: str) -> Analysis:
        """Tokens, sentences and names (PER, LOC, ORG, MISC) of a text of any length, in linear time."""
        return self.entities_of_all([text])[0]

    def entities_of_all(self, texts: Sequence[str]) -> list[Analysis]:
        """The same of several texts, in order; faster than one by one where they are short."""
        spans = [list(segments(text)) for text in texts]
        pieces = [[text[start:end] for start, end in cut] for text, cut in zip(texts, spans, strict=True)]
        known: dict[str, Segment | None] = {}
        for own in pieces:
            for piece in dict.fromkeys(own):
                if piece in known:
                    self.cache.count_shared()
                else:
                    known[piece] = self.cache.get(self.code, piece)
        new = [piece for piece, segment in known.items() if segment is None]
        for piece, segment in zip(new, self._segments([tokenise(self.entities_nlp, p) for p in new]), strict=True):
            known[piece] = segment
            self.cache.put(self.code, piece, segment)
        analyses = []
        for text, cut, own in zip(texts, spans, pieces, strict=True):
            found = [segment for piece in own if (segment := known[piece]) is not None]
            doc, firsts = text_doc(self.entities_nlp.vocab, text, cut, found)
            self.familiar.note(doc)
            analyses.append(analysis_of(text, doc, firsts, found))
        return analyses

    def entities_of(self, doc: Doc) -> Analysis:
        """The same for a text that is tokenised already, as one segment."""
        return analysis_of(doc.text, doc, [0], self._segments([doc]))

    def _segments(self, docs: Sequence[Doc]) -> list[Segment]:
        """What the network sees in each Doc; the others do not matter."""
        starts: list[list[bool]] = [[] for _ in docs]
        names: list[list[tuple[int, int, str]]] = [[] for _ in docs]
        for batch in batches((number, *span) for number, doc in enumerate(docs) for span in chunks(doc)):
            parts = [part_of(docs[number], start, end) for number, start, end in batch]
            found = self._annotate(self.entities_nlp, parts)
            for (number, start, _), part, own in zip(batch, parts, found, strict=True):
                starts[number] += [True, *(part.to_array(SENT_START)[1:] == 1).tolist()]
                names[number] += [(start + first, start + last, label) for first, last, label in self._ours(part, own)]
        return [segment_of(*found) for found in zip(docs, starts, names, strict=True)]

    def _annotate(self, nlp: Language, docs: Sequence[Doc]) -> list[list[Name]]:
        """Runs one of the pipelines over the Docs, in place; the names of each."""
        if not self.foreign:
            return annotate(nlp, docs)
        annotated = nlp.pipe(docs, batch_size=len(docs))
        return [[(ent.start, ent.end, ent.label_) for ent in doc.ents] for doc in annotated]

    def _ours(self, doc: Doc, names: Iterable[Name]) -> Iterator[Name]:
        """Token spans without white space at their ends, and our labels."""
        for start, end, foreign in names:
            label = self.labels.get(foreign, foreign)
            tokens = [token.i for token in doc[start:end] if not token.is_space]
            if label in ENTITY_LABELS and tokens:
                yield tokens[0], tokens[-1] + 1, label

    def parse(self, analysis: Analysis, numbers: Iterable[int]) -> list[Parsed]:
        """The chosen sentences parsed, in the order given: UPOS, lemma, UD dependencies, mood of verbs."""
        return self.parse_all([(analysis, numbers)])[0]

    def parse_all(self, chosen: Sequence[tuple[Analysis, Iterable[int]]]) -> list[list[Parsed]]:
        """The same for several texts, in order."""
        vocab = self.syntax_nlp.vocab
        sentences = [[(number, Words.of(text, number)) for number in numbers] for text, numbers in chosen]
        new: dict[tuple[int, int], tuple[Segment, Words]] = {}
        for (text, _), own in zip(chosen, sentences, strict=True):
            for number, words in own:
                segment, place = text.sources[number]
                if place not in segment.syntax:
                    new[id(segment), place] = segment, words
        blank = [Doc(vocab, words.words, words.spaces) for _, words in new.values()]
        docs: dict[tuple[int, int], Doc] = {}
        for (key, (segment, _)), doc in zip(new.items(), self._parse(blank), strict=True):
            self.finish(doc)
            segment.syntax[key[1]] = Syntax.of(doc)
            docs[key] = doc

        def parsed(text: Analysis, number: int, words: Words) -> Parsed:
            segment, place = text.sources[number]
            doc = docs.pop((id(segment), place), None) or segment.syntax[place].doc(vocab, words.words, words.spaces)
            return Parsed(number, doc, words.offsets, segment.syntax[place], words)

        return [
            [parsed(text, number, words) for number, words in own]
            for (text, _), own in zip(chosen, sentences, strict=True)
        ]

    def _parse(self, docs: Sequence[Doc]) -> Iterator[Doc]:
        for batch in batches((number, 0, len(doc)) for number, doc in enumerate(docs)):
            together = [docs[number] for number, _, _ in batch]
            self._annotate(self.syntax_nlp, together)
            yield from together

    def finish(self, doc: Doc) -> None:
        """What follows the parser: case rules, then lemmas and mood."""
        if self.case_rules is not None:
            self.case_rules.mend(doc)
        if self.lemmas is not None:
            self.lemmas.annotate(doc)


def load_pack(folder: Path, *, bare: bool = False) -> Pack:
    """The pack in a folder; raises ModelError, naming the folder, where a part is missing or damaged.

    Its networks are computed by our own code, which is faster; `bare`: by spaCy's, on thinc's matrix products.
    """
    try:
        facts = tomllib.loads((folder / "facts.toml").read_text(encoding="utf-8"))
        code = facts["code"]
        vocab = create_vocab(code, get_lang_class(code).Defaults)
        if not bare:
            only_read(vocab)
        vocab.vectors = load_vectors(folder / "vectors", vocab.strings)
        if facts["word_lists"]:
            add_flags(vocab, folder / WORDS)
        pipelines = {
            task: load_model_from_path(folder / task, vocab=vocab, exclude=["vocab", "tokenizer"])
            for task in ("entities", "syntax")
        }
        for nlp in pipelines.values():
            if not bare:
                use_openblas(nlp)
                use_encoder(nlp)
        rules = load_case_rules(facts["case"]) if "case" in facts else None
        lemmas = load_lemmas(folder, facts)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"language pack {folder} is missing or damaged: {_one_line(error)}") from error
    models = {task: f"{nlp.meta['lang']}_{nlp.meta['name']}-{nlp.meta['version']}" for task, nlp in pipelines.items()}
    return Pack(code, models, facts, pipelines["entities"], pipelines["syntax"], lemmas, rules)


def _one_line(error: Exception) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())[:200]


def load_packs(languages: Sequence[str], root: Path = FOLDER, *, bare: bool = False) -> dict[str, Pack]:
    """Packs by language code. An entry is a code ("de": the shipped pack) or code=NAME ("de=de_core_news_sm": an
    installed spaCy pipeline, or a path to one). `bare` as for `load_pack`. Raises ModelError where one cannot be
    loaded.
    """
    packs = {}
    for entry in languages:
        code, _, name = entry.strip().partition("=")
        if name:
            packs[code] = official_pack(code, name)
        else:
            packs[code] = load_pack(root / code, bare=bare)
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
    return Pack(code, {"entities": model, "syntax": model}, {}, entities, syntax, foreign=True, labels=labels)


def available(root: Path = FOLDER) -> list[str]:
    """Codes of the packs that lie in the folder."""
    return sorted(path.parent.name for path in root.glob("*/facts.toml"))
