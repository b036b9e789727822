"""A pipeline of real worker processes on a real Kafka, as tests and the kill harness run it."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import orjson
from kafka import KafkaProducer
from kafka.consumer.fetcher import ConsumerRecord

from streams import topics
from streams.broker import lifeline
from streams.broker.node import free_port
from streams.delivery.audit import Account, audit
from streams.delivery.reading import committed_consumer, committed_offsets, high_watermarks, partitions_of, read_topic
from streams.security import client_options
from streams.settings import Settings, to_environment, variable

POLL_S = 0.1
READY_LIMIT_S = 60.0
STOP_LIMIT_S = 30.0


def wait_until(condition: Callable[[], bool], limit_s: float, otherwise: Callable[[], str] = lambda: "") -> None:
    """Fails with what `otherwise` says where the condition does not come true in time."""
    give_up = time.monotonic() + limit_s
    while not condition():
        assert time.monotonic() < give_up, f"not so after {limit_s:g} s: {otherwise()}"
        time.sleep(POLL_S)


class WorkerProcess:
    """`lagebild worker` as a child process; its output goes to `log`."""

    def __init__(self, command: list[str], environment: Mapping[str, str], port: int, log: Path) -> None:
        self.port = port
        self.log = log
        with log.open("ab") as output:
            self.process = lifeline.spawn(
                command, env=dict(environment), stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT
            )

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    @property
    def output(self) -> str:
        return self.log.read_text(errors="replace")

    def get(self, path: str, limit_s: float = 5.0) -> tuple[int, str]:
        """Status and body of a page; status 0 where nobody answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=limit_s) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()
        except OSError:
            return 0, ""

    def wait_ready(self, limit_s: float = READY_LIMIT_S) -> Self:
        def ready() -> bool:
            assert self.alive, f"it ended with status {self.process.returncode}:\n{self.output}"
            return self.get("/health/ready")[0] == 200

        wait_until(ready, limit_s, lambda: f"{self.get('/health/ready')}\n{self.output}")
        return self

    def send(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    def kill(self) -> None:
        """SIGKILL, as a crash."""
        self.process.kill()
        self.process.wait()

    def stop(self, limit_s: float = STOP_LIMIT_S) -> int:
        """TERM, and the exit status."""
        self.process.terminate()
        return self.process.wait(limit_s)


class Wire:
    """Topics under a prefix of their own; every worker gets a free port and, of itself, the same one again."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        """`folder` takes the workers' logs. Creates the topics."""
        self.settings = settings
        self.folder = folder
        self.workers: dict[tuple[str, int], WorkerProcess] = {}
        self._ports: dict[tuple[str, int], int] = {}
        self._producer: KafkaProducer | None = None
        topics.ensure_topics(settings)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        for worker in self.workers.values():
            if worker.alive:
                worker.kill()
        if self._producer is not None:
            self._producer.close()

    def start_worker(
        self,
        role: str = "enrich",
        number: int = 0,
        *,
        module: str = "streams.cli",
        port: int | None = None,
        **changes: Any,
    ) -> WorkerProcess:
        """Starts worker `number` of a role, again where it has ended; `changes` are settings of its own.

        `module` is what Python runs with `worker --role ROLE`; `port` replaces the one that it always gets.
        """
        port = port or self._ports.setdefault((role, number), free_port())
        name = "web_port" if role == "view" else "enrich_port"
        own = self.settings.with_(**{name: port}, **changes)
        inherited = {key: value for key, value in os.environ.items() if not key.startswith(variable(""))}
        inherited.pop("PYTHONDONTWRITEBYTECODE", None)  # each start would compile everything anew
        worker = WorkerProcess(
            [sys.executable, "-m", module, "worker", "--role", role],
            inherited | to_environment(own),
            port,
            self.folder / f"{role}-{number}.log",
        )
        self.workers[role, number] = worker
        return worker

    def send(self, values: Iterable[Mapping[str, Any] | bytes | None]) -> int:
        """Appends to `articles.raw` and returns how many: articles (keyed by their id) or any bytes, also none."""
        if self._producer is None:
            self._producer = KafkaProducer(
                **client_options(self.settings),
                linger_ms=10,
                max_request_size=self.settings.raw_limit_bytes,
            )
        raw = topics.topic_name(self.settings, topics.RAW)
        sent = []
        for value in values:
            if isinstance(value, Mapping):
                sent.append(self._producer.send(raw, key=str(value.get("id", "")).encode(), value=orjson.dumps(value)))
            else:
                sent.append(self._producer.send(raw, key=b"bytes", value=value))
        for future in sent:
            future.get(timeout=60)
        return len(sent)

    def lag(self) -> int:
        """Offsets of `articles.raw` that are not committed yet."""
        group = topics.group_of(self.settings, "enrich")
        admin, consumer = topics.connect(self.settings), committed_consumer(self.settings)
        try:
            partitions = partitions_of(consumer, topics.topic_name(self.settings, topics.RAW))
            committed = committed_offsets(admin, group, partitions)
            ends = high_watermarks(admin, partitions)
            return sum(end - committed[partition.partition] for partition, end in ends.items())
        finally:
            consumer.close()
            admin.close()

    def wait_drained(self, limit_s: float = 60.0) -> None:
        """Until everything that was sent is committed."""
        wait_until(lambda: self.lag() == 0, limit_s, lambda: f"{self.lag()} records wait\n{self.last_words()}")

    def read(self, base: str) -> list[ConsumerRecord]:
        """Every committed record of a topic, by its base name."""
        return list(read_topic(self.settings, base))

    def audit(self) -> Account:
        return audit(self.settings)

    def last_words(self) -> str:
        """The end of every worker's output."""
        return "\n".join(
            f"--- {worker.log.name}: {'runs' if worker.alive else worker.process.returncode}\n{worker.output[-2000:]}"
            for worker in self.workers.values()
        )
