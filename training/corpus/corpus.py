"""All passages of the corpus, as they lie in `training/corpus/<language>/*.evt`."""

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from training.corpus.passage import Passage
from training.corpus.reading import Fault, read_file, shown

FOLDER = Path(__file__).parent


@dataclass(slots=True)
class Corpus:
    passages: list[Passage] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def corpus_files(folder: Path = FOLDER) -> list[Path]:
    """In the order of language and name."""
    return sorted(folder.glob("*/*.evt"))


def read_corpus(paths: Iterable[Path], folder: Path = FOLDER) -> Corpus:
    """The passages without a fault. Of passages with one id or one text the first stays and the others are faults;
    a file in a language's folder of `folder` holds that language alone."""
    corpus, ids, texts = Corpus(), {}, {}
    for path in paths:
        passages, faults = read_file(path)
        corpus.faults += faults
        language = path.parent.name if path.resolve().parent.parent == folder.resolve() else None
        for line, passage in passages:
            place = f"{shown(path)}:{line}"
            wrong = []
            if language and passage.lang != language:
                wrong.append(f"{passage.lang} in the folder of {language}")
            if passage.id in ids:
                wrong.append(f"id {passage.id} stands twice, first at {ids[passage.id]}")
            if passage.text in texts:
                wrong.append(f"the text stands twice, first at {texts[passage.text]}")
            if wrong:
                corpus.faults += [Fault(shown(path), line, message) for message in wrong]
                continue
            ids[passage.id] = texts[passage.text] = place
            corpus.passages.append(passage)
    return corpus


def write_rows(passages: Iterable[Passage], path: Path) -> None:
    """JSON lines, one a passage. The file is replaced at once: who reads it meanwhile reads the old one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.{os.getpid()}.part")
    with beside.open("w", encoding="utf-8") as out:
        out.writelines(json.dumps(passage.row(), ensure_ascii=False) + "\n" for passage in passages)
    beside.replace(path)
