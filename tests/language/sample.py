"""The sample wire's sentences."""

import orjson

from streams.feeds.sample import sample_files
from streams.language.segments import segments


def sample_sentences(language: str) -> list[str]:
    """The sentences and headlines of the sample wire, as they are cut."""
    (wire,) = [path for path in sample_files() if path.name == "wire.jsonl"]
    records = [orjson.loads(line) for line in wire.read_bytes().splitlines()]
    texts = [f"{r['title']}\n\n{r['body']}" for r in records if r["language"] == language]
    texts += [path.read_text("utf-8") for path in sample_files() if path.name == f"dispatches_{language}.txt"]
    return sorted({text[start:end] for text in texts for start, end in segments(text)})
