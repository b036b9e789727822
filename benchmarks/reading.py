"""Words per CPU second of the reader: names alone, names and deeds, and the whole enrichment.

`python -m benchmarks.reading ARTICLES [--limit N] [--json FILE]`; ARTICLES is a JSONL file (plain or .xz) with
`text` or `title` and `body`, and `language`. One thread;
CPU time of the process, not wall time. Words are white-space separated.
"""

import argparse
import json
import resource
from collections.abc import Callable, Sequence
from pathlib import Path
from time import process_time

from benchmarks.output import add_json_option, write
from streams.enrich import load_analyst, read
from streams.reading.gold import read_lines
from streams.reading.sentences import sentence_starts
from streams.settings import Settings


def texts(path: Path, limit: int) -> list[str]:
    found = []
    for line in read_lines(path):
        record = json.loads(line)
        found.append(record.get("text") or "\n\n".join(filter(None, (record.get("title"), record.get("body")))))
        if len(found) == limit:
            break
    return found


def words_per_second(step: Callable[[str], object], articles: Sequence[str]) -> int:
    start = process_time()
    for article in articles:
        step(article)
    return round(sum(len(article.split()) for article in articles) / (process_time() - start))


def measure(articles: Sequence[str], language: str) -> dict[str, float]:
    start = process_time()
    analyst = load_analyst(Settings(sentence_cache=0))
    loaded = process_time() - start
    reader = analyst.reader
    return {
        "load_cpu_seconds": round(loaded, 2),
        "names_words_per_second": words_per_second(lambda t: reader.read(t, sentence_starts(t), deeds=False), articles),
        "reading_words_per_second": words_per_second(lambda t: reader.read(t, sentence_starts(t)), articles),
        "enrichment_words_per_second": words_per_second(lambda t: read(t, language, analyst), articles),
        "peak_resident_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reading", description=__doc__)
    parser.add_argument("articles", type=Path)
    parser.add_argument("--language", default="de", help="of the articles")
    parser.add_argument("--limit", type=int, default=300, help="articles")
    add_json_option(parser)
    options = parser.parse_args()
    write(measure(texts(options.articles, options.limit), options.language), options.json)


if __name__ == "__main__":
    main()
