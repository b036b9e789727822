"""What is trained on, and what never is."""

import json
import zlib
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from training.reader.deeds import Passage, passages
from training.reader.names import Named, columns, factrueval, fragments

HELD_OUT = 1100
"""The last sentences of GermEval's file that are never trained on."""
COMPILED = Path("training/work/corpus.jsonl")
SPLIT = Path("training/corpus/split.tsv")


def names_to_train(data: Path) -> Iterator[Named]:
    folder = data / "training"
    yield from columns(folder / "de/germeval14-dev.tsv.xz")
    yield from list(columns(folder / "de/germeval14-test-first4000.tsv.xz"))[:-HELD_OUT]
    yield from columns(folder / "en/uner_en_ewt-train-v0.iob2.xz")
    yield from columns(folder / "en/uner_en_ewt-dev.iob2.xz")
    yield from columns(folder / "en/wikigold-en.conllu.xz")
    yield from islice(columns(folder / "pt/uner_pt_bosque-train.iob2.xz"), 3500)
    yield from islice(columns(folder / "zh/uner_zh_gsdsimp-train.iob2.xz"), 1500)
    yield from factrueval(folder / "ru/factrueval-2016.tar.xz", "devset")
    for language, count in (("es", 2500), ("pl", 1500)):
        yield from fragments(folder / f"wikiann/{language}-train.conll.xz", count)
    yield from fragments(folder / "wikiann/fr-train.tsv.xz", 2500)


def names_held_out(data: Path) -> dict[str, list[Named]]:
    return {
        "germeval": list(columns(data / "training/de/germeval14-test-first4000.tsv.xz"))[-HELD_OUT:],
        "ewt": list(columns(data / "dev/uner_en_ewt-test.iob2.xz")),
        "pt": list(columns(data / "training/pt/uner_pt_bosque-dev.iob2.xz")),
        "ru": list(factrueval(data / "training/ru/factrueval-2016.tar.xz", "testset"))[:800],
    }


def passages_of(part: str) -> list[Passage]:
    """`train`, `dev` or `test`, by the split that is part of the corpus."""
    split = dict(line.split("\t") for line in SPLIT.read_text("utf-8").splitlines())
    return [one for one in passages(COMPILED) if split.get(one.id, "train") == part]
