"""The command line: one file a command, loaded when it is called."""

import logging
import os
import sys
from importlib import import_module
from typing import Any

import click

from streams import __version__
from streams.errors import ConfigurationError, LagebildError

COMMANDS = {
    "demo": "broker, workers, sample wire and web view, all at once",
    "broker": "the embedded Apache Kafka alone",
    "topics": "create the topics, or check them",
    "worker": "the Faust workers",
    "feed": "send articles to articles.raw",
    "tail": "subscribe to a topic and print it",
    "enrich": "the same enrichment without Kafka",
    "audit": "account for every raw article",
    "replay": "rejected articles, or a time range, once more",
    "evaluate": "accuracy on a gold file",
    "export": "enriched topics as Parquet, CSV, GDELT, ACLED, STIX",
    "bench": "throughput, latency and memory beside the alternatives",
    "settings": "every setting with value, default and meaning",
}


class _Commands(click.Group):
    """Imports a command's module when it is needed: `--help` stays quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"streams.cli.{cmd_name}").command
        return command

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:  # the reader of our output has gone: nothing more to say
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="lagebild")
def group() -> None:
    """A news wire in, a live picture of who does what to whom, and where, out.

    \b
    Start with:
      lagebild demo                       everything on this machine
      lagebild feed wire.jsonl            articles in
      lagebild tail articles.enriched     records out

    Settings are environment variables LAGEBILD_*, listed by `lagebild settings`.
    """


def main() -> None:
    """Exit status: 0 done, 1 failed, 2 usage. What goes wrong on purpose is one line on standard error."""
    logging.getLogger("kafka").setLevel(logging.CRITICAL)  # its errors reach us as exceptions
    try:
        group(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
    except LagebildError as error:
        click.echo(f"lagebild: {error}", err=True)
        sys.exit(2 if type(error) is ConfigurationError else 1)
