"""Settings as options: `--batch-size` says the same as `LAGEBILD_BATCH_SIZE`, and wins over it."""

from collections.abc import Callable
from dataclasses import fields
from functools import wraps
from typing import Any

import click

from streams.settings import Settings, from_environment, variable


def settings_options(*names: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Adds an option for each named setting and hands the command one argument, `settings`."""
    known = {f.name: f for f in fields(Settings)}

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def command(**arguments: Any) -> Any:
            given = {name: arguments.pop(name) for name in names}
            return function(settings=from_environment(**given), **arguments)

        for name in reversed(names):
            field = known[name]
            unit = field.metadata["unit"].upper() or {"int": "N", "float": "X"}.get(field.type.__name__, "TEXT")  # type: ignore[union-attr]
            text = f"{field.metadata['doc']} ({variable(name)})"
            option = click.option(f"--{name.replace('_', '-')}", name, type=field.type, metavar=unit, help=text)
            command = option(command)
        return command

    return decorate
