"""`lagebild topics`: create and check."""

import sys

import click

from streams.cli.options import settings_options
from streams.topics import deviations, ensure_topics


@click.command("topics")
@click.option("--check", is_flag=True, help="Change nothing; say what differs from the settings, exit 1 where it does.")
@settings_options("brokers", "topic_prefix", "partitions", "replication", "raw_limit_bytes", "raw_retention_h")
def command(check: bool, settings) -> None:  # type: ignore[no-untyped-def]
    """Create the topics that are missing.

    \b
    Example:
      lagebild topics --brokers kafka1:9092,kafka2:9092 --partitions 12 --replication 3
      lagebild topics --check
    """
    if not check:
        for name in ensure_topics(settings, say=lambda line: click.echo(line, err=True)):
            click.echo(f"created {name}")
    lines = deviations(settings)
    for line in lines:
        click.echo(line, err=True)
    if lines:
        sys.exit(1)
    if check:
        click.echo("every topic is as the settings say")
