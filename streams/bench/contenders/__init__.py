"""What is compared. Each contender gets a number of processes, and the same settings from its environment."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from importlib.util import find_spec
from typing import Literal

from streams import topics
from streams.broker.node import free_port
from streams.settings import Settings

Command = list[str]
_HERE = "streams.bench.contenders"


@dataclass(frozen=True)
class Contender:
    """One row of the comparison.

    `commands` start it, given the settings and the number of processes that analyse; `group` is its consumer group,
    in which `members` are to be found (None: it has no group); `needs` are modules without which it cannot run.
    `kind`: kafka reads the raw topic and writes the outputs; lines takes articles on standard input and answers each
    with a line; paced measures itself (see `pipes`).
    """

    name: str
    title: str
    kind: Literal["kafka", "lines", "paced"]
    commands: Callable[[Settings, int], list[Command]]
    group: str | None = None
    members: Callable[[int], int] = lambda processes: processes
    needs: Sequence[str] = ()
    single: bool = False
    """With one process, whatever the others use."""
    long_only: bool = False
    """Left out of a quick benchmark."""
    caches: bool = False
    """Keeps what it has analysed; every other one must not."""
    copies_each: int = 1
    """Articles that share their text, word for word."""

    def missing(self) -> list[str]:
        return [name for name in self.needs if find_spec(name) is None]


def _python(module: str, *arguments: str) -> Command:
    return [sys.executable, "-m", module, *arguments]


def _worker(settings: Settings, processes: int) -> list[Command]:
    options = ("--pool-size", str(processes), "--enrich-port", str(free_port()))
    return [_python("streams.cli", "worker", "--role", "enrich", *options)]


def _enrich(settings: Settings, processes: int) -> list[Command]:
    return [_python("streams.cli", "enrich", "-", "--format", "jsonl", "--jobs", str(processes))]


def _pipes(source: str) -> Callable[[Settings, int], list[Command]]:
    return lambda settings, processes: [_python(f"{_HERE}.pipes", source, str(processes))]


def _naive(work: str) -> Callable[[Settings, int], list[Command]]:
    command = _python(f"{_HERE}.naive_faust", work, "worker", "--loglevel", "error", "--without-web")
    return lambda settings, processes: [command] * processes


def _quix(settings: Settings, processes: int) -> list[Command]:
    return [_python(f"{_HERE}.quix")] * processes


def _bytewax(settings: Settings, processes: int) -> list[Command]:
    """A cluster of processes with one worker each; one alone must not be told of others."""
    flow = _python("bytewax.run", f"{_HERE}.bytewax_flow:flow()")
    if processes == 1:
        return [flow]
    addresses = ";".join(f"127.0.0.1:{free_port()}" for _ in range(processes))
    return [[*flow, "-i", str(number), "-a", addresses] for number in range(processes)]


def _one(processes: int) -> int:
    return 1


FAUST_GROUP, QUIX_GROUP = "bench-faust", "bench-quix"
LAGEBILD, LAGEBILD_ONE, LAGEBILD_CACHE = "lagebild", "lagebild_one", "lagebild_cache"
ENRICH, ENRICH_ONE, NAIVE, NAIVE_ONE = "enrich", "enrich_one", "naive_faust", "naive_faust_one"

OURS = Contender(LAGEBILD, "lagebild worker", "kafka", _worker, topics.group_of(Settings(), "enrich"), _one)
_BARE = Contender(ENRICH, "lagebild enrich, no Kafka", "lines", _enrich)
_NAIVE = Contender(NAIVE, "Faust agent, nlp() per event", "kafka", _naive("pipelines"), FAUST_GROUP)

OTHERS = (
    _BARE,
    replace(OURS, name=LAGEBILD_ONE, title="lagebild worker, one process", single=True),
    Contender("nlp_pipe", "the reader in nlp.pipe, no Kafka", "paced", _pipes("reader")),
    _NAIVE,
    Contender("quix", "Quix Streams around enrich", "kafka", _quix, QUIX_GROUP, needs=("quixstreams",)),
    Contender("bytewax", "Bytewax around enrich", "kafka", _bytewax, needs=("bytewax", "confluent_kafka")),
    Contender(
        "official",
        "official spaCy pipelines, nlp.pipe, no Kafka",
        "paced",
        _pipes("official"),
        needs=("en_core_web_sm", "de_core_news_sm"),
    ),
    replace(_BARE, name=ENRICH_ONE, title="lagebild enrich, one process", single=True),
    replace(
        OURS,
        name=LAGEBILD_CACHE,
        title="lagebild worker, cache of windows, each text 5 times",
        caches=True,
        copies_each=5,
    ),
    replace(_NAIVE, name=NAIVE_ONE, title="Faust agent, nlp() per event, one process", single=True, long_only=True),
    Contender("faust_enrich", "Faust agent around enrich", "kafka", _naive("enrich"), FAUST_GROUP, long_only=True),
)
