"""How good a reader is on what it was not trained on, with the gold pieces of windows and no linking."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from streams.reading.decoding import spans_of, trigger_pieces
from streams.reading.labels import CATEGORIES, MODALITIES, NAMES, ROLES, TRIGGERS
from streams.reading.paths import best_labels
from streams.reading.pieces import PieceReader
from streams.reading.scores import score_of
from streams.reading.windows import around
from training.reader import corpora
from training.reader.batches import Example, batch, bundles, of_names, of_passage
from training.reader.fit import Ends
from training.reader.network import Reader

Span = tuple[int, int, str]


def labelled(numbers: np.ndarray, labels: Sequence[str]) -> set[Span]:
    return {(run.first, run.last, run.label) for run in spans_of(numbers, labels)}


class Judge:
    def __init__(self, data: Path, pieces: PieceReader, table: Tensor, ends: Ends) -> None:
        self.table, self.ends = table, ends
        self.names = {
            name: [of_names(one, pieces) for one in held] for name, held in corpora.names_held_out(data).items()
        }
        self.passages = {}
        if corpora.COMPILED.exists():
            for one in corpora.passages_of("dev"):
                self.passages.setdefault(one.language, []).append(of_passage(one, pieces))

    @torch.inference_mode()
    def judge(self, reader: Reader, *, deeds: bool) -> str:
        reader.eval()
        told = [f"{name} {self._names(reader, held):.3f}" for name, held in self.names.items()]
        if deeds:
            told += [f"{language} {self._deeds(reader, held)}" for language, held in self.passages.items()]
        return ", ".join(told)

    def _names(self, reader: Reader, held: list[Example]) -> float:
        count: Counter[str] = Counter()
        for bundle in bundles([one for one in held if len(one.ids)], 4096, 0):
            b = batch(bundle, self.ends.begin, self.ends.end, self.ends.pad)
            best = reader.lower(self.table[b.ids], b.mask)[1].argmax(-1).numpy()
            for row, one in enumerate(bundle):
                firsts = np.flatnonzero(one.names >= 0)
                gold = labelled(one.names[firsts], NAMES)
                found = labelled(best[row, 1 + firsts], NAMES)
                count += Counter(right=len(gold & found), found=len(found), gold=len(gold))
        return score_of(count["right"], count["found"], count["gold"]).f1

    def _deeds(self, reader: Reader, held: list[Example]) -> str:
        count: Counter[str] = Counter()
        for bundle in bundles(held, 4096, 0):
            b = batch(bundle, self.ends.begin, self.ends.end, self.ends.pad)
            x, _, triggers = reader.lower(self.table[b.ids], b.mask)
            chances = triggers.softmax(-1).numpy()
            for row, one in enumerate(bundle):
                own = chances[row : row + 1, 1 : len(one.ids) + 1]
                triggers_of = trigger_pieces(best_labels(own, one.within[None], TRIGGERS)[0])
                found = [[piece for part in parts for piece in part] for parts in triggers_of]
                deeds = [self._deed(reader, x, b, row, where) for where in found]
                deeds = [deed for deed in deeds if deed[1] != "NONE" and deed[3]]
                self._compare(one, deeds, count)
        return (
            f"triggers {score_of(count['trigger'], count['found'], count['gold']).f1:.3f}"
            f" events {score_of(count['event'], count['events'], count['golds']).f1:.3f}"
            f" sides {count['sides'] / max(1, count['trigger']):.2f}"
            f" category {count['category'] / max(1, count['trigger']):.2f}"
            f" modality {count['modality'] / max(1, count['trigger']):.2f}"
            f" false {count['false'] / max(1, count['empty']):.2f}"
        )

    def _deed(self, reader: Reader, x: Tensor, b, row: int, where: list[int]):
        length = len(b.examples[row].ids)
        trigger = np.zeros(length + 2, np.float32)
        trigger[[piece + 1 for piece in where]] = 1 / len(where)
        seen = around(np.array([where[0] + 1]), length + 2)[0]
        marks = torch.from_numpy(trigger[seen][None])
        roles, says = reader.upper(x[row : row + 1, seen], torch.zeros(1, 1, 1, len(seen)), marks)
        category = CATEGORIES[int(says[0, : len(CATEGORIES)].argmax())]
        modality = MODALITIES[int(says[0, -7:-2].argmax())]
        chances = np.zeros((1, length + 2, len(ROLES)), np.float32)
        chances[..., 0] = 1
        chances[0, seen] = roles[0].softmax(-1).numpy()
        sides = labelled(best_labels(chances[:, 1:-1], b.examples[row].within[None], ROLES)[0], ROLES)
        return where, category, modality, {side for side in sides if side[2] in ("actor", "recipient")}

    def _compare(self, one: Example, deeds: list, count: Counter[str]) -> None:
        gold = []
        for where, deed, roles in one.deeds:
            sides = labelled(roles, ROLES)
            gold.append((where, deed.category, deed.modality, {s for s in sides if s[2] in ("actor", "recipient")}))
        count += Counter(found=len(deeds), gold=len(gold), events=len(deeds), golds=len(gold))
        if not gold:
            count["empty"] += 1
            count["false"] += bool(deeds)
        for where, category, modality, sides in deeds:
            match = next((one for one in gold if set(one[0]) & set(where)), None)
            if match is None:
                continue
            gold.remove(match)
            same = overlap(sides, match[3])
            count["trigger"] += 1
            count["category"] += category == match[1]
            count["modality"] += modality == match[2]
            count["sides"] += same
            count["event"] += same and category == match[1]


def overlap(found: set[Span], gold: set[Span]) -> bool:
    """Each side of the one overlaps a side of the same role of the other."""

    def covered(some: set[Span], others: set[Span]) -> bool:
        return all(any(a[2] == b[2] and a[0] < b[1] and b[0] < a[1] for b in others) for a in some)

    return covered(found, gold) and covered(gold, found)
