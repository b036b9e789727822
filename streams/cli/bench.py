"""`lagebild bench`: throughput, latency and memory on this machine, beside the alternatives."""

import json
import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from streams.bench import figures
from streams.bench.machine import circumstances, cores
from streams.bench.run import LONG, QUICK, bench, bench_soak
from streams.cli.options import settings_options
from streams.cli.table import print_table
from streams.errors import LagebildError
from streams.settings import Settings


@click.command("bench")
@click.option("--quick", is_flag=True, help="At most 8 minutes on 2 cores; without it about an hour.")
@click.option("--json", "target", metavar="FILE", help="Write all figures as JSON to FILE, or to standard output (-).")
@click.option(
    "--jobs", type=click.IntRange(1, 256), help="Processes of each contender; as many as cores where not given."
)
@click.option(
    "--articles", "names", metavar="FILE", multiple=True, help="Articles in place of the sample wire's (repeatable)."
)
@click.option(
    "--soak",
    metavar="MINUTES",
    type=click.FloatRange(min=0, min_open=True),
    help="Only the worker, under full load for so long: does its memory grow?",
)
@settings_options("languages", "partitions", "broker_heap_mb")
def command(
    quick: bool, target: str | None, jobs: int | None, names: tuple[str, ...], soak: float | None, settings: Settings
) -> None:
    """Measure the pipeline on this machine, and the alternatives beside it in the same run.

    Articles go through an embedded Kafka of its own: throughput with a full topic, latency at 25, 50 and 80 % of it,
    CPU time, memory, and the time from start to the first article. In turns with it: `lagebild enrich` and nlp.pipe
    without Kafka, a plain Faust agent, and, where the extra `lagebild[bench]` is installed, Quix Streams and Bytewax,
    each with as many processes. benchmarks/README.md says what each one does. Needs Linux, and nothing else to do.

    \b
    Examples:
      lagebild bench --quick --json bench.json
      lagebild bench --quick --articles wire.jsonl.xz --json - | jq .ratio_to_enrich
      lagebild bench --soak 60 --json soak.json
    """
    if not sys.platform.startswith("linux"):
        raise LagebildError("the benchmark reads CPU time and memory from /proc: it runs on Linux")
    _require_writable(target)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    processes = jobs or cores()
    known = circumstances()
    if soak is not None:
        endurance = bench_soak(settings, names, processes, soak, _say)
        _write(target, figures.soak_as_json(endurance, known))
        _say(
            f"{endurance.articles} articles in {endurance.seconds / 60:.1f} minutes; memory grew by"
            f" {endurance.growth_mb():.1f} MB, {endurance.growth_mb_per_h():.1f} MB an hour"
        )
        return
    result = bench(settings, names, processes, QUICK if quick else LONG, _say)
    found = figures.as_json(result, known)
    if target != "-":
        print_table(figures.table(result))
        print_table(figures.latency_table(result))
        click.echo(f"cold start {found['cold_start_s']} s, peak memory {found['peak_pss_mb']} MB")
    _write(target, found)


def _require_writable(target: str | None) -> None:
    """A usage error now rather than a lost benchmark at the end."""
    if target not in (None, "-"):
        try:
            Path(target).open("a").close()
        except OSError as error:
            raise click.UsageError(f"--json {target}: {error.strerror}") from None


def _write(target: str | None, found: Mapping[str, Any]) -> None:
    text = json.dumps(found, indent=1, ensure_ascii=False) + "\n"
    if target == "-":
        click.echo(text, nl=False)
    elif target is not None:
        Path(target).write_text(text, encoding="utf-8")


def _say(line: str) -> None:
    click.echo(line, err=True)
