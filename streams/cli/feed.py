"""`lagebild feed`: wires into the raw topic."""

import contextlib
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

import click
import orjson
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from streams.cli.ending import Ended, ending
from streams.cli.options import settings_options
from streams.errors import FeedError
from streams.feeds.apart import read_apart
from streams.feeds.fetch import Limits
from streams.feeds.follow import Status, follow
from streams.feeds.lists import WEB, listed_feeds
from streams.feeds.producer import FeedResult, feed
from streams.feeds.registry import AUTO, FORMATS
from streams.feeds.sources import Source, find_sources
from streams.settings import Settings

SHOWN = 20
"""Refusals and notes that are told one by one."""


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
@click.option("--follow", "following", is_flag=True, help="Keep polling web feeds, and send what is new or changed.")
@click.option(
    "--interval",
    "interval_s",
    type=click.FloatRange(min=1),
    metavar="S",
    help="Seconds between two polls of a feed (LAGEBILD_FEED_INTERVAL_S).",
)
@click.option(
    "--private-addresses",
    is_flag=True,
    help="Read web feeds on private and loopback addresses too (LAGEBILD_FEED_PRIVATE).",
)
@settings_options(
    "brokers", "topic_prefix", "connect_limit_s", "raw_limit_bytes", "feed_limit_bytes", "feed_cpu_limit_s"
)
def command(
    names: tuple[str, ...],
    format_name: str,
    wire: str | None,
    as_json: bool,
    following: bool,
    interval_s: float | None,
    private_addresses: bool,
    settings: Settings,
) -> None:
    """Read articles and send them to articles.raw.

    A SOURCE is a file, a folder (with all below it), a pattern, a web address, a list of feeds (.opml, or .urls with
    an address a line) or - for standard input. gzip and xz are unpacked. Articles without an id get one from their
    content, so feeding a file twice gives the same ids.

    \b
    Examples:
      lagebild feed dispatches/ archive.jsonl.xz
      lagebild feed 'wire/2024-*.txt' --source 'Our desk'
      zcat export.gz | lagebild feed - --format jsonl
      lagebild feed --follow https://news.example/rss.xml feeds.opml

    At the end it says how many articles were read, sent and refused, and why. Exit status 1 where a source could not
    be read to its end or Kafka is away. Ctrl-C and TERM end it within 5 seconds.
    """
    limits = Limits(private=private_addresses or bool(settings.feed_private))
    ended = False
    try:
        if following:
            urls = _feeds(names)
            result = _follow(urls, settings, limits, interval_s or settings.feed_interval_s, format_name, wire)
        else:
            result = FeedResult()
            ended = _feed_once(find_sources(list(names), limits), settings, format_name, wire, result)
    except FeedError as error:
        raise click.UsageError(str(error)) from None
    _report(result, as_json)
    if ended or result.unreadable:
        sys.exit(1)


def _feed_once(
    sources: list[Source], settings: Settings, format_name: str, wire: str | None, result: FeedResult
) -> bool:
    """Whether it was ended before its end."""

    def end() -> None:
        raise Ended

    try:
        with (
            ending(end),
            _progress(sources) as (shown_sources, progress),
            contextlib.closing(read_apart(shown_sources, settings, format_name, wire)) as outcomes,
        ):
            feed(outcomes, settings, progress=progress, say=_say, result=result)
    except Ended:
        _say("ended before all was read: feed the same again, the articles get the same ids")
        return True
    return False


def _say(line: str) -> None:
    click.echo(line, err=True)


def _feeds(names: tuple[str, ...]) -> list[str]:
    """The addresses that the names are, or list. Raises `FeedError`."""
    lists = ([name] if name.startswith(WEB) else listed_feeds(Path(name)) for name in names)
    return list(dict.fromkeys(url for urls in lists for url in urls))


def _follow(
    urls: list[str], settings: Settings, limits: Limits, interval_s: float, format_name: str, wire: str | None
) -> FeedResult:
    """Until Ctrl-C or TERM; on a terminal with a status line."""
    stop = threading.Event()
    console = Console(stderr=True)
    with contextlib.ExitStack() as stack:
        stack.enter_context(ending(stop.set))
        line = stack.enter_context(console.status("")) if console.is_terminal else None

        def show(status: Status) -> None:
            if line is not None:
                line.update(str(status))

        options = {"format_name": format_name, "wire": wire, "say": _say, "show": show}
        return follow(urls, settings, limits, interval_s=interval_s, stop=stop, **options)


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
            return replace(source, open=lambda: _shown(source.open(), bar, task))

        yield (
            [wrapped(source) for source in sources],
            lambda result: bar.update(task, description=f"{result.read} read, {result.sent} sent"),
        )


def _shown(opened: BinaryIO, bar: Progress, task: TaskID) -> BinaryIO:
    shown = bar.wrap_file(opened, task_id=task)
    shown.charset = getattr(opened, "charset", None)  # type: ignore[attr-defined]
    return shown


def _report(result: FeedResult, as_json: bool) -> None:
    refused = [f"refused {r.where}: {r.reason.removeprefix(r.where + ': ')}" for r in result.refused]
    for lines in (refused, [f"note {note}" for note in result.notes]):
        for line in lines[:SHOWN]:
            _say(line)
        if len(lines) > SHOWN:
            _say(f"... and {len(lines) - SHOWN} more")
    if as_json:
        reasons = [{"where": refusal.where, "reason": refusal.reason} for refusal in result.refused]
        counts = {"read": result.read, "sent": result.sent, "refused": reasons, "unreadable": len(result.unreadable)}
        click.echo(orjson.dumps({**counts, "overrun": result.overrun, "notes": result.notes}))
    else:
        overrun = f", {result.overrun} took too long" if result.overrun else ""
        _say(f"{result.read} read, {result.sent} sent, {len(result.refused)} refused{overrun}")
