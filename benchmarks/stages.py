"""Where the CPU time of an article goes, stage by stage, in one analysis process.

`python -m benchmarks.stages [--number N] [--articles FILE] [--json FILE]`: the articles of `lagebild bench`, as raw
records through the code of an analysis process. CPU time of the thread, each stage without the stages inside it.
"""

import argparse
import pickle
import sys
from collections import defaultdict
from collections.abc import Callable
from functools import wraps
from itertools import islice
from time import thread_time
from typing import Any

from benchmarks.output import add_json_option, write
from streams import enrich, outcome
from streams.bench.articles import Copies, originals
from streams.delivery import child
from streams.delivery.turns import CHUNK
from streams.events import coding
from streams.knowledge import Knowledge
from streams.outcome import RawRecord
from streams.reading import reader
from streams.reading.detect import LanguageDetector
from streams.reading.networks import Networks
from streams.reading.pieces import PieceReader
from streams.records import Origin
from streams.settings import Settings, from_environment

STAGES = (
    ("decode", outcome, "decode"),
    ("language", LanguageDetector, "detect"),
    ("sentences", enrich, "sentence_starts"),
    ("pieces", PieceReader, "pieces"),
    ("reading: lower layers", Networks, "lower"),
    ("reading: upper layers", Networks, "upper"),
    ("reading: the rest", reader.Reader, "read"),
    ("linking", Knowledge, "link"),
    ("parties", coding, "resolve"),
    ("events", enrich, "events_of"),
    ("countries and regions", enrich, "countries_of"),
    ("countries and regions", enrich, "regions_of"),
    ("countries and regions", enrich, "groups_of"),
    ("mentions", enrich, "mentions_of"),
    ("JSON", outcome, "encode"),
)
WARM = 7 * CHUNK


class Clock:
    """CPU seconds by stage; a stage's time stops while another one runs inside it."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self._running = ["the rest"]
        self._since = thread_time()

    def timed(self, stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def run(*arguments: Any, **options: Any) -> Any:
            self._turn()
            self._running.append(stage)
            try:
                return function(*arguments, **options)
            finally:
                self._turn()
                self._running.pop()

        return run

    def reset(self) -> None:
        self._turn()
        self.seconds.clear()

    def stop(self) -> None:
        self._turn()

    def _turn(self) -> None:
        now = thread_time()
        self.seconds[self._running[-1]] += now - self._since
        self._since = now


def measure(settings: Settings, names: list[str], number: int) -> dict[str, Any]:
    clock = Clock()
    for stage, owner, name in STAGES:
        setattr(owner, name, clock.timed(stage, getattr(owner, name)))
    child.initialise(settings)
    if problem := child.check():
        sys.exit(problem)
    answer = clock.timed("pipe to the worker", lambda done: pickle.loads(pickle.dumps(done)))
    copies = Copies(originals(settings, names))
    words = 0
    articles = iter(list(copies.take(WARM + number)))
    index = 0
    while group := list(islice(articles, CHUNK)):
        if index == WARM:
            clock.reset()
        words += sum(article.words for article in group) * (index >= WARM)
        records = [
            RawRecord(Origin("raw", 0, offset), one.id.encode(), one.value, (), 0)
            for offset, one in enumerate(group, index)
        ]
        answer(child.analyse(records))
        index += len(group)
    clock.stop()
    total = sum(clock.seconds.values())
    return {
        "articles": number,
        "words": words,
        "cpu_ms_per_article": round(1000 * total / number, 2),
        "stages": {
            stage: {"cpu_ms": round(1000 * seconds / number, 3), "share": round(seconds / total, 3)}
            for stage, seconds in sorted(clock.seconds.items(), key=lambda item: -item[1])
        },
    }


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.stages", description=__doc__)
    parser.add_argument("--number", type=int, default=560, help="articles")
    parser.add_argument("--articles", action="append", default=[], metavar="FILE", help="in place of the sample wire's")
    add_json_option(parser)
    options = parser.parse_args()
    figures = measure(from_environment(), options.articles, options.number)
    write(figures, options.json)


if __name__ == "__main__":
    main()
