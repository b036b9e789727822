"""`python -m training.corpus COMMAND`; exit status 0 done, 1 a fault was found, 2 usage."""

import argparse
import os
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from training.corpus import agreement, split
from training.corpus.assignments import assignments
from training.corpus.corpus import corpus_files, read_corpus, write_rows
from training.corpus.figures import README, tables, with_figures
from training.corpus.reading import Fault


def check(chosen: argparse.Namespace) -> int:
    """Every fault as FILE:LINE, then what there is beside what is wanted; only faults make the status 1."""
    corpus = read_corpus(chosen.files or corpus_files())
    faults = list(corpus.faults)
    if not chosen.files:
        parts, wrong = split.read_split()
        faults += wrong
    _print(faults)
    if chosen.files:
        print(f"{len(corpus.passages)} passages, {sum(len(one.events) for one in corpus.passages)} events")
    else:
        shown = [*tables(corpus.passages), "", *split.counted(corpus.passages, parts)]
        _print(shown)
        if chosen.readme:
            README.write_text(with_figures(README.read_text("utf-8"), shown), "utf-8")
    print(f"{len(faults)} faults")
    return bool(faults)


def compile_(chosen: argparse.Namespace) -> int:
    """JSON lines of the passages without a fault; the faults of the others on the standard error stream."""
    corpus = read_corpus(corpus_files())
    _print(corpus.faults, sys.stderr)
    write_rows(corpus.passages, chosen.out)
    print(f"{len(corpus.passages)} passages in {chosen.out}, {len(corpus.faults)} faults")
    return bool(corpus.faults)


def split_(_chosen: argparse.Namespace) -> int:
    """New passages get a part; nothing is written while a line of the split is at fault."""
    corpus = read_corpus(corpus_files())
    parts, wrong = split.read_split()
    _print([*corpus.faults, *wrong], sys.stderr)
    if wrong:
        return 1
    new = split.parts_of_new(corpus.passages, parts)
    split.append(new)
    counts = Counter(new.values())
    print(f"{len(new)} added: " + ", ".join(f"{counts[part]} {part}" for part in split.SHARES))
    return bool(corpus.faults)


def assign(chosen: argparse.Namespace) -> int:
    """What to write, a line a passage."""
    _print(assignments(chosen.language, chosen.count, chosen.seed))
    return 0


def agree(chosen: argparse.Namespace) -> int:
    """Two annotations of the same texts; texts that only one has, or that differ, are named and left out."""
    corpora = [read_corpus([path]) for path in (chosen.first, chosen.second)]
    faults: list[Fault] = [fault for corpus in corpora for fault in corpus.faults]
    first, second = ({one.id: one for one in corpus.passages} for corpus in corpora)
    unlike = agreement.unlike_texts(first, second)
    _print([*faults, *unlike], sys.stderr)
    compared = agreement.compare(first, second)
    _print(agreement.table(compared))
    if chosen.differences:
        print()
        _print(compared.differences)
    return bool(faults or unlike)


def _print(lines: Iterable[object], stream: object = None) -> None:
    for line in lines:
        print(line, file=stream or sys.stdout)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m training.corpus", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    one = commands.add_parser("check", help="faults, and what there is beside what is wanted")
    one.add_argument("files", nargs="*", type=Path, metavar="FILE", help="check these alone, without the tables")
    one.add_argument("--readme", action="store_true", help="put the tables into README.md as well")
    one.set_defaults(run=check)
    one = commands.add_parser("compile", help="JSON lines for the training of the reader")
    one.add_argument("--out", type=Path, required=True, metavar="FILE.jsonl")
    one.set_defaults(run=compile_)
    one = commands.add_parser("split", help="give new passages a part: train, dev or test")
    one.set_defaults(run=split_)
    one = commands.add_parser("assign", help="deal out what to write")
    one.add_argument("language", metavar="LANG")
    one.add_argument("count", type=int, metavar="COUNT")
    one.add_argument("seed", metavar="SEED")
    one.set_defaults(run=assign)
    one = commands.add_parser("agree", help="agreement of two annotations of the same texts")
    one.add_argument("first", type=Path, metavar="A.evt")
    one.add_argument("second", type=Path, metavar="B.evt")
    one.add_argument("--differences", action="store_true", help="name every one of them")
    one.set_defaults(run=agree)
    return parser


def main(arguments: list[str] | None = None) -> int:
    chosen = _parser().parse_args(arguments)
    try:
        status: int = chosen.run(chosen)
        sys.stdout.flush()
    except BrokenPipeError:  # `| head` has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        print(f"{error.filename}: {error.strerror}", file=sys.stderr)
        return 1
    return status


if __name__ == "__main__":
    sys.exit(main())
