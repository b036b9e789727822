"""What is trained on, and what never is."""

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from training.reader.deeds import Passage, passage
from training.reader.grammar import Sentence, sentences
from training.reader.names import Named, columns, factrueval, fragments

LANGUAGES = ["de", "en", "fr", "es", "ru", "uk"]
"""With training and test passages enough to say how good the reader is."""
HELD_OUT = 1100
"""The last sentences of GermEval's file that are never trained on."""
GERMAN_TIMES = 2
"""German has a third of the English sentences."""
TREEBANKS = {
    "de": ["de_gsd-ud-dev"],
    "en": ["en_ewt-ud-train", "en_ewt-ud-dev"],
    "es": ["es_ancora-ud-dev-old", "es_gsd-ud-dev"],
    "fr": ["fr_sequoia-ud-train", "fr_sequoia-ud-dev", "fr_gsd-ud-dev"],
    "ru": ["ru_taiga-ud-dev"],
    "uk": ["uk_parlamint-ud-dev"],
}
MOST_TREES = 5000
"""Of one treebank."""
FRAGMENTS = 400
"""Of WikiANN, silver of Wikipedia's titles, for languages that have nothing better."""
PLAIN = ("de12-", "de13-", "en10-", "en11-")
PLAIN_TIMES = 3
"""A round has the common words of these files so often: a corpus of varied words has them too rarely."""
COMPILED = Path("training/work/corpus.jsonl")
SPLIT = Path("training/corpus/split.tsv")


def names_to_train(data: Path) -> Iterator[Named]:
    folder = data / "training"
    for _ in range(GERMAN_TIMES):
        yield from columns(folder / "de/germeval14-dev.tsv.xz")
        yield from list(columns(folder / "de/germeval14-test-first4000.tsv.xz"))[:-HELD_OUT]
    yield from columns(folder / "en/uner_en_ewt-train-v0.iob2.xz")
    yield from columns(folder / "en/uner_en_ewt-dev.iob2.xz")
    yield from columns(folder / "en/wikigold-en.conllu.xz")
    yield from islice(columns(folder / "pt/uner_pt_bosque-train.iob2.xz"), 3500)
    yield from islice(columns(folder / "zh/uner_zh_gsdsimp-train.iob2.xz"), 1500)
    yield from factrueval(folder / "ru/factrueval-2016.tar.xz", "devset")
    yield from fragments(folder / "wikiann/es-train.conll.xz", FRAGMENTS)
    yield from fragments(folder / "wikiann/fr-train.tsv.xz", FRAGMENTS)


def grammar_to_train(data: Path) -> Iterator[Sentence]:
    for language, names in TREEBANKS.items():
        for name in names:
            yield from islice(sentences(data / "training" / language / f"{name}.conllu.xz", language), MOST_TREES)
    for path in sorted(COMPILED.parent.glob("parsed-*.conllu.xz")):
        yield from sentences(path, path.name.split(".")[0].removeprefix("parsed-"))


def names_held_out(data: Path) -> dict[str, list[Named]]:
    return {
        "germeval": list(columns(data / "training/de/germeval14-test-first4000.tsv.xz"))[-HELD_OUT:],
        "ewt": list(columns(data / "dev/uner_en_ewt-test.iob2.xz")),
        "pt": list(columns(data / "training/pt/uner_pt_bosque-dev.iob2.xz")),
        "ru": list(factrueval(data / "training/ru/factrueval-2016.tar.xz", "testset"))[:800],
    }


def rows_of(part: str) -> list[dict[str, Any]]:
    """Compiled passages of `train`, `dev` or `test`, by the split that is part of the corpus."""
    split = dict(line.split("\t") for line in SPLIT.read_text("utf-8").splitlines())
    rows = (json.loads(line) for line in COMPILED.read_text("utf-8").splitlines())
    return [row for row in rows if split.get(row["id"], "train") == part]


def passages_of(part: str) -> list[Passage]:
    return [passage(row) for row in rows_of(part)]


def passages_to_train() -> list[Passage]:
    """The training part, its short sentences with common words several times."""
    return [one for one in passages_of("train") for _ in range(PLAIN_TIMES if one.id.startswith(PLAIN) else 1)]
