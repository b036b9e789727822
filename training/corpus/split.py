"""Which passages train, which choose, which test: made once, and only added to.

A stratum is a language with or without events. Its new passages, in the order of a hash of their ids, each go to the
part that lacks most of its share: the choice depends on no writer, file or order, and each stratum is cut alike.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from training.corpus.corpus import FOLDER
from training.corpus.passage import Passage
from training.corpus.reading import Fault, shown

SPLIT = FOLDER / "split.tsv"
SHARES = {"train": 0.8, "dev": 0.1, "test": 0.1}


def read_split(path: Path = SPLIT) -> tuple[dict[str, str], list[Fault]]:
    """Id -> part, and the lines that say no such thing, or say it again."""
    split: dict[str, str] = {}
    faults = []
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    for number, line in enumerate(lines, 1):
        id_, _, part = line.partition("\t")
        if part not in SHARES or not id_:
            faults.append(Fault(shown(path), number, f'"{line}" is not an id, a tab and one of {", ".join(SHARES)}'))
        elif id_ in split:
            faults.append(Fault(shown(path), number, f"id {id_} stands twice"))
        else:
            split[id_] = part
    return split, faults


def parts_of_new(passages: Iterable[Passage], split: Mapping[str, str]) -> dict[str, str]:
    """Id -> part of the passages that `split` does not have, in the order of `passages`."""
    passages = list(passages)
    have: dict[tuple[str, bool], Counter[str]] = defaultdict(Counter)
    new: dict[tuple[str, bool], list[str]] = defaultdict(list)
    for passage in passages:
        stratum = passage.lang, bool(passage.events)
        if passage.id in split:
            have[stratum][split[passage.id]] += 1
        else:
            new[stratum].append(passage.id)
    chosen = {}
    for stratum, ids in new.items():
        counts = have[stratum]
        for id_ in sorted(ids, key=_hash):
            size = counts.total() + 1
            part = max(SHARES, key=lambda name: SHARES[name] * size - counts[name])
            counts[part] += 1
            chosen[id_] = part
    return {passage.id: chosen[passage.id] for passage in passages if passage.id in chosen}


def _hash(id_: str) -> str:
    return hashlib.sha256(id_.encode()).hexdigest()


def counted(passages: Iterable[Passage], split: Mapping[str, str]) -> list[str]:
    """What the split says of the passages that are there."""
    ids = {passage.id for passage in passages}
    counts = Counter(split.get(id_) for id_ in ids)
    lines = ["Split: " + ", ".join(f"{counts[part]} {part}" for part in SHARES) + f", {counts[None]} without a part."]
    gone = len(split.keys() - ids)
    return [*lines, f"Lines of the split whose passage is not there: {gone}."] if gone else lines


def append(parts: Mapping[str, str], path: Path = SPLIT) -> None:
    """Adds lines; those that stand there stay byte for byte."""
    if not parts:
        return
    old = path.read_bytes() if path.exists() else b""
    joint = "" if not old or old.endswith(b"\n") else "\n"
    with path.open("a", encoding="utf-8", newline="\n") as out:
        out.write(joint + "".join(f"{id_}\t{part}\n" for id_, part in parts.items()))
