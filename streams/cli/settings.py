"""`lagebild settings`: every setting, where it comes from and what it means."""

import os
import sys
from dataclasses import fields

import click
import orjson

from streams.cli.table import print_table
from streams.secret import Secret
from streams.settings import Settings, from_environment, variable


@click.command("settings")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line (the default in a pipe).")
def command(as_json: bool) -> None:
    """Every setting with value, default, unit and meaning.

    \b
    Example:
      LAGEBILD_BATCH_SIZE=200 lagebild settings
    """
    current, plain = from_environment(os.environ), Settings()
    rows = [
        {
            "setting": variable(f.name),
            "value": _shown(getattr(current, f.name)),
            "default": _shown(getattr(plain, f.name)),
            "unit": f.metadata["unit"],
            "meaning": f.metadata["doc"],
        }
        for f in fields(Settings)
    ]
    if as_json or not sys.stdout.isatty():
        for row in rows:
            click.echo(orjson.dumps(row))
    else:
        print_table(rows)


def _shown(value: object) -> object:
    return str(value) if isinstance(value, Secret) else value
