"""From trained pipelines to a pack folder, with nothing in it that the loader does not read; and its figures."""

import shutil
from pathlib import Path
from typing import Any

import spacy

import training.train  # noqa: F401  (registers the callback that saved configs name)
from streams.language.evaluate import evaluate_syntax, score_names
from streams.language.packs import FOLDER, load_pack
from training.mix import gold

PACKS = FOLDER
TASKS = ("entities", "syntax")
VERSION = "1.2.0"


def package(pack: dict, work: Path, folder: Path) -> None:
    """Replaces a pack's model folders, vectors and tables; `facts.toml` and the texts beside it are written by hand."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(folder / "vectors", ignore_errors=True)
    shutil.copytree(work / "vectors", folder / "vectors")
    for name in ("verb_forms.tsv", "noun_forms.tsv"):
        shutil.copy(work / "lemmas" / name, folder / name)
    if (work / "words.npz").exists():
        shutil.copy(work / "words.npz", folder / "words.npz")
    for task in TASKS:
        continued = work / f"{task}-continued"
        step = pack.get("steps", {}).get(task, "model-best")
        slim(continued if continued.exists() else work / f"{task}-model" / step, folder / task, task, pack["code"])


def slim(model: Path, folder: Path, task: str, code: str) -> None:
    """A saved pipeline without vocabulary, vectors, tokenizer tables and the paths of the machine that trained it."""
    nlp = spacy.load(model)
    nlp.meta.update(name=task, version=VERSION, author="Lagebild", description="", performance={}, vectors={})
    nlp.config["initialize"]["before_init"] = None
    for name in ("train", "dev", "vectors"):
        nlp.config["paths"][name] = None
    shutil.rmtree(folder, ignore_errors=True)
    nlp.to_disk(folder, exclude=["vocab", "tokenizer"])


def evaluate(pack: dict, data: Path, folder: Path) -> dict[str, Any]:
    """Scores on what the pack holds out from training."""
    loaded = load_pack(folder)
    sources = pack["gold"]["entities"]
    figures: dict[str, Any] = {
        "names held out": score_names(gold(data, sources.get("held_out", sources["dev"])), loaded).as_dict()
    }
    for name, path in pack.get("test", {}).items():
        figures[name] = evaluate_syntax(data.parent / path, loaded).as_dict()
    return figures
