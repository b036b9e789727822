"""One Apache Kafka node as a child process, with its data in one folder."""

import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from kafka import KafkaAdminClient
from kafka.errors import KafkaError

from streams.broker import distribution, lifeline, node
from streams.broker.folder import claim, release
from streams.broker.startup import startup_options
from streams.errors import BrokerError

_PORT_TRIES = 3
_POLL_S = 0.05
_ADDRESS_IN_USE = "Address already in use"


class Broker:
    """Apache Kafka (KRaft, one node) on the loopback address; it dies with this process.

    `folder` keeps data, configuration, `broker.log` and, while it runs, its address in `bootstrap`; it must be new,
    empty or a broker's. `fresh` empties it at the first start. `port` 0 means a free one, kept for the life of the
    object. `start_limit_s` bounds the wait for the first answer. `java_options` replace those that use what `install`
    prepared. `listeners` (NAME://host:port) and `properties` are added to the node's own. `start`, `restart`, `freeze`
    and `thaw` raise `BrokerError`, one line that says what to do.
    """

    def __init__(
        self,
        folder: Path,
        port: int = 0,
        heap_mb: int = 384,
        *,
        fresh: bool = False,
        start_limit_s: float = 60.0,
        java_options: Sequence[str] | None = None,
        listeners: Sequence[str] = (),
        properties: Mapping[str, str] | None = None,
    ) -> None:
        self.folder = folder.absolute()
        self.port = port
        self.heap_mb = heap_mb
        self.start_limit_s = start_limit_s
        self._fresh = fresh
        self._java_options = java_options
        self._listeners = listeners
        self._properties = properties
        self._process: subprocess.Popen[bytes] | None = None
        self._lock: IO[str] | None = None

    @property
    def bootstrap(self) -> str:
        """`host:port`; the port is known once started."""
        return f"{node.HOST}:{self.port}"

    @property
    def log(self) -> Path:
        return self.folder / "broker.log"

    @property
    def address(self) -> Path:
        return self.folder / "bootstrap"

    @property
    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int | None:
        """Process id of the node; None when it does not run."""
        return self._process.pid if self._process and self.alive else None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self.stop()

    def start(self) -> None:
        """Returns when the node answers. Formats a new folder; a stored one keeps its data."""
        if self.alive:
            return
        self._end()
        class_path = distribution.class_path()
        try:
            self._lock = claim(self.folder, fresh=self._fresh)
            self._fresh = False
            self._run(class_path)
        except OSError as error:
            self._end()
            raise BrokerError(f"the broker's folder {self.folder} cannot be used: {error.strerror or error}") from error
        except BaseException:
            self._end()
            raise

    def stop(self, limit_s: float = 20.0) -> None:
        """Ends the node cleanly, frozen or not; kills it where that takes longer than `limit_s`."""
        if self._process and self.alive:
            self._process.terminate()
            self._process.send_signal(signal.SIGCONT)
            try:
                self._process.wait(limit_s)
            except subprocess.TimeoutExpired:
                self._process.kill()
        self._end()

    def kill(self) -> None:
        """Ends the node as a crash would: SIGKILL."""
        self._end()

    def restart(self) -> None:
        """Stops it where it runs, and starts it on the same port with its data."""
        self.stop()
        self.start()

    def freeze(self) -> None:
        """SIGSTOP: connections stay open and nothing answers, until `thaw`."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)

    def last_words(self) -> str:
        """What says best why the node ended or does not answer."""
        if self._process and self._process.poll() == -signal.SIGKILL:
            return "it was killed (SIGKILL), as a system short of memory does"
        return node.telling_line(self.log.read_text(errors="replace"))

    def _signal(self, number: signal.Signals) -> None:
        if not self._process or not self.alive:
            raise BrokerError("the broker does not run")
        self._process.send_signal(number)

    def _end(self) -> None:
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None
        if self._lock:
            self.address.unlink(missing_ok=True)
            release(self._lock)
            self._lock = None

    def _run(self, class_path: list[Path]) -> None:
        """Starts the node; again with other ports where somebody took one between our choice and its use."""
        options = startup_options() if self._java_options is None else self._java_options
        asked, temporary = self.port, self.folder / "tmp"
        self.address.unlink(missing_ok=True)  # of a broker that was killed
        shutil.rmtree(temporary, ignore_errors=True)
        temporary.mkdir()
        for _ in range(_PORT_TRIES):
            if asked and not node.port_is_free(asked):
                raise BrokerError(
                    f"port {asked} is in use: set LAGEBILD_BROKER_PORT to another one, or to 0 for a free one"
                )
            self.port, controller_port = asked or node.free_port(), node.free_port()
            self._format(class_path, controller_port)
            configuration = self._configure(self.folder / "data", controller_port)
            self._process = self._java(class_path, options, self.log, "kafka.Kafka", str(configuration))
            if self._answers():
                self.address.write_text(self.bootstrap + "\n")
                return
        raise BrokerError(f"no free port was found in {_PORT_TRIES} tries: set LAGEBILD_BROKER_PORT to one")

    def _format(self, class_path: list[Path], controller_port: int) -> None:
        """Makes the data folder where there is none; a format that was interrupted leaves none."""
        data, unfinished, log = self.folder / "data", self.folder / "formatting", self.folder / "format.log"
        if data.exists():
            return
        shutil.rmtree(unfinished, ignore_errors=True)
        configuration = self._configure(unfinished, controller_port)
        arguments = ("kafka.tools.StorageTool", "format", "--standalone", "-t", node.cluster_id(), "-c")
        self._process = self._java(class_path, startup_options(), log, *arguments, str(configuration))
        try:
            status = self._process.wait(self.start_limit_s)
        except subprocess.TimeoutExpired:
            raise BrokerError(f"the broker's folder was not formatted in {self.start_limit_s:g} s: see {log}") from None
        if status != 0:
            raise BrokerError(f"the broker's folder cannot be formatted: {node.telling_line(log.read_text())}")
        unfinished.rename(data)

    def _configure(self, data: Path, controller_port: int) -> Path:
        file = self.folder / "server.properties"
        file.write_text(node.properties(data, self.port, controller_port, self._listeners, self._properties))
        return file

    def _java(
        self, class_path: list[Path], options: Sequence[str], log: Path, *arguments: str
    ) -> subprocess.Popen[bytes]:
        assert self._lock is not None
        if log.exists():
            log.replace(log.with_suffix(".log.1"))
        command = node.java_command(class_path, self.heap_mb, self.folder / "tmp", options)
        log.touch(mode=0o600)
        with log.open("wb") as output:
            return lifeline.spawn(
                [*command, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=node.java_environment(),
                cwd=self.folder,  # where Java leaves its report of a crash
                pass_fds=(self._lock.fileno(),),  # so that the folder is locked as long as the node lives
                umask=0o077,  # what Kafka makes is its owner's alone
                start_new_session=True,  # Ctrl-C is for us: we stop the node when nobody needs it any more
            )

    def _answers(self) -> bool:
        """Waits for the first answer; False where the node found a port taken.

        Raises `BrokerError` when it ended for another reason or took too long.
        """
        give_up = time.monotonic() + self.start_limit_s
        while time.monotonic() < give_up:
            if not self.alive:
                if _ADDRESS_IN_USE in self.log.read_text(errors="replace"):
                    return False
                raise BrokerError(f"the broker ended at its start: {self.last_words()} ({self.log})")
            if self._accepts() and self._is_registered(give_up):
                return True
            time.sleep(_POLL_S)
        raise BrokerError(f"no answer from the broker in {self.start_limit_s:g} s: {self.last_words()} ({self.log})")

    def _accepts(self) -> bool:
        try:
            socket.create_connection((node.HOST, self.port), timeout=1).close()
        except OSError:
            return False
        return True

    def _is_registered(self, give_up: float) -> bool:
        """Whether the node serves requests and counts itself as a member of its cluster."""
        patience = max(100, int(1000 * min(5.0, give_up - time.monotonic())))
        try:
            admin = KafkaAdminClient(
                bootstrap_servers=self.bootstrap, bootstrap_timeout_ms=patience, request_timeout_ms=patience
            )
        except KafkaError:
            return False
        try:
            return bool(admin.describe_cluster()["brokers"])
        except KafkaError:
            return False
        finally:
            admin.close()
