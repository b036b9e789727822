"""Bare `nlp.pipe` with several processes, without Kafka, linking or events.

`python -m streams.bench.contenders.pipes reader|official PROCESSES`: JSON lines (`language`, `text`) on standard
input. One pipeline after the other; for each it says `run` when the pipes are full, and `pause`, while they still are,
with the number of articles that came out in between, and their words. The rest is taken to its end: spaCy waits for
ever for its processes when their answers are left lying.
"""

import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence

import spacy
from spacy.language import Language

from streams.broker.lifeline import die_with_parent

TEXTS = 16
"""Texts that go to a process at a time."""
OFFICIAL = {"en": "en_core_web_sm", "de": "de_core_news_sm"}


def edge(processes: int) -> int:
    """Articles of each language before `run` and after `pause`: more than spaCy reads ahead (two batches a process)."""
    return 3 * processes * TEXTS


Done = Callable[[Sequence[str]], Iterator[int]]
"""Texts -> the number of each, as it is finished."""


def reader(processes: int) -> dict[str, Done]:
    """The shipped reader as a spaCy component; one pipeline for all languages."""
    return {"": piped(reader_pipeline(), processes)}


def reader_pipeline() -> Language:
    nlp = spacy.blank("xx")
    nlp.add_pipe("lagebild_reader")
    return nlp


def piped(nlp: Language, processes: int) -> Done:
    return lambda texts: (number for number, _ in enumerate(nlp.pipe(texts, n_process=processes, batch_size=TEXTS)))


def official(processes: int) -> dict[str, Done]:
    return {code: piped(spacy.load(name), processes) for code, name in OFFICIAL.items()}


def main(source: str, processes: int) -> None:
    parent = os.getpid()
    os.register_at_fork(after_in_child=lambda: die_with_parent(parent))
    pipelines = official(processes) if source == "official" else reader(processes)
    articles = [json.loads(line) for line in sys.stdin]
    margin = edge(processes)
    for code, done in pipelines.items():
        texts = [article["text"] for article in articles if code in ("", article["language"])]
        measured = texts[margin : len(texts) - margin]
        if not measured:
            continue
        for number in done(texts):
            if number == margin - 1:
                print("run", flush=True)
            elif number == len(texts) - margin - 1:
                print("pause", len(measured), sum(len(text.split()) for text in measured), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
