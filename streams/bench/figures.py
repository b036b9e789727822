"""What the measurements come to: medians, ratios of what took turns, the JSON and the table."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from statistics import median
from typing import Any

from streams.bench.contenders import ENRICH, ENRICH_ONE, LAGEBILD_CACHE, LAGEBILD_ONE, OURS
from streams.bench.latency import Load
from streams.bench.run import Result, Row
from streams.bench.soak import Soak
from streams.bench.throughput import Run

PERCENTILES = (50, 95, 99)
ALTERNATIVES = (
    "enrich",
    "nlp_pipe",
    "naive_faust",
    "quix",
    "bytewax",
    "official",
    "naive_faust_one",
    "faust_enrich",
)


def as_json(result: Result, circumstances: Mapping[str, Any]) -> dict[str, Any]:
    """Everything: the figures that are asked for, the `circumstances`, then all rounds.

    A ratio is null where the other one could not be measured.
    """
    rows = {row.contender.name: row for row in result.rows}
    ours = result.ours
    curve = [size for load in result.loads for size in load.pss_mb]
    return {
        "articles_per_s": _rounded(median(run.articles_per_s for run in ours)),
        "words_per_s": _rounded(median(run.words / run.seconds for run in ours)),
        **{f"ratio_to_{name}": _or_none(ratio(rows.get(name))) for name in ALTERNATIVES},
        "two_to_one": _or_none(ratio(rows.get(LAGEBILD_ONE))),
        "two_to_one_enrich": _or_none(_quotient(ratio(rows.get(ENRICH_ONE)), ratio(rows.get(ENRICH)))),
        "cache_to_none": _or_none(_quotient(1.0, ratio(rows.get(LAGEBILD_CACHE)))),
        "articles_per_cpu_s": _rounded(median(run.articles / run.cpu_s for run in ours)),
        "cpu_s_per_article": _rounded(median(run.cpu_s / run.articles for run in ours)),
        "latency_ms": {str(load.percent): _latency(load) for load in result.loads},
        "peak_pss_mb": _rounded(max([*curve, *(run.pss_mb for run in ours)])),
        "pss_curve_mb": [_rounded(size) for size in curve],
        "cold_start_s": _rounded(median(result.starts_s)),
        "cold_starts_s": [_rounded(value) for value in result.starts_s],
        "processes": result.processes,
        **circumstances,
        "rows": [_row(row) for row in result.rows],
    }


def soak_as_json(result: Soak, circumstances: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "soak": {
            "minutes": _rounded(result.seconds / 60),
            "articles": result.articles,
            "articles_per_s": _rounded(result.articles / result.seconds),
            "rejected": result.rejected,
            "growth_mb": _rounded(result.growth_mb()),
            "growth_mb_per_h": _rounded(result.growth_mb_per_h()),
            "peak_pss_mb": _rounded(max(size for _, size in result.curve)),
            "pss_mb_by_minute": [[_rounded(minute), _rounded(size)] for minute, size in result.curve],
        },
        **circumstances,
    }


def ratio(row: Row | None) -> float | None:
    """Articles a second of ours to those of the contender, in turns with it: the median of the rounds."""
    return median(pair.ratio for pair in row.pairs) if row and row.pairs else None


def table(result: Result) -> Iterable[dict[str, str]]:
    """One line a contender, medians over the rounds; the first is ours beside all others."""
    yield {"what": OURS.title, **_columns(result.ours), "ours to it": ""}
    for row in result.rows:
        found = ratio(row)
        yield {
            "what": row.contender.title,
            **_columns([pair.theirs for pair in row.pairs]),
            "ours to it": f"{found:.2f}" if found else row.problem or "",
        }


def latency_table(result: Result) -> Iterable[dict[str, str]]:
    """One line a load."""
    for load in result.loads:
        figures = {f"p{percent} ms": f"{load.percentile(percent):.0f}" for percent in PERCENTILES}
        yield {"load %": str(load.percent), "articles/s": f"{load.offered_per_s:.1f}", **figures}


def _columns(runs: Sequence[Run]) -> dict[str, str]:
    figures: dict[str, tuple[Callable[[Run], float], str]] = {
        "articles/s": (lambda run: run.articles_per_s, ".1f"),
        "words/s": (lambda run: run.words / run.seconds, ".0f"),
        "CPU ms/article": (lambda run: 1000 * run.cpu_s / run.articles, ".1f"),
        "PSS MB": (lambda run: run.pss_mb, ".0f"),
    }
    return {name: format(median(map(figure, runs)), form) if runs else "" for name, (figure, form) in figures.items()}


def _row(row: Row) -> dict[str, Any]:
    return {
        "name": row.contender.name,
        "title": row.contender.title,
        "asked_processes": row.processes,
        "problem": row.problem,
        "rounds": [
            {"ratio": _rounded(pair.ratio), "theirs": _run(pair.theirs), "ours": _run(pair.ours)} for pair in row.pairs
        ],
    }


def _run(run: Run) -> Mapping[str, Any]:
    return {
        "articles_per_s": _rounded(run.articles_per_s),
        "words_per_s": _rounded(run.words / run.seconds),
        "cpu_s_per_article": _rounded(run.cpu_s / run.articles),
        **{name: _rounded(value) if isinstance(value, float) else value for name, value in asdict(run).items()},
    }


def _latency(load: Load) -> dict[str, float]:
    return {
        **{f"p{percent}": _rounded(load.percentile(percent)) for percent in PERCENTILES},
        "offered_per_s": _rounded(load.offered_per_s),
        "articles": len(load.latencies_ms),
    }


def _rounded(value: float) -> float:
    """Four significant digits: more would not be true."""
    return float(f"{value:.4g}")


def _or_none(value: float | None) -> float | None:
    return None if value is None else _rounded(value)


def _quotient(one: float | None, other: float | None) -> float | None:
    return one / other if one and other else None
