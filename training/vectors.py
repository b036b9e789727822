"""Word vectors of our own: floret on the pack's free text, packed as the pack ships them."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import floret
import numpy as np
from spacy.vectors import Vectors

from streams.language.gold import read_lines
from streams.language.vectors import save_vectors
from training.text import Tokens, ascii_typography


def tokenised_lines(data: Path, texts: Iterable[dict], code: str) -> Iterator[str]:
    tokens = Tokens(code)
    for text in texts:
        for line in read_lines(data / text["file"]):
            if plain := ascii_typography(line.strip()):
                yield plain if text["tokenised"] else " ".join(tokens(plain)[0])


def tokenise(data: Path, pack: dict, work: Path) -> Path:
    """All free text, a paragraph a line, tokens with blanks between them."""
    output = work / "text.tok"
    if not output.exists():
        partial = output.with_suffix(".partial")
        with partial.open("w", encoding="utf-8") as lines:
            lines.writelines(line + "\n" for line in tokenised_lines(data, pack["text"].values(), pack["code"]))
        partial.rename(output)
    return output


def train_vectors(pack: dict, work: Path, tokens: Path) -> Path:
    """floret's hashed n-gram rows (text format); with more than one thread runs differ in the last digits."""
    output = work / "floret.txt"
    if output.exists():
        return output
    v = pack["vectors"]
    model = floret.train_unsupervised(
        str(tokens), model=v["model"], mode="floret", hashCount=v["hash_count"], bucket=v["bucket"], minn=v["minn"],
        maxn=v["maxn"], dim=v["dim"], epoch=v["epoch"], minCount=v["min_count"], neg=v["neg"], ws=v["window"],
        t=v["sample"], lr=v["lr"], thread=v["threads"],
    )  # fmt: skip
    partial = output.with_suffix(".partial")
    model.save_floret_vectors(str(partial))
    partial.rename(output)
    return output


def pack_vectors(floret_file: Path, folder: Path, name: str) -> Path:
    """floret's text file as the pack's vectors folder, scaled to a mean row norm of 1."""
    if folder.exists():
        return folder
    lines = read_lines(floret_file)
    bucket, dim, minn, maxn, hash_count, hash_seed, bow, eow = next(lines).split()
    rows = np.zeros((int(bucket), int(dim)), dtype="float32")
    for number, line in enumerate(lines):
        rows[number] = np.fromstring(line.split(" ", 1)[1], sep=" ", dtype="float32")
    rows /= np.linalg.norm(rows, axis=1).mean()
    vectors = Vectors(
        data=rows, name=name, mode="floret", minn=int(minn), maxn=int(maxn), hash_count=int(hash_count),
        hash_seed=int(hash_seed), bow=bow, eow=eow,
    )  # fmt: skip
    save_vectors(vectors, folder)
    return folder
