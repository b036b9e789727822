"""`lagebild audit`: account for every raw article."""

import sys

import click
import orjson

from streams.cli.options import settings_options
from streams.delivery.audit import Account, audit
from streams.settings import Settings

MEANING = {
    "raw": "records in articles.raw",
    "enriched": "with an enriched record",
    "rejected": "with a rejected record",
    "pending": "not delivered yet",
    "lost": "passed over without an outcome",
    "duplicated": "outcomes beyond the first",
    "replayed": "of the raw records are replays",
    "expired": "outcomes whose raw record is gone",
    "former": "outcomes of a raw topic of this name that was deleted",
    "foreign": "output records that name no origin here",
}


@click.command("audit")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
@settings_options("brokers", "topic_prefix")
def command(as_json: bool, settings: Settings) -> None:
    """Account for every raw article: enriched, rejected, pending, lost, duplicated.

    Counts records, of committed transactions only. Exit status 1 where an article is lost or duplicated.

    \b
    Example:
      lagebild audit --json | jq '.lost + .duplicated'
    """
    result = audit(settings)
    if as_json:
        click.echo(orjson.dumps(result.as_dict()))
    else:
        show(result)
    if not result.clean:
        sys.exit(1)


def show(result: Account) -> None:
    """The account as lines for a person."""
    for name, meaning in MEANING.items():
        count = getattr(result, name)
        if count or name in ("raw", "enriched", "rejected", "pending", "lost", "duplicated"):
            click.echo(f"{count:>9,}  {name:<11} {meaning}")
    for code, count in result.rejected_by_code.items():
        click.echo(f"{count:>9,}    rejected: {code}")
    for verdict, places in result.examples.items():
        click.echo(f"           {verdict} (partition/offset): {', '.join(places)}")
    for still in result.standing:
        who = f"{still.workers} worker{'s' * (still.workers != 1)} live" if still.workers else "no worker lives"
        click.echo(
            f"           partition {still.partition} stands still at offset {still.offset}, which waits for"
            f" {still.waited_s:.0f} s ({who}):"
            f" `lagebild replay --skip {still.partition}:{still.offset}` passes over it"
        )
