"""`python -m training PACK --data DIR [--stage NAME ...]`: a pack's stages in order, each skipped where it is done."""

import argparse
import json
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

from spacy.vocab import Vocab

from streams.language.gold import Sentence
from training import lemmas, mix, names, packaging, silver, vectors, wordlists
from training.continuing import continue_training
from training.mentions import joined, mention_pool
from training.train import train

HERE = Path(__file__).parent
DATA = HERE.parents[1] / "shared" / "data" / "training"


class Recipe:
    """One pack's stages; every stage returns when its files are there."""

    def __init__(self, pack: dict, data: Path, work: Path) -> None:
        self.pack, self.data, self.work = pack, data, work
        work.mkdir(parents=True, exist_ok=True)

    def vectors(self) -> None:
        tokens = vectors.tokenise(self.data, self.pack, self.work)
        rows = vectors.train_vectors(self.pack, self.work, tokens)
        vectors.pack_vectors(rows, self.work / "vectors", f"{self.pack['code']}_floret")

    def lemmas(self) -> None:
        if not (self.work / "lemmas" / "noun_forms.tsv").exists():
            lemmas.write_tables(self.pack["code"], self.work / "text.tok", self.work / "lemmas")

    def silver_entities(self) -> None:
        silver.build_entities(self.data, self.work, self.pack)

    def silver_syntax(self) -> None:
        if self.pack["silver"].get("syntax"):
            silver.build_syntax(self.data, self.work, self.pack)

    def mix_entities(self) -> None:
        self._mix("entities")

    def mix_syntax(self) -> None:
        self._mix("syntax")

    def _mix(self, task: str) -> None:
        train_file, dev_file = self.work / f"{task}-train.spacy", self.work / f"{task}-dev.spacy"
        if train_file.exists() and dev_file.exists():
            return
        vocab, sources = Vocab(), self.pack["gold"][task]
        silver_file = self.work / f"silver-{task}.jsonl"
        teacher: list[Sentence] = silver.read(silver_file) if silver_file.exists() else []
        teacher = [sentence for sentence in teacher if not mix.is_fragment(sentence)]
        mix.write_dev(dev_file, mix.gold(self.data, sources["dev"]), vocab)
        corrected = mix.gold(self.data, sources["train"], copies=True)
        if task == "entities" and self.pack["teacher"].get("other_names"):
            silver.add_other_names(list({id(one): one for one in corrected}.values()), self.pack, self.work)
        share = self.pack["silver"].get("exchange", 0.0)
        if task == "entities" and share:
            pool = joined(mention_pool(corrected + teacher), names.listed_mentions(self.pack["code"]))
            corrected = mix.exchanged(corrected, pool, share, seed=6)
            teacher = mix.exchanged(teacher, pool, self.pack["silver"]["exchange_silver"], seed=8, first=True)
        mix.write_train(train_file, corrected + teacher, vocab, seed=5)

    def word_lists(self) -> None:
        if self.pack.get("word_lists"):
            teacher = silver.read(self.work / "silver-entities.jsonl")
            wordlists.write_words(self.work / "words.npz", self.pack["code"], teacher)

    def train_entities(self) -> None:
        train("entities", self.pack, self.work, self.work / "vectors")

    def train_syntax(self) -> None:
        train("syntax", self.pack, self.work, self.work / "vectors")

    def continue_syntax(self) -> None:
        """Where the pack asks for it: one more pass over gold and the last-sampled silver."""
        wanted = self.pack["silver"].get("continue_syntax", 0)
        output = self.work / "syntax-continued"
        if not wanted or output.exists():
            return
        sources = self.pack["gold"]["syntax"]
        fresh = [one for one in silver.read(self.work / "silver-syntax.jsonl")[-wanted:] if not mix.is_fragment(one)]
        corrected = mix.gold(self.data, sources["train"], copies=True)
        dev = mix.gold(self.data, sources["dev"])
        model = self.work / "syntax-model" / "model-best"
        print(continue_training(model, output, self.work / "vectors", corrected + fresh, dev, RATE, "dep_las"))

    def package(self) -> None:
        packaging.package(self.pack, self.work, packaging.PACKS / self.pack["code"])

    def evaluate(self) -> None:
        figures = packaging.evaluate(self.pack, self.data, packaging.PACKS / self.pack["code"])
        (self.work / "figures.json").write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
        print(json.dumps(figures, indent=1))


RATE = 6e-4  # of the second run; the first begins at 1.5e-3
STAGES: dict[str, Callable[[Recipe], None]] = {
    "vectors": Recipe.vectors,
    "lemmas": Recipe.lemmas,
    "silver-syntax": Recipe.silver_syntax,
    "mix-syntax": Recipe.mix_syntax,
    "train-syntax": Recipe.train_syntax,
    "continue-syntax": Recipe.continue_syntax,
    "silver-entities": Recipe.silver_entities,
    "mix-entities": Recipe.mix_entities,
    "word-lists": Recipe.word_lists,
    "train-entities": Recipe.train_entities,
    "package": Recipe.package,
    "evaluate": Recipe.evaluate,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    parser.add_argument("pack", help="the pack's code: a file in training/packs")
    parser.add_argument("--data", type=Path, default=DATA, help="folder with the training data, see training/README.md")
    parser.add_argument("--work", type=Path, default=HERE / "work", help="intermediate files")
    parser.add_argument("--stage", action="append", choices=list(STAGES), help="only this stage; may be repeated")
    options = parser.parse_args()
    pack = tomllib.loads((HERE / "packs" / f"{options.pack}.toml").read_text(encoding="utf-8"))
    recipe = Recipe(pack, options.data, options.work / options.pack)
    for name in options.stage or STAGES:
        print(f"[{options.pack}] {name}", file=sys.stderr, flush=True)
        STAGES[name](recipe)


if __name__ == "__main__":
    main()
