"""Three Apache Kafka nodes on loopback, as an installation that must outlive the loss of one would run them.

Every topic has three replicas, the internal ones too, and acknowledges a record when two of them hold it.
"""

import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from kafka.admin import KafkaAdminClient
from kafka.errors import KafkaError

from streams.broker import distribution, lifeline, node
from streams.broker.startup import startup_options
from streams.errors import BrokerError

SIZE = 3
START_LIMIT_S = 600.0
STOP_LIMIT_S = 60.0
POLL_S = 0.25
PORTS = range(20_000, 32_000)
"""Below those that the system gives to clients: one of these could take the port of a node that is down."""

REPLICATED = {
    "default.replication.factor": 3,
    "min.insync.replicas": 2,
    "offsets.topic.replication.factor": 3,
    "transaction.state.log.replication.factor": 3,
    "transaction.state.log.min.isr": 2,
    "share.coordinator.state.topic.replication.factor": 3,
    "share.coordinator.state.topic.min.isr": 2,
}


class ThreeBrokers:
    """Nodes 0 to 2, each broker and controller; they die with this process.

    `session_s` is how long the others wait for a silent node before they go on without it (`broker.session.timeout.ms`;
    Kafka's default is 9 s). A node keeps its ports and its data over kills and stops. Raises `BrokerError`.
    """

    def __init__(self, folder: Path, heap_mb: int = 320, session_s: float = 9.0) -> None:
        self.folder = folder.absolute()
        self._heap_mb = heap_mb
        self._session_s = session_s
        self._id = node.cluster_id()
        ports = _free_ports(2 * SIZE)
        self._ports, self._controller_ports = ports[:SIZE], ports[SIZE:]
        self._processes: dict[int, subprocess.Popen[bytes]] = {}

    @property
    def bootstrap(self) -> str:
        return ",".join(f"{node.HOST}:{port}" for port in self._ports)

    def __enter__(self) -> Self:
        try:
            for number in range(SIZE):
                self._format(number)
            for number in range(SIZE):
                self.start(number)
            self._wait_whole()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self.close()

    def start(self, number: int) -> None:
        """Does not wait until it answers: `whole` tells."""
        self._processes[number] = self._java(number, "broker.log", "kafka.Kafka")

    def kill(self, number: int) -> None:
        """SIGKILL, as a crash."""
        self._end(number, signal.SIGKILL)

    def stop(self, number: int) -> None:
        """TERM: it hands its partitions over before it ends. Killed where that takes too long."""
        self._end(number, signal.SIGTERM)

    def freeze(self, number: int) -> None:
        """SIGSTOP: it keeps its connections and answers nothing, as a machine that hangs."""
        self._processes[number].send_signal(signal.SIGSTOP)

    def thaw(self, number: int) -> None:
        self._processes[number].send_signal(signal.SIGCONT)

    def close(self) -> None:
        for number in list(self._processes):
            self.kill(number)

    def whole(self) -> bool:
        """Whether every node runs and every replica of every topic is in sync. Raises `BrokerError` for a dead node."""
        for number, process in self._processes.items():
            if process.poll() is not None:
                log = (self._home(number) / "broker.log").read_text(errors="replace")
                raise BrokerError(f"node {number} ended by itself: {node.telling_line(log)}")
        if len(self._processes) < SIZE or not all(map(_accepts, self._ports)):
            return False
        try:
            admin = KafkaAdminClient(
                bootstrap_servers=self.bootstrap, bootstrap_timeout_ms=2_000, request_timeout_ms=5_000
            )
        except (KafkaError, OSError):
            return False
        try:
            if len(admin.describe_cluster()["brokers"]) < SIZE:
                return False
            parts = [part for topic in admin.describe_topics() for part in topic["partitions"]]
            return all(len(part["isr_nodes"]) == len(part["replica_nodes"]) for part in parts)
        except KafkaError:
            return False
        finally:
            admin.close()

    def _wait_whole(self) -> None:
        give_up = time.monotonic() + START_LIMIT_S
        while not self.whole():
            if time.monotonic() > give_up:
                raise BrokerError(f"the cluster does not answer after {START_LIMIT_S:g} s: see {self.folder}")
            time.sleep(POLL_S)

    def _end(self, number: int, how: signal.Signals) -> None:
        process = self._processes.pop(number)
        process.send_signal(how)
        try:
            process.wait(STOP_LIMIT_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _format(self, number: int) -> None:
        home = self._home(number)
        home.mkdir(parents=True)
        (home / "server.properties").write_text(self._properties(number))
        process = self._java(number, "format.log", "kafka.tools.StorageTool", "format", "-t", self._id, "-c")
        if process.wait(START_LIMIT_S) != 0:
            raise BrokerError(f"node {number} cannot be formatted: see {home / 'format.log'}")

    def _properties(self, number: int) -> str:
        """Those of the embedded broker; what comes later wins."""
        listeners = f"PLAINTEXT://{node.HOST}:{self._ports[number]}"
        voters = (f"{n + 1}@{node.HOST}:{port}" for n, port in enumerate(self._controller_ports))
        own = {
            "node.id": number + 1,
            "listeners": f"{listeners},CONTROLLER://{node.HOST}:{self._controller_ports[number]}",
            "advertised.listeners": listeners,
            "controller.quorum.voters": ",".join(voters),
            "log.dirs": self._home(number) / "data",
            "broker.session.timeout.ms": int(1000 * self._session_s),
            "broker.heartbeat.interval.ms": min(2000, int(1000 * self._session_s / 4)),
            **REPLICATED,
        }
        return node.STATIC_PROPERTIES.read_text() + "\n" + "".join(f"{name}={value}\n" for name, value in own.items())

    def _java(self, number: int, log: str, *arguments: str) -> subprocess.Popen[bytes]:
        home = self._home(number)
        temporary = home / "tmp"
        shutil.rmtree(temporary, ignore_errors=True)
        temporary.mkdir()
        command = node.java_command(distribution.class_path(), self._heap_mb, temporary, startup_options())
        with (home / log).open("ab") as output:
            return lifeline.spawn(
                [*command, *arguments, str(home / "server.properties")],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=node.java_environment(),
                cwd=home,
                start_new_session=True,
            )

    def _home(self, number: int) -> Path:
        return self.folder / f"node-{number}"


def _accepts(port: int) -> bool:
    """A node listens once the controller knows that it has been started anew."""
    try:
        socket.create_connection((node.HOST, port), timeout=1).close()
    except OSError:
        return False
    return True


def _free_ports(count: int) -> list[int]:
    """Each process looks from a place of its own, so that two at a time seldom choose the same."""
    start = os.getpid() * 16 % len(PORTS)
    candidates = (PORTS[(start + step) % len(PORTS)] for step in range(len(PORTS)))
    free = (port for port in candidates if node.port_is_free(port))
    return [next(free) for _ in range(count)]
