"""`lagebild export`: the enriched topic as files."""

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click

from streams.cli.options import settings_options
from streams.cli.replay import Moment
from streams.export.columns import TABLES
from streams.export.run import OWN, STEPS, SUFFIXES, Choice, Exported, Format, export, slice_file, slices
from streams.settings import Settings


@click.command("export")
@click.option("--format", "form", required=True, type=click.Choice(list(SUFFIXES)), help="What to write.")
@click.option("--output", "-o", "target", default="-", metavar="FILE", help="Where to; - is standard output.")
@click.option(
    "--records",
    type=click.Choice(list(TABLES)),
    default="events",
    show_default=True,
    help="Of parquet and csv: a row is",
)
@click.option("--from", "start", type=Moment(), help="Articles enriched from this time on.")
@click.option("--to", "end", type=Moment(), help="And before this time.")
@click.option("--country", "countries", multiple=True, metavar="CODE", help="Only what speaks of it (ISO alpha-2).")
@click.option("--category", "categories", multiple=True, metavar="NAME", help="Only events of this PLOVER category.")
@click.option("--language", "languages", multiple=True, metavar="CODE", help="Only articles in this language.")
@click.option(
    "--every", type=click.Choice(list(STEPS)), help="A file for each hour or day, in the folder FILE; those there stay."
)
@settings_options("brokers", "topic_prefix", "connect_limit_s")
def command(
    form: Format,
    target: str,
    records: str,
    start: datetime | None,
    end: datetime | None,
    countries: Sequence[str],
    categories: Sequence[str],
    languages: Sequence[str],
    every: str | None,
    settings: Settings,
) -> None:
    """Write what articles.enriched holds as Parquet, CSV, GDELT 2 events, ACLED or STIX.

    Each article once: its highest version, of equal ones the latest. The columns, what they map to and what is lost:
    docs/export.md. Standard error says how many rows there were and with which --from the next export goes on. Exit
    status 1 where a record of the topic was no enriched article; the file is whole without it.

    \b
    Examples:
      lagebild export --format parquet -o events.parquet
      lagebild export --format csv --country UA --from 2024-10-22T08:00Z --to 2024-10-22T09:00Z
      lagebild export --format gdelt --every day --from 2024-10-01T00:00Z -o gdelt/
    """
    if records != "events" and form not in OWN:
        raise click.UsageError(f"--format {form} knows events alone: --records {records} goes with parquet and csv")
    if start and end and start >= end:
        raise click.UsageError("--from must lie before --to")
    if form == "parquet" and target == "-" and sys.stdout.isatty():
        raise click.UsageError("Parquet is nothing to read on a terminal: name a file with --output")
    choice = Choice(*(frozenset(name.upper() for name in names) for names in (countries, categories, languages)))
    if every is None:
        done = export(settings, form, target, records=records, choice=choice, start=start, end=end)
        _report(done)
        unreadable = done.found.unreadable
    else:
        unreadable = _slices(settings, form, target, records, choice, start, end, every)
    if unreadable:
        sys.exit(1)


def _slices(
    settings: Settings,
    form: Format,
    target: str,
    records: str,
    choice: Choice,
    start: datetime | None,
    end: datetime | None,
    every: str,
) -> int:
    if start is None or target == "-":
        raise click.UsageError("--every needs --from, where the first file begins, and a folder as --output")
    folder = Path(target)
    folder.mkdir(parents=True, exist_ok=True)
    unreadable = 0
    for begin, stop in slices(start, end or datetime.now(UTC), every):
        file = slice_file(folder, form, records, begin)
        if file.exists():
            continue
        done = export(settings, form, str(file), records=records, choice=choice, start=begin, end=stop)
        click.echo(f"{file}: ", nl=False, err=True)
        _report(done)
        unreadable += done.found.unreadable
    return unreadable


def _report(done: Exported) -> None:
    for place in done.found.places:
        click.echo(place, err=True)
    if (more := done.found.unreadable - len(done.found.places)) > 0:
        click.echo(f"and {more} more records that are no enriched articles", err=True)
    left = f", {done.left_out} that the format has no place for" if done.left_out else ""
    replaced = f", {done.found.superseded} replaced or withdrawn by later ones" if done.found.superseded else ""
    following = f"{done.next_from:%Y-%m-%dT%H:%M:%SZ}" if done.next_from else "-"
    click.echo(
        f"{done.rows} rows{left}; {done.found.records} records read{replaced}; the next --from is {following}", err=True
    )
