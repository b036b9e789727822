"""Which faults, when: the same for the same seed."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    KILL = "worker killed (SIGKILL)"
    TERM = "worker told to stop (SIGTERM)"
    FREEZE = "worker frozen past its session, then continued"
    PAUSE = "worker frozen for a moment"
    CHILD = "analysis process killed"
    FORKSERVER = "forkserver killed"
    SCALE = "one worker more or one less, between 1 and 3"
    BROKER_KILL = "broker killed and started again"
    BROKER_FREEZE = "broker frozen for 0.2-2 s"
    NODE_KILL = "one broker of three killed (SIGKILL), started again"
    NODE_STOP = "one broker of three told to stop (SIGTERM), started again"
    NODE_FREEZE = "one broker of three frozen, then continued"


OF_A_NODE = (Kind.NODE_KILL, Kind.NODE_STOP, Kind.NODE_FREEZE)
WEIGHTS: Mapping[Kind, float] = {
    Kind.KILL: 22,
    Kind.TERM: 10,
    Kind.FREEZE: 12,
    Kind.PAUSE: 8,
    Kind.CHILD: 16,
    Kind.FORKSERVER: 4,
    Kind.SCALE: 12,
    Kind.BROKER_KILL: 6,
    Kind.BROKER_FREEZE: 10,
}
OF_WORKERS = {kind: weight for kind, weight in WEIGHTS.items() if kind not in (Kind.BROKER_KILL, Kind.BROKER_FREEZE)}
LENGTH_S: Mapping[Kind, tuple[float, float]] = {
    Kind.KILL: (0.3, 2.0),  # until the supervisor starts it again
    Kind.TERM: (0.3, 2.0),
    Kind.FREEZE: (8.0, 12.0),  # the session is 6 s
    Kind.PAUSE: (0.2, 4.0),
    Kind.BROKER_KILL: (0.0, 2.0),
    Kind.BROKER_FREEZE: (0.2, 2.0),
    Kind.NODE_KILL: (1.0, 20.0),  # the cluster goes on without it after 9 s
    Kind.NODE_STOP: (1.0, 10.0),
    Kind.NODE_FREEZE: (15.0, 25.0),
}


@dataclass(frozen=True)
class Fault:
    """`after_s`: seconds from the fault before to the articles of this one; `into_s`: from these to the fault.

    `pick` in [0, 1) chooses the victim.
    """

    kind: Kind
    after_s: float
    into_s: float
    length_s: float
    pick: float


def schedule(count: int, seed: int, weights: Mapping[Kind, float] = WEIGHTS) -> list[Fault]:
    """Every kind occurs once before any is left to chance."""
    chance = random.Random(seed)
    kinds = list(weights)[:count]
    kinds += chance.choices(list(weights), list(weights.values()), k=count - len(kinds))
    chance.shuffle(kinds)
    return [_fault(kind, chance, chance.random()) for kind in kinds]


def of_nodes(nodes: int, kills: int, seed: int) -> list[Fault]:
    """Every broker is stopped, frozen and killed once, by itself; then each is killed again, amid faults of workers."""
    chance = random.Random(seed)
    alone = [Kind.NODE_STOP, Kind.NODE_KILL, Kind.NODE_FREEZE]
    kinds = alone + [Kind.NODE_KILL] * (kills - 1)
    faults = []
    for number, kind in enumerate(kinds):
        for victim in chance.sample(range(nodes), nodes):
            if number >= len(alone):
                faults += schedule(2, chance.randrange(2**32), OF_WORKERS)
            faults.append(_fault(kind, chance, (victim + 0.5) / nodes))
    return faults


def _fault(kind: Kind, chance: random.Random, pick: float) -> Fault:
    return Fault(
        kind,
        after_s=chance.uniform(0.0, 3.0),
        into_s=chance.uniform(0.0, 1.0),
        length_s=chance.uniform(*LENGTH_S.get(kind, (0.0, 0.0))),
        pick=pick,
    )
