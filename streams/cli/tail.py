"""`lagebild tail`: subscribe to a topic and print it."""

import sys
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import click
import orjson

from streams import topics
from streams.cli.options import settings_options
from streams.cli.rows import WIDTHS, row_of
from streams.cli.table import print_line
from streams.delivery.reading import follow
from streams.settings import Settings

TOPICS = (topics.RAW, topics.ENRICHED, topics.REJECTED, topics.MENTIONS, topics.EVENTS)


class _Start(click.ParamType):
    name = "beginning|latest|TIME"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str | datetime:
        if value in ("beginning", "latest"):
            return str(value)
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is neither beginning, latest nor a time such as 2024-10-22T08:00:00Z", param, ctx)
        return moment if moment.tzinfo else moment.astimezone()


@click.command("tail")
@click.argument("topic", type=click.Choice(TOPICS))
@click.option("--country", metavar="CODE", help="Only what speaks of this country (ISO alpha-2).")
@click.option("--category", metavar="NAME", help="Only events of this PLOVER category.")
@click.option("--language", metavar="CODE", help="Only articles and mentions in this language.")
@click.option("--from", "start", type=_Start(), default="latest", show_default=True, help="Where to begin.")
@click.option("--max", "limit", type=click.IntRange(1), help="End after so many records.")
@settings_options("brokers", "topic_prefix")
def command(
    topic: str,
    country: str | None,
    category: str | None,
    language: str | None,
    start: str | datetime,
    limit: int | None,
    settings: Settings,
) -> None:
    """Subscribe to a topic: committed records as a table on a terminal, as JSON lines in a pipe.

    Rejected records appear as an object with their code, reason and original bytes (as text where they are UTF-8).

    \b
    Examples:
      lagebild tail articles.enriched --country KP
      lagebild tail articles.rejected --from beginning --max 10 | jq .code
    """
    terminal = sys.stdout.isatty()
    accepted = _filter(country, category, language)
    count = 0
    for record in follow(settings, topics.topic_name(settings, topic), start):
        value = readable(topic, record)
        if not accepted(value):
            continue
        if terminal:
            print_line(row_of(topic, value), WIDTHS[topic], headings=count == 0)
        else:
            sys.stdout.buffer.write(orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE))
            sys.stdout.buffer.flush()
        count += 1
        if count == limit:
            return


def readable(topic: str, record: Any) -> dict[str, Any]:
    """The record's JSON; for a rejected one, or one that is no JSON object, an object that wraps it."""
    if topic != topics.REJECTED:
        try:
            value = orjson.loads(record.value or b"")
            if isinstance(value, dict):
                return value
        except orjson.JSONDecodeError:
            pass
    headers = {name: (content or b"").decode("utf-8", "replace") for name, content in record.headers}
    return {
        "key": record.key and record.key.decode("utf-8", "replace"),
        "code": headers.get("error.code"),
        "reason": headers.get("error.reason"),
        "at": headers.get("error.at"),
        "headers": headers,
        "value": record.value and record.value.decode("utf-8", "replace"),
    }


def _filter(country: str | None, category: str | None, language: str | None) -> Callable[[Mapping[str, Any]], bool]:
    wanted = country.upper() if country else None

    def accepted(value: Mapping[str, Any]) -> bool:
        return (
            (wanted is None or wanted in _countries(value))
            and (category is None or category.upper() in _categories(value))
            and (language is None or language.lower() == _language(value))
        )

    return accepted


def _countries(value: Mapping[str, Any]) -> set[str]:
    found = {item.get("code") for item in value.get("countries") or ()}
    for name in ("entity", "actor", "recipient"):
        found.add((value.get(name) or {}).get("country"))
    return found - {None}


def _categories(value: Mapping[str, Any]) -> set[str]:
    return {value.get("category") or ""} | {event.get("category") for event in value.get("events") or ()}


def _language(value: Mapping[str, Any]) -> str | None:
    language = value.get("language")
    return language.get("code") if isinstance(language, dict) else language
