"""Training: names and deeds together, in steps of bundles of windows; a run goes on from its last checkpoint."""

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from streams.reading.labels import DEED, FLAGS
from training.reader.batches import LONGEST, UNLABELLED, Batch, Example, batch, bundles, joined, marked, of_predicates
from training.reader.network import Reader

PIECES = 1024
"""Of a bundle."""
JOINED = 0.4
"""Share of passages behind which another one of the same language is read."""
SAVE_EVERY = 400


@dataclass(frozen=True)
class Plan:
    steps: int
    names: float
    """Share of the steps that learn names."""
    grammar: float
    """Share of those that learn predicates and their arguments; the others learn deeds."""
    rate: float = 1e-4
    head_rate: float = 5e-4
    warm: float = 0.06
    seed: int = 1


@dataclass(frozen=True)
class Ends:
    begin: int
    end: int
    pad: int = 1


def endless(make: Callable[[int], Iterator[list[Example]]]) -> Iterator[list[Example]]:
    seed = 0
    while True:
        yield from make(seed)
        seed += 1


def mixed(examples: list[Example], seed: int) -> Iterator[list[Example]]:
    """One round over the passages, some of them joined with the next ones."""
    r = random.Random(seed)
    order = sorted(r.sample(examples, len(examples)), key=lambda one: one.language)
    windows = []
    while order:
        one = order.pop()
        while order and r.random() < JOINED and len(one.ids) + len(order[-1].ids) < LONGEST:
            one = joined(one, order.pop())
        windows.append(one)
    return bundles(windows, PIECES, seed)


def cross(scores: Tensor, labels: Tensor) -> Tensor:
    return F.cross_entropy(scores.reshape(-1, scores.shape[-1]), labels.reshape(-1), ignore_index=UNLABELLED)


def loss_of(reader: Reader, table: Tensor, b: Batch, r: random.Random) -> dict[str, Tensor]:
    """The losses of one bundle by head; `table` is the frozen embedding of all pieces."""
    x, names, triggers = reader.lower(table[b.ids], b.mask)
    losses = {}
    if (b.names >= 0).any():
        losses["names"] = cross(names, b.names)
    if any(example.predicates for example in b.examples):
        rows, seen, marks, arguments = of_predicates(b)
        given, _ = reader.upper.seen(*near(x, b, rows, seen), marks)
        losses["grammar"] = cross(reader.grammar(given), arguments)
    if (b.triggers >= 0).any():
        losses["triggers"] = cross(triggers, b.triggers)
        told = marked(b, hard(triggers, b, r))
        if told is not None:
            roles, says = reader.upper(*near(x, b, told.rows, told.seen), told.triggers)
            if told.real.any():
                losses["roles"] = cross(roles, told.roles)
            losses |= deed_losses(says, told)
        if (links := link_loss(reader, x, b)) is not None:
            losses["links"] = 0.5 * links
    return losses


def near(x: Tensor, b: Batch, rows: Tensor, seen: Tensor) -> tuple[Tensor, Tensor]:
    """Vectors and mask of the pieces `seen` [n, pieces] of the windows `rows` [n]."""
    rows = rows.unsqueeze(1)
    return x[rows, seen], b.mask[rows, 0, 0, seen][:, None, None]


def deed_losses(says: Tensor, told) -> dict[str, Tensor]:
    parts = says.split([*map(len, DEED.values()), len(FLAGS)], -1)
    losses = {"category": cross(parts[0], told.choices["category"])}
    if told.real.any():
        for name, part in zip(("mode", "modality"), parts[1:3], strict=True):
            losses[name] = 0.5 * cross(part[told.real], told.choices[name][told.real])
        losses["flags"] = F.binary_cross_entropy_with_logits(parts[3][told.real], told.flags[told.real])
    return losses


def hard(triggers: Tensor, b: Batch, r: random.Random) -> list[tuple[int, list[int]]]:
    """For each window the word most taken for a trigger although it is none; sometimes any other word."""
    wrong = 1 - triggers.detach().softmax(-1)[..., 0]
    wrong = torch.where(b.triggers == 0, wrong, torch.zeros_like(wrong))
    chosen = []
    for row, example in enumerate(b.examples):
        best = int(wrong[row].argmax())
        if wrong[row, best] > 0.05:
            chosen.append((row, [best - 1]))
        elif r.random() < 0.1 and example.triggers is not None:
            free = np.flatnonzero(example.triggers == 0)
            if len(free):
                chosen.append((row, [int(r.choice(free.tolist()))]))
    return chosen


