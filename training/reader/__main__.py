"""`python -m training.reader STAGE`: names, deeds, export. Each goes on where it was cut off: training/README.md."""

import argparse
import sys
import time
from pathlib import Path

import torch

from training.reader import calibrate, corpora, fit, score
from training.reader.batches import of_names, of_passage, of_sentence
from training.reader.export import export
from training.reader.network import Reader, begin
from training.reader.pretrained import load_pretrained
from training.reader.vocabulary import whole

WORK = Path("training/work/reader")


def tell(line: str) -> None:
    print(time.strftime("%H:%M:%S"), line, flush=True)


def begin_with(reader: Reader, checkpoint: Path) -> None:
    """Takes over what has the same name and shape; the names stage knows nothing of deeds."""
    own, given = reader.state_dict(), torch.load(checkpoint)["reader"]
    reader.load_state_dict({name: given[name] if _alike(own[name], given.get(name)) else own[name] for name in own})


def _alike(own: torch.Tensor, given: torch.Tensor | None) -> bool:
    return given is not None and given.shape == own.shape


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m training.reader", description=__doc__)
    parser.add_argument("stage", choices=["names", "deeds", "export"])
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--lower", type=int, default=6, help="layers that see every window")
    parser.add_argument("--upper", type=int, default=4, help="layers that see a window once for each trigger")
    parser.add_argument("--steps", type=int, default=2000)
    parser.add_argument("--names", type=float, default=0.3, help="share of the steps of `deeds` that learn names")
    parser.add_argument("--grammar", type=float, default=0.2, help="share of those that learn grammar")
    parser.add_argument(
        "--run", default="reader", help="name of the run: its checkpoints lie under training/work/reader"
    )
    parser.add_argument("--from", dest="start", type=Path, help="checkpoint to begin with")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rate", type=float, default=1e-4)
    parser.add_argument("--to", type=Path, default=Path("streams/reading/model"), help="folder that `export` writes")
    parser.add_argument("--version", default="lagebild-reader-1.0", help="what `export` calls the model")
    chosen = parser.parse_args()
    torch.set_num_threads(chosen.threads)
    torch.manual_seed(1)
    pretrained = load_pretrained()
    pieces = whole(pretrained)
    table = torch.from_numpy(pretrained.tensors["emb.word"])
    reader = Reader(chosen.lower, chosen.upper, pretrained.heads, pretrained.epsilon)
    begin(reader, pretrained.tensors)
    if chosen.start:
        begin_with(reader, chosen.start)
    if chosen.stage == "export":
        facts = {
            "version": chosen.version,
            "languages": corpora.LANGUAGES,
            "calibration": {"weights": [1, 1, 1], "bias": 0, "least_trigger": 0, "least": 0},
        }
        export(reader, pretrained, chosen.to, facts)
        calibrate.write(chosen.to, calibrate.calibrated(chosen.to, corpora.rows_of("dev")))
        return 0
    names = [of_names(one, pieces) for one in corpora.names_to_train(chosen.data)]
    tell(f"{len(names)} sentences with names, {sum(len(one.ids) for one in names)} pieces")
    deeds, grammar = [], []
    if chosen.stage == "deeds":
        grammar = [of_sentence(one, pieces) for one in corpora.grammar_to_train(chosen.data)]
        tell(f"{len(grammar)} sentences with predicates, {sum(len(one.ids) for one in grammar)} pieces")
        deeds = [of_passage(one, pieces) for one in corpora.passages_to_train()]
        tell(f"{len(deeds)} passages, {sum(len(one.ids) for one in deeds)} pieces")
    WORK.mkdir(parents=True, exist_ok=True)
    ends = fit.Ends(pretrained.begin, pretrained.end)
    shares = (chosen.names, chosen.grammar) if deeds else (1.0, 0.0)
    plan = fit.Plan(chosen.steps, *shares, rate=chosen.rate)
    judge = score.Judge(chosen.data, pieces, table, ends)

    def look(step: int) -> None:
        tell(f"step {step}: {judge.judge(reader, deeds=bool(deeds))}")

    names = [one for one in names if len(one.ids)]
    deeds = [one for one in deeds if len(one.ids)]
    grammar = [one for one in grammar if one.predicates]
    fit.fit(reader, table, names, deeds, grammar, plan, ends, WORK / f"{chosen.run}-{chosen.stage}.pt", tell, look)
    return 0


if __name__ == "__main__":
    sys.exit(main())
