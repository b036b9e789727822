"""Words per CPU second of a language pack: names alone, and with syntax where two or more names stand in a sentence.

`python -m benchmarks.language PACK ARTICLES [--limit N] [--json FILE]`; ARTICLES is a JSONL file (plain or .xz) with
`text` or `title` and `body`. One thread; CPU time of the process, not wall time. Words are white-space separated.
"""

import argparse
import json
import resource
from collections.abc import Callable, Sequence
from pathlib import Path
from time import process_time

from benchmarks.output import add_json_option, write
from streams.language.gold import read_lines
from streams.language.packs import Pack, load_packs
from streams.language.selection import candidate_sentences


def texts(path: Path, limit: int) -> list[str]:
    found = []
    for line in read_lines(path):
        record = json.loads(line)
        found.append(record.get("text") or "\n\n".join(filter(None, (record.get("title"), record.get("body")))))
        if len(found) == limit:
            break
    return found


def names_only(pack: Pack, text: str) -> None:
    with pack.memory_zone():
        pack.entities(text)


def names_and_syntax(pack: Pack, text: str) -> None:
    with pack.memory_zone():
        analysis = pack.entities(text)
        actors = [(ent.start_char, ent.end_char) for ent in analysis.doc.ents if ent.label_ != "MISC"]
        pack.parse(analysis, candidate_sentences(analysis, actors))


def words_per_second(step: Callable[[Pack, str], None], pack: Pack, articles: Sequence[str]) -> float:
    start = process_time()
    for article in articles:
        step(pack, article)
    return sum(len(article.split()) for article in articles) / (process_time() - start)


def measure(code: str, articles: Sequence[str]) -> dict[str, float]:
    start = process_time()
    pack = load_packs([code])[code]
    loaded = process_time() - start
    pack.warm()
    return {
        "load_cpu_seconds": round(loaded, 2),
        "names_words_per_second": round(words_per_second(names_only, pack, articles)),
        "names_and_syntax_words_per_second": round(words_per_second(names_and_syntax, pack, articles)),
        "peak_resident_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.language", description=__doc__)
    parser.add_argument("pack")
    parser.add_argument("articles", type=Path)
    parser.add_argument("--limit", type=int, default=300, help="articles")
    add_json_option(parser)
    options = parser.parse_args()
    figures = measure(options.pack, texts(options.articles, options.limit))
    write(figures, options.json)


if __name__ == "__main__":
    main()
