"""`lagebild feed`: wires into the raw topic."""

import contextlib
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace

import click
import orjson
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeElapsedColumn

from streams.cli.options import settings_options
from streams.errors import FeedError
from streams.feeds.producer import FeedResult, feed
from streams.feeds.registry import AUTO, FORMATS, read_sources
from streams.feeds.sources import Source, find_sources
from streams.settings import Settings

SHOWN_REFUSALS = 20


@click.command("feed")
@click.argument("names", metavar="SOURCE...", nargs=-1, required=True)
@click.option(
    "--format",
    "format_name",
    type=click.Choice([AUTO, *FORMATS]),
    default=AUTO,
    show_default=True,
    help="How the sources are written; auto looks at the name and the first bytes.",
)
@click.option("--source", "wire", metavar="NAME", help="The wire's name, for articles that do not name their source.")
@click.option("--json", "as_json", is_flag=True, help="Print the counts as one line of JSON on standard output.")
@settings_options("brokers", "topic_prefix", "connect_limit_s", "raw_limit_bytes", "feed_limit_bytes")
def command(names: tuple[str, ...], format_name: str, wire: str | None, as_json: bool, settings: Settings) -> None:
    """Read articles and send them to articles.raw.

    A SOURCE is a file, a folder (with all below it), a pattern or - for standard input. gzip and xz are unpacked.
    Articles without an id get one from their content, so feeding a file twice gives the same ids.

    \b
    Examples:
      lagebild feed dispatches/ archive.jsonl.xz
      lagebild feed 'wire/2024-*.txt' --source 'Our desk'
      zcat export.gz | lagebild feed - --format jsonl

    At the end it says how many articles were read, sent and refused, and why. Exit status 1 where a source could not
    be read to its end or Kafka is away.
    """
    try:
        sources = find_sources(list(names))
    except FeedError as error:
        raise click.UsageError(str(error)) from None
    with _progress(sources) as (shown_sources, progress):
        outcomes = read_sources(shown_sources, settings, format_name, wire)
        result = feed(outcomes, settings, progress=progress, say=lambda line: click.echo(line, err=True))
    _report(result, as_json)
    if result.unreadable:
        sys.exit(1)


@contextlib.contextmanager
def _progress(sources: list[Source]) -> Iterator[tuple[list[Source], Callable[[FeedResult], None]]]:
    """On a terminal a bar over the bytes of all sources, which are wrapped so that reading them moves it."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield sources, lambda result: None
        return
    sizes = [source.size for source in sources]
    total = None if None in sizes else sum(size or 0 for size in sizes)
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("feeding", total=total)

        def wrapped(source: Source) -> Source:
            return replace(source, open=lambda: bar.wrap_file(source.open(), task_id=task))

        yield (
            [wrapped(source) for source in sources],
            lambda result: bar.update(task, description=f"{result.read} read, {result.sent} sent"),
        )


def _report(result: FeedResult, as_json: bool) -> None:
    for refusal in result.refused[:SHOWN_REFUSALS]:
        click.echo(f"refused {refusal.where}: {refusal.reason.removeprefix(refusal.where + ': ')}", err=True)
    if len(result.refused) > SHOWN_REFUSALS:
        click.echo(f"... and {len(result.refused) - SHOWN_REFUSALS} more", err=True)
    if as_json:
        reasons = [{"where": refusal.where, "reason": refusal.reason} for refusal in result.refused]
        counts = {"read": result.read, "sent": result.sent, "refused": reasons, "unreadable": len(result.unreadable)}
        click.echo(orjson.dumps(counts))
    else:
        click.echo(f"{result.read} read, {result.sent} sent, {len(result.refused)} refused", err=True)
