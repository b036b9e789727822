"""`lagebild evaluate`: accuracy on a gold file."""

import sys
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import click
import orjson

from streams.cli.options import settings_options
from streams.enrich import Analyst, load_analyst, read
from streams.errors import FeedError
from streams.events.evaluate import evaluate_events
from streams.events.parties.evaluate import evaluate_actors
from streams.knowledge import load_knowledge
from streams.knowledge.evaluate import evaluate_countries, evaluate_places
from streams.reading.evaluate import evaluate_ner, evaluate_passages
from streams.reading.reader import Reader
from streams.reading.reading import Reading
from streams.reading.sentences import sentence_starts
from streams.records import Event, RawArticle
from streams.settings import Settings

Report = Mapping[str, Any]


@click.command("evaluate")
@click.argument("task", type=click.Choice(["ner", "passages", "places", "countries", "actors", "events"]))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--language", help="Of passages, those in this language.  [default: all]")
@click.option("--errors", is_flag=True, help="List what was wrong, too.")
@settings_options("languages")
def command(task: str, file: Path, language: str | None, errors: bool, settings: Settings) -> None:
    """Compare with a gold file (plain or .xz) and print the scores, as one JSON object in a pipe.

    \b
    ner        IOB2 in columns: exact spans of PER, LOC, ORG
    passages   compiled annotated passages: triggers, events with category and sides, modality, silence
    places     JSON lines: text, lang, toponyms [{start, end, phrase, lat, lon, geonameid, country}]
    countries  JSON lines: text, lang, countries [...]; without labels, agreement within a story
    actors     JSON lines: text (an actor string), lang, date, country, group, sector
    events     JSON lines: text, lang, events [{actor_text, recipient_text, category, ...}], or minimal pairs {a, b}

    \b
    Example:
      lagebild evaluate ner gold.iob2.xz
    """
    try:
        report = _report(task, file, language, settings)
    except (ValueError, KeyError, IndexError) as error:
        raise FeedError(f"{file} is no gold file for {task}: {error!r}") from error
    if not errors:
        report = {name: value for name, value in report.items() if name not in ("wrong", "differing")}
    if sys.stdout.isatty():
        for line in _lines(report):
            click.echo(line)
    else:
        click.echo(orjson.dumps(report, option=orjson.OPT_NON_STR_KEYS))


def _report(task: str, file: Path, language: str | None, settings: Settings) -> Report:
    if task == "ner":
        return evaluate_ner(file, _read(Reader())).as_dict()
    if task == "passages":
        return evaluate_passages(file, _read(Reader()), language)
    if task == "actors":
        return evaluate_actors(file, load_knowledge(Path(extra) if (extra := settings.knowledge_extra) else None))
    analyst = load_analyst(settings)
    if task == "events":
        return evaluate_events(file, _code(analyst)).report()
    result = (evaluate_places if task == "places" else evaluate_countries)(file, _link(analyst))
    return {**vars(result), **result.rates()}


def _read(reader: Reader) -> Callable[[str], Reading]:
    return lambda text: reader.read(text, sentence_starts(text))


def _link(analyst: Analyst) -> Callable[[str, str], list[Any]]:
    return lambda text, language: read(text, language, analyst).entities


def _code(analyst: Analyst) -> Callable[[str, str, datetime | None], list[Event]]:
    return lambda text, language, at: read(text, language, analyst, article=RawArticle(published_at=at)).events


def _lines(report: Report, indent: str = "") -> list[str]:
    """Nested figures as indented lines."""
    lines = []
    for name, value in report.items():
        if isinstance(value, Mapping):
            lines += [f"{indent}{name}", *_lines(value, indent + "  ")]
        elif isinstance(value, list):
            lines += [f"{indent}{name}", *(f"{indent}  {item}" for item in value)]
        else:
            lines.append(
                f"{indent}{name!s:<16} {value:.4f}" if isinstance(value, float) else f"{indent}{name!s:<16} {value!s}"
            )
    return lines
