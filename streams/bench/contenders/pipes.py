"""Bare `nlp.pipe` with several processes, without Kafka, linking or events.

`python -m streams.bench.contenders.pipes bare|packs|official PROCESSES`: JSON lines (`language`, `text`) on standard
input. One language after the other; for each it says `run` when the pipes are full, and `pause`, while they still are,
with the number of articles that came out in between, and their words. The rest is taken to its end: spaCy waits for
ever for its processes when their answers are left lying.
"""

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import spacy
from spacy.tokens import Doc

from streams.broker.lifeline import die_with_parent
from streams.language.packs import Pack, load_packs
from streams.settings import from_environment

TEXTS, SENTENCES = 16, 64
"""Texts and sentences that go to a process at a time."""
OFFICIAL = {"en": "en_core_web_sm", "de": "de_core_news_sm"}


def edge(processes: int) -> int:
    """Articles of each language before `run` and after `pause`: more than spaCy reads ahead (two batches a process)."""
    return 3 * processes * TEXTS


Done = Callable[[Sequence[str]], Iterator[int]]
"""Texts -> the number of each, as it is finished."""


def packs(loaded: Mapping[str, Pack], processes: int) -> dict[str, Done]:
    """The shipped pipelines: names in the text, then every sentence parsed."""

    def piped(pack: Pack) -> Done:
        def done(texts: Sequence[str]) -> Iterator[int]:
            docs = pack.entities_nlp.pipe(texts, n_process=processes, batch_size=TEXTS)
            parsed = pack.syntax_nlp.pipe(_sentences(docs), as_tuples=True, n_process=processes, batch_size=SENTENCES)
            yield from (number for _, number in parsed if number is not None)

        return done

    return {code: piped(pack) for code, pack in loaded.items()}


def official(processes: int) -> dict[str, Done]:
    def piped(name: str) -> Done:
        nlp = spacy.load(name)
        return lambda texts: (number for number, _ in enumerate(nlp.pipe(texts, n_process=processes, batch_size=TEXTS)))

    return {code: piped(name) for code, name in OFFICIAL.items()}


def _sentences(docs: Iterable[Doc]) -> Iterator[tuple[Doc, int | None]]:
    """Each sentence; the last one of a text comes with the text's number."""
    for number, doc in enumerate(docs):
        parts = [sentence.as_doc() for sentence in doc.sents]
        for at, sentence in enumerate(parts, 1):
            yield sentence, number if at == len(parts) else None


def main(source: str, processes: int) -> None:
    parent = os.getpid()
    os.register_at_fork(after_in_child=lambda: die_with_parent(parent))
    settings = from_environment()
    if source == "official":
        pipelines = official(processes)
    else:
        pipelines = packs(load_packs(settings.language_codes, bare=source == "bare"), processes)
    articles = [json.loads(line) for line in sys.stdin]
    margin = edge(processes)
    for code, done in pipelines.items():
        texts = [article["text"] for article in articles if article["language"] == code]
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
