"""`lagebild enrich`: the same enrichment without Kafka."""

import sys
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from datetime import UTC, datetime
from itertools import islice
from multiprocessing import get_context

import click

from streams.cli.options import settings_options
from streams.cli.table import printable
from streams.delivery import child
from streams.delivery.pool import PRELOAD
from streams.delivery.turns import CHUNK
from streams.errors import FeedError, ModelError
from streams.feeds.items import Item, Unreadable
from streams.feeds.items import Outcome as FeedOutcome
from streams.feeds.registry import AUTO, FORMATS, read_sources
from streams.feeds.sources import find_sources
from streams.outcome import NOWHERE, Outcome, RawRecord
from streams.settings import Settings, export


@click.command("enrich")
@click.argument("names", metavar="[FILE...]", nargs=-1)
@click.option("--format", "format_name", type=click.Choice([AUTO, *FORMATS]), default=AUTO, show_default=True)
@click.option("--jobs", type=click.IntRange(1, 256), default=1, show_default=True, help="Processes.")
@settings_options("languages", "knowledge_extra", "text_limit_bytes", "raw_limit_bytes", "sentence_cache")
def command(names: tuple[str, ...], format_name: str, jobs: int, settings: Settings) -> None:
    """Articles in, enriched records out as JSON lines, in the order of the input.

    A rejected article is one line on standard error; the exit status stays 0.

    \b
    Examples:
      lagebild enrich dispatch.txt | jq .countries
      xzcat wire.jsonl.xz | lagebild enrich - --jobs 2 > enriched.jsonl
    """
    try:
        sources = find_sources(list(names) or ["-"])
    except FeedError as error:
        raise click.UsageError(str(error)) from None
    reading = _Reading(read_sources(sources, settings, format_name, None))
    for outcome in _outcomes(reading.records(), jobs, settings):
        _print(outcome)
    if reading.interrupted:
        sys.exit(1)


class _Reading:
    """The records of the sources; refusals are reported as they are met."""

    def __init__(self, stream: Iterable[FeedOutcome]) -> None:
        self.interrupted = False
        self._stream = stream

    def records(self) -> Iterator[RawRecord]:
        for item in self._stream:
            if isinstance(item, Item):
                now_ms = int(datetime.now(UTC).timestamp() * 1000)
                yield RawRecord(NOWHERE, item.key.encode("utf-8", "replace"), item.value, (), now_ms)
            else:
                self.interrupted |= isinstance(item, Unreadable)
                click.echo(f"refused {item.where}: {item.reason}", err=True)


def _outcomes(records: Iterator[RawRecord], jobs: int, settings: Settings) -> Iterator[Outcome]:
    """In the order of the records; at most a few chunks are read ahead."""
    chunks = iter(lambda: list(islice(records, CHUNK)), [])
    if jobs == 1:
        child.initialise(settings)
        _require_ready(child.check())
        for chunk in chunks:
            yield from child.analyse(chunk)
        return
    export(settings)
    context = get_context("forkserver")
    context.set_forkserver_preload([PRELOAD])
    with ProcessPoolExecutor(jobs, mp_context=context, initializer=child.initialise, initargs=(settings,)) as pool:
        _require_ready(pool.submit(child.check).result())
        waiting: deque[Future[list[Outcome]]] = deque()
        for chunk in chunks:
            waiting.append(pool.submit(child.analyse, chunk))
            if len(waiting) >= 4 * jobs:
                yield from waiting.popleft().result()
        for future in waiting:
            yield from future.result()


def _require_ready(problem: str | None) -> None:
    if problem:
        raise ModelError(problem)


def _print(outcome: Outcome) -> None:
    first = outcome.outputs[0]
    if outcome.code is None:
        sys.stdout.buffer.write(first.value or b"")
        sys.stdout.buffer.write(b"\n")
        sys.stdout.buffer.flush()
        return
    headers = {name: value or b"" for name, value in first.headers}
    key = printable((first.key or b"").decode("utf-8", "replace"))
    click.echo(f"rejected {key}: {outcome.code}: {headers['error.reason'].decode()}", err=True)
