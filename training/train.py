"""Training of one pipeline with spaCy's own loop; importing this registers the callback that the configs name."""

from collections.abc import Callable
from pathlib import Path

from spacy import registry
from spacy.cli.train import train as spacy_train
from spacy.language import Language

from streams.language.ops import use_openblas
from streams.language.vectors import load_vectors
from streams.language.wordlists import FILE, add_flags

CONFIGS = Path(__file__).parent / "configs"


@registry.callbacks("lagebild.floret_vectors.v1")
def floret_vectors(folder: str) -> Callable[[Language], None]:
    """Puts the pack's vectors into the vocabulary before the components ask for their width."""

    def set_vectors(nlp: Language) -> None:
        nlp.vocab.vectors = load_vectors(Path(folder), nlp.vocab.strings)
        if (Path(folder).parent / FILE).exists():
            add_flags(nlp.vocab, Path(folder).parent / FILE)
        use_openblas(nlp)

    return set_vectors


def train(task: str, pack: dict, work: Path, vectors: Path) -> Path:
    """The best model of a task (`entities`, `syntax`); skipped where the folder is there."""
    output = work / f"{task}-model"
    best = output / "model-best"
    if (output / "done").exists():
        return best
    overrides = {
        "nlp.lang": pack["code"],
        "paths.train": str(work / f"{task}-train.spacy"),
        "paths.dev": str(work / f"{task}-dev.spacy"),
        "paths.vectors": str(vectors),
        **pack.get("config", {}).get(task, {}),
    }
    spacy_train(CONFIGS / f"{task}.cfg", output, overrides=overrides)
    (output / "done").touch()
    return best