def link_loss(reader: Reader, x: Tensor, b: Batch) -> Tensor | None:
    losses = []
    for row, example in enumerate(b.examples):
        if len(example.mentions) < 2:
            continue
        first, last = (torch.tensor([m[side] + 1 for m in example.mentions]) for side in (0, 1))
        scores = reader.links(x[row, first], x[row, last])
        own = torch.eye(len(first), dtype=torch.bool)
        scores[:, :, 1:] = scores[:, :, 1:].masked_fill(own, -1e4)
        losses.append(cross(scores, torch.from_numpy(example.links)))
    return torch.stack(losses).mean() if losses else None


def groups(reader: Reader, plan: Plan) -> list[dict]:
    """Pretrained layers learn slowly, heads fast; norms and biases do not decay."""
    fast, slow, plain = [], [], []
    for name, parameter in reader.named_parameters():
        if "layers" in name or ".norm" in name or "position" in name:
            (plain if parameter.ndim == 1 else slow).append(parameter)
        else:
            fast.append(parameter)
    return [
        {"params": slow, "peak": plan.rate, "weight_decay": 0.01},
        {"params": plain, "peak": plan.rate, "weight_decay": 0.0},
        {"params": fast, "peak": plan.head_rate, "weight_decay": 0.0},
    ]


def fit(
    reader: Reader, table: Tensor, names: list[Example], deeds: list[Example], grammar: list[Example], plan: Plan,
    ends: Ends, checkpoint: Path, tell: Callable[[str], None], look: Callable[[int], None] = lambda step: None,
) -> None:  # fmt: skip
    optimiser = torch.optim.AdamW(groups(reader, plan), lr=plan.rate)
    begun = 0
    if checkpoint.exists():
        state = torch.load(checkpoint)
        reader.load_state_dict(state["reader"])
        optimiser.load_state_dict(state["optimiser"])
        begun = state["step"]
    r = random.Random(plan.seed + begun)
    shares = {"names": plan.names, "grammar": plan.grammar, "deeds": 1 - plan.names - plan.grammar}
    sources = {
        "names": endless(lambda seed: bundles(names, PIECES, seed + begun)),
        "grammar": endless(lambda seed: bundles(grammar, PIECES, seed + begun)),
        "deeds": endless(lambda seed: mixed(deeds, seed + begun)),
    }
    mean: dict[str, float] = {}
    started = time.monotonic()
    for step in range(begun, plan.steps):
        reader.train()
        share = min((step + 1) / (plan.warm * plan.steps), (plan.steps - step) / ((1 - plan.warm) * plan.steps))
        for group in optimiser.param_groups:
            group["lr"] = group["peak"] * min(1.0, share)
        (chosen,) = r.choices([*shares], [*shares.values()])
        losses = loss_of(reader, table, batch(next(sources[chosen]), ends.begin, ends.end, ends.pad), r)
        optimiser.zero_grad()
        torch.stack([*losses.values()]).sum().backward()
        nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
        optimiser.step()
        for name, value in losses.items():
            mean[name] = 0.97 * mean.get(name, float(value.detach())) + 0.03 * float(value.detach())
        if step % 50 == 49:
            pace = (time.monotonic() - started) / (step + 1 - begun)
            told = " ".join(f"{name} {value:.3f}" for name, value in mean.items())
            tell(
                f"step {step + 1} of {plan.steps}, {pace:.2f} s each, {pace * (plan.steps - step) / 60:.0f} min left: "
                f"{told}"
            )
        if (step + 1) % SAVE_EVERY == 0 or step + 1 == plan.steps:
            state = {"reader": reader.state_dict(), "optimiser": optimiser.state_dict(), "step": step + 1}
            torch.save(state, checkpoint.with_suffix(".part"))
            checkpoint.with_suffix(".part").rename(checkpoint)
            look(step + 1)
