"""`lagebild replay`: rejected articles once more, or a time range of the raw topic."""

from datetime import datetime
from typing import Any

import click
import orjson

from streams.cli.options import settings_options
from streams.delivery.replay import Replayed, replay_raw, replay_rejected
from streams.delivery.skip import skip
from streams.errors import REJECTION_CODES
from streams.settings import Settings


class Moment(click.ParamType):
    """RFC 3339; without a zone it is the local time of this machine."""

    name = "TIME"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        try:
            return datetime.fromisoformat(value).astimezone()
        except ValueError:
            self.fail(f"{value!r} is no time such as 2024-10-22T08:00:00Z", param, ctx)


class Place(click.ParamType):
    """A record of the raw topic."""

    name = "PARTITION:OFFSET"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, int]:
        partition, _, offset = str(value).partition(":")
        if not (partition.isdecimal() and offset.isdecimal()):
            self.fail(f"{value!r} is no place such as 2:1017", param, ctx)
        return int(partition), int(offset)


@click.command("replay")
@click.option("--code", "codes", multiple=True, type=click.Choice(sorted(REJECTION_CODES)), help="Only this rejection.")
@click.option("--id", "ids", multiple=True, metavar="ID", help="Only the article with this id.")
@click.option("--from", "start", type=Moment(), help="Not rejected articles: all that arrived from this time on.")
@click.option("--to", "end", type=Moment(), help="With --from: and before this time.")
@click.option(
    "--skip", "place", type=Place(), help="Send nothing: pass over this record, at which its partition stands."
)
@click.option("--dry-run", "dry", is_flag=True, help="Send nothing; say what would be sent.")
@click.option("--json", "as_json", is_flag=True, help="Print the counts as one line of JSON.")
@settings_options("brokers", "topic_prefix", "connect_limit_s")
def command(
    codes: tuple[str, ...],
    ids: tuple[str, ...],
    start: datetime | None,
    end: datetime | None,
    place: tuple[int, int] | None,
    dry: bool,
    as_json: bool,
    settings: Settings,
) -> None:
    """Send articles to articles.raw once more.

    Without --from: the rejected ones, all or by code and id, each rejection once. With --from: what arrived in that
    time, rejected or not. A replay is a record of its own, with its own outcome and a header replay.of. With --skip: a
    record that no worker gets past becomes a dead letter; the worker of its partition ends and is started again.

    \b
    Examples:
      lagebild replay --code embargoed            the embargo is over
      lagebild replay --id urn:wire:17
      lagebild replay --skip 2:1017
      lagebild replay --from 2024-10-22T08:00Z --to 2024-10-22T09:00Z --dry-run
    """
    if place is not None:
        if codes or ids or start or end or dry or as_json:
            raise click.UsageError("--skip passes over one record: it goes with no other option")
        readable = skip(settings, *place)
        click.echo(
            f"{place[0]}:{place[1]} was rejected as skipped{'' if readable else '; its bytes could not be read'}"
        )
        return
    if start is None and end is not None:
        raise click.UsageError("--to needs --from")
    if start is not None and codes:
        raise click.UsageError("--code selects rejected articles, --from all that arrived: give one of them")
    if start is None:
        result = replay_rejected(settings, codes=codes, ids=ids, dry=dry)
    else:
        result = replay_raw(settings, start=start, end=end, ids=ids, dry=dry)
    _report(result, dry, as_json)


def _report(result: Replayed, dry: bool, as_json: bool) -> None:
    for refusal in result.refused:
        click.echo(f"refused {refusal.where}: {refusal.reason}", err=True)
    counts = {"matching": result.matching, "already_replayed": result.already, "sent": result.sent.total()}
    if as_json:
        by_code = dict(sorted(result.sent.items()))
        click.echo(orjson.dumps({**counts, "by_code": by_code, "refused": len(result.refused), "dry_run": dry}))
        return
    for code, count in sorted(result.sent.items()):
        click.echo(f"{code:>20} {count}")
    already = f", {result.already} had been replayed before" if result.already else ""
    click.echo(f"{result.sent.total()} {'would be' if dry else 'were'} sent again{already}")
