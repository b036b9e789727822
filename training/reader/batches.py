"""Texts with labels to padded arrays. A window begins with `<s>` and ends with `</s>`, which carry no label (-1)."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from streams.reading.labels import CATEGORIES, FLAGS, LINKS, MODALITIES, MODES, NAMES, ROLES, TRIGGERS
from streams.reading.pieces import PieceReader, Pieces, goes_on
from streams.reading.windows import around
from training.reader.deeds import Deed, Passage
from training.reader.grammar import ARGUMENTS, Sentence
from training.reader.names import Named

LONGEST = 200
"""Pieces of a window."""
UNLABELLED = -1


@dataclass
class Example:
    """A window: its pieces and labels; `None` where its source does not annotate that."""

    ids: np.ndarray
    names: np.ndarray | None = None
    triggers: np.ndarray | None = None
    deeds: Sequence[tuple[list[int], Deed, np.ndarray]] = ()
    """Pieces of the trigger, the deed, roles of all pieces."""
    mentions: Sequence[tuple[int, int]] = ()
    """First and last piece."""
    predicates: Sequence[tuple[list[int], np.ndarray]] = ()
    """Pieces of a predicate, arguments of all pieces."""
    language: str = ""
    within: np.ndarray | None = None
    """Where a piece goes on a word."""
    links: np.ndarray | None = None
    """[links, mentions]: 0 none, else 1 + the mention that it points at."""


def inside(pieces: Pieces, start: int, end: int) -> list[int]:
    """The pieces of which more than half lies in the span."""
    shared = np.minimum(pieces.ends, end) - np.maximum(pieces.starts, start)
    return np.flatnonzero(2 * shared > pieces.ends - pieces.starts).tolist()


def put(labels: np.ndarray, where: list[int], first: int, other: int) -> None:
    for position, piece in enumerate(where):
        labels[piece] = other if position else first


def of_names(one: Named, reader: PieceReader) -> Example:
    pieces = reader.pieces(one.text)
    labels = np.zeros(len(pieces.ids), np.int64)
    for start, end, label in one.spans:
        put(labels, inside(pieces, start, end), NAMES.index(f"B-{label}"), NAMES.index(f"I-{label}"))
    labels[goes_on(one.text, pieces)] = UNLABELLED  # a word is what its first piece is
    return Example(pieces.ids[:LONGEST], names=labels[:LONGEST])


def of_passage(one: Passage, reader: PieceReader) -> Example:
    pieces = reader.pieces(one.text)
    count = min(len(pieces.ids), LONGEST)
    triggers = np.zeros(len(pieces.ids), np.int64)
    deeds = []
    for deed in one.deeds:
        covered: list[int] = []
        for number, (start, end) in enumerate(deed.parts):
            where = [piece for piece in inside(pieces, start, end) if piece < count]
            put(triggers, where, TRIGGERS.index("P" if number else "B"), TRIGGERS.index("I"))
            covered += where
        roles = np.zeros(len(pieces.ids), np.int64)
        for start, end, side in deed.sides:
            put(roles, inside(pieces, start, end), ROLES.index(f"B-{side}"), ROLES.index(f"I-{side}"))
        if covered:
            deeds.append((covered, deed, roles[:count]))
    placed = [inside(pieces, start, end) for start, end in one.spans]
    whole = {index for index, where in enumerate(placed) if where and where[-1] < count}
    order = {index: place for place, index in enumerate(sorted(whole))}
    links = np.zeros((len(LINKS), len(order)), np.int64)
    for source, target, label in one.links:
        if source in order and target in order:
            links[LINKS.index(label), order[source]] = 1 + order[target]
    mentions = [(placed[index][0], placed[index][-1]) for index in order]
    return Example(
        pieces.ids[:count], triggers=triggers[:count], deeds=deeds, mentions=mentions,
        language=one.language, within=goes_on(one.text, pieces)[:count], links=links,
    )  # fmt: skip


def of_sentence(one: Sentence, reader: PieceReader) -> Example:
    pieces = reader.pieces(one.text)
    count = min(len(pieces.ids), LONGEST)
    predicates = []
    for predicate in one.predicates:
        where = [piece for part in predicate.parts for piece in inside(pieces, *part) if piece < count]
        labels = np.zeros(len(pieces.ids), np.int64)
        for start, end, role in predicate.arguments:
            put(labels, inside(pieces, start, end), ARGUMENTS.index(f"B-{role}"), ARGUMENTS.index(f"I-{role}"))
        if where:
            predicates.append((where, labels[:count]))
    return Example(pieces.ids[:count], predicates=predicates, language=one.language)


def joined(a: Example, b: Example) -> Example:
    """Two passages as one window, so that the reader learns to keep neighbours apart."""
    shift = len(a.ids)
    zeros_a, zeros_b = np.zeros(len(a.ids), np.int64), np.zeros(len(b.ids), np.int64)
    deeds = [(where, deed, np.concatenate([roles, zeros_b])) for where, deed, roles in a.deeds]
    deeds += [([p + shift for p in where], deed, np.concatenate([zeros_a, roles])) for where, deed, roles in b.deeds]
    mentions = [*a.mentions, *((first + shift, last + shift) for first, last in b.mentions)]
    later = np.where(b.links > 0, b.links + len(a.mentions), 0)
    return Example(
        np.concatenate([a.ids, b.ids]), triggers=np.concatenate([a.triggers, b.triggers]), deeds=deeds,
        mentions=mentions, language=a.language, links=np.concatenate([a.links, later], 1),
    )  # fmt: skip


@dataclass
class Batch:
    ids: Tensor
    mask: Tensor
    """[n, 1, 1, pieces]"""
    names: Tensor | None
    triggers: Tensor | None
    examples: list[Example]


def batch(examples: list[Example], begin: int, end: int, pad: int) -> Batch:
    length = max(len(example.ids) for example in examples) + 2
    ids = np.full((len(examples), length), pad, np.int64)
    mask = np.full((len(examples), 1, 1, length), -1e4, np.float32)
    names, triggers = (np.full(ids.shape, UNLABELLED, np.int64) for _ in range(2))
    for row, example in enumerate(examples):
        count = len(example.ids)
        ids[row, 0], ids[row, 1 : count + 1], ids[row, count + 1] = begin, example.ids, end
        mask[row, ..., : count + 2] = 0
        if example.names is not None:
            names[row, 1 : count + 1] = example.names
        if example.triggers is not None:
            triggers[row, 1 : count + 1] = example.triggers
    as_tensors = [torch.from_numpy(array) for array in (ids, mask, names, triggers)]
    return Batch(*as_tensors, examples)


def bundles(examples: list[Example], pieces: int, seed: int) -> Iterator[list[Example]]:
    """Examples of like length together, so many that they have about `pieces` pieces; in random order."""
    r = random.Random(seed)
    ordered = sorted(examples, key=lambda example: (len(example.ids) // 4, r.random()))
    bundle, groups = [], []
    for example in ordered:
        if bundle and (len(bundle) + 1) * (len(example.ids) + 2) > pieces:
            groups.append(bundle)
            bundle = []
        bundle.append(example)
    groups.append(bundle)
    r.shuffle(groups)
    return iter(groups)


@dataclass
class Marked:
    """All triggers of a batch: the row of each, its marks, and what is to be said of it."""

    rows: Tensor
    seen: Tensor
    """Numbers of the pieces that are looked at [n, pieces]; `triggers` and `roles` are of these."""
    triggers: Tensor
    roles: Tensor
    choices: dict[str, Tensor]
    flags: Tensor
    real: Tensor


def marked(b: Batch, negatives: list[tuple[int, list[int]]]) -> Marked | None:
    """Gold triggers, and words that only looked like one (`negatives`: row and pieces, counted without `<s>`)."""
    length = b.ids.shape[1]
    rows, triggers, roles, choices, flags, real = [], [], [], [], [], []
    for row, example in enumerate(b.examples):
        for where, deed, labels in example.deeds:
            rows.append(row)
            triggers.append(_mark(where, length))
            roles.append(_labels(labels, length))
            choices.append((CATEGORIES.index(deed.category), MODES.index(deed.mode), MODALITIES.index(deed.modality)))
            flags.append(deed.flags)
            real.append(True)
    for row, where in negatives:
        rows.append(row)
        triggers.append(_mark(where, length))
        roles.append(_labels((), length))
        choices.append((0, 0, 0))
        flags.append((False,) * len(FLAGS))
        real.append(False)
    if not rows:
        return None
    chosen = torch.tensor(choices)
    return Marked(
        torch.tensor(rows), *_near(triggers, roles),
        {name: chosen[:, column] for column, name in enumerate(("category", "mode", "modality"))},
        torch.tensor(flags, dtype=torch.float32), torch.tensor(real),
    )  # fmt: skip


def of_predicates(b: Batch) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Of all predicates of a batch: rows, numbers of the pieces that are looked at, marks and arguments of these."""
    length = b.ids.shape[1]
    rows, marks, arguments = [], [], []
    for row, example in enumerate(b.examples):
        for where, labels in example.predicates:
            rows.append(row)
            marks.append(_mark(where, length))
            arguments.append(_labels(labels, length))
    return torch.tensor(rows), *_near(marks, arguments)


def _near(marks: list[np.ndarray], labels: list[np.ndarray]) -> tuple[Tensor, Tensor, Tensor]:
    """Numbers of the pieces around each mark, and marks and labels of these."""
    stacked = np.stack(marks)
    seen = around((stacked > 0).argmax(axis=1), stacked.shape[1])
    taken = (np.take_along_axis(array, seen, 1) for array in (stacked, np.stack(labels)))
    return torch.from_numpy(seen), *map(torch.from_numpy, taken)


def _labels(labels: Sequence[int] | np.ndarray, length: int) -> np.ndarray:
    """Those of a window's pieces, behind `<s>`; the rest of the row carries none."""
    row = np.full(length, UNLABELLED)
    row[1 : len(labels) + 1] = labels
    return row


def _mark(where: list[int], length: int) -> np.ndarray:
    trigger = np.zeros(length, np.float32)
    trigger[[piece + 1 for piece in where]] = 1 / len(where)
    return trigger
