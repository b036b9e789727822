"""The faults, done to real workers and real brokers; and the supervisor that starts again what died."""

import os
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from streams.broker.server import Broker
from tests.processes import children, forks
from tests.resilience.cluster import SIZE, ThreeBrokers
from tests.resilience.schedule import OF_A_NODE, Fault, Kind
from tests.wire import POLL_S, Wire, WorkerProcess

WORKERS = 3
HEAL_LIMIT_S = 600.0
HEAL_POLL_S = 1.0


@dataclass(frozen=True)
class Outage:
    """One broker of three was away; `at` is a Unix time."""

    kind: Kind
    node: int
    at: float
    length_s: float


class Storm:
    """`broker` is None where it must be left alone; `cluster` is what nodes are killed of.

    `exits`: how workers ended that nobody had touched. `outages`: in the order in which they began.
    """

    def __init__(
        self,
        wire: Wire,
        broker: Broker | None,
        workers: int,
        say: Callable[[str], None],
        cluster: ThreeBrokers | None = None,
    ) -> None:
        self.exits: Counter[str] = Counter()
        self.starts = 0
        self.outages: list[Outage] = []
        self._wire = wire
        self._broker = broker
        self._cluster = cluster
        self._nodes_due: dict[int, float] = {}
        self._nodes_frozen: set[int] = set()
        self._say = say
        self._running: dict[int, WorkerProcess] = {}
        self._frozen: dict[int, float] = {}
        self._due = dict.fromkeys(range(workers), 0.0)
        self.tend()

    def tend(self) -> None:
        """Continues what was frozen long enough and starts again what has ended."""
        now = time.monotonic()
        for number in [number for number, until in self._frozen.items() if until <= now]:
            del self._frozen[number]
            self._running[number].send(signal.SIGCONT)
        for number, worker in list(self._running.items()):
            if not worker.alive:
                self.exits[_last_line(worker)] += 1
                self._gone(number, 0.5)
        for number in [number for number, at in self._due.items() if at <= now]:
            del self._due[number]
            self._running[number] = self._wire.start_worker(number=number)
            self.starts += 1

        for number in [number for number, at in self._nodes_due.items() if at <= now and self._cluster]:
            del self._nodes_due[number]
            if number in self._nodes_frozen:
                self._nodes_frozen.remove(number)
                self._cluster.thaw(number)
            else:
                self._cluster.start(number)

    def wait(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self.tend()
            time.sleep(POLL_S)

    def strike(self, fault: Fault) -> None:
        """Does it; a fault without a victim at the moment falls on an analysis process, a worker, or is waited for."""
        if fault.kind in OF_A_NODE:
            self.heal()  # two brokers of three that are away would stop the cluster, as they should
        self._say(f"{fault.kind} ({fault.length_s:.1f} s)")
        match fault.kind:
            case Kind.BROKER_KILL if self._broker:
                self._broker.kill()
                self.wait(fault.length_s)
                self._broker.start()
            case Kind.BROKER_FREEZE if self._broker:
                self._broker.freeze()
                self.wait(fault.length_s)
                self._broker.thaw()
            case Kind.NODE_KILL | Kind.NODE_STOP | Kind.NODE_FREEZE if self._cluster:
                self._strike_node(fault, self._cluster)
            case Kind.SCALE:
                self._scale(fault)
            case Kind.CHILD | Kind.FORKSERVER:
                self._kill_analysis(fault)
            case _:
                self._strike_worker(fault)

    def calm(self) -> None:
        """Continues what is frozen; at least one worker stays."""
        self._frozen = dict.fromkeys(self._frozen, 0.0)
        if not self._running and not self._due:
            self._due[0] = 0.0
        self.tend()

    def heal(self) -> None:
        """Waits until no broker is away and all have caught up."""
        give_up = time.monotonic() + HEAL_LIMIT_S
        while self._cluster and (self._nodes_due or not self._cluster.whole()):
            assert time.monotonic() < give_up, f"a broker has not caught up in {HEAL_LIMIT_S:g} s"
            self.wait(HEAL_POLL_S)

    def _strike_node(self, fault: Fault, cluster: ThreeBrokers) -> None:
        number = int(fault.pick * SIZE)
        self.outages.append(Outage(fault.kind, number, time.time(), fault.length_s))
        match fault.kind:
            case Kind.NODE_KILL:
                cluster.kill(number)
            case Kind.NODE_STOP:
                cluster.stop(number)
            case Kind.NODE_FREEZE:
                cluster.freeze(number)
                self._nodes_frozen.add(number)
        self._nodes_due[number] = time.monotonic() + fault.length_s

    def _strike_worker(self, fault: Fault) -> None:
        number, worker = self._victim(fault)
        match fault.kind:
            case Kind.KILL:
                worker.kill()
                self._gone(number, fault.length_s)
            case Kind.TERM:
                self._stop(worker)
                self._gone(number, fault.length_s)
            case Kind.FREEZE | Kind.PAUSE:
                worker.send(signal.SIGSTOP)
                self._frozen[number] = time.monotonic() + fault.length_s

    def _kill_analysis(self, fault: Fault) -> None:
        _, worker = self._victim(fault)
        found = forks(worker.pid)
        if fault.kind is Kind.FORKSERVER:
            found = [child for child in children(worker.pid) if children(child)]
        for pid in found[:1]:
            os.kill(pid, signal.SIGKILL)

    def _scale(self, fault: Fault) -> None:
        known = self._running.keys() | self._due.keys()
        free = [number for number in range(WORKERS) if number not in known]
        if free and (fault.pick < 0.5 or len(known) == 1):
            self._due[free[0]] = 0.0
        elif len(known) > 1:
            number, worker = self._victim(fault)
            self._stop(worker)
            self._gone(number, None)
        self.tend()

    def _stop(self, worker: WorkerProcess) -> None:
        try:
            status = worker.stop()
        except subprocess.TimeoutExpired as error:
            self.exits[f"after TERM, still there after {error.timeout:g} s"] += 1
            worker.kill()
            return
        if status != 0:
            self.exits[f"after TERM, status {status}: {_last_line(worker)}"] += 1

    def _victim(self, fault: Fault) -> tuple[int, WorkerProcess]:
        """One that runs and is not frozen; waits for one."""
        while not (awake := sorted(self._running.keys() - self._frozen.keys())):
            self.wait(POLL_S)
        number = awake[int(fault.pick * len(awake))]
        return number, self._running[number]

    def _gone(self, number: int, again_in_s: float | None) -> None:
        del self._running[number]
        self._frozen.pop(number, None)
        if again_in_s is not None:
            self._due[number] = time.monotonic() + again_in_s


def _last_line(worker: WorkerProcess) -> str:
    lines = [line for line in worker.output.splitlines() if " CRITICAL " in line]
    said = lines[-1].split(" CRITICAL ")[1] if lines else (worker.output.splitlines() or ["nothing"])[-1]
    return "".join(c for c in said if not c.isdigit())
