"""What the measurements come to: medians, ratios within a round, the JSON and the table."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from statistics import median
from typing import Any

from streams.bench.contenders import ENRICH, ENRICH_ONE, LAGEBILD, LAGEBILD_CACHE, LAGEBILD_ONE
from streams.bench.latency import Load
from streams.bench.run import Result, Row
from streams.bench.soak import Soak
from streams.bench.throughput import Run

PERCENTILES = (50, 95, 99)
ALTERNATIVES = (
    "enrich",
    "nlp_pipe",
    "nlp_pipe_products",
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
    ours = rows[LAGEBILD]
    runs = list(ours.runs.values())
    curve = [size for load in result.loads for size in load.pss_mb]
    return {
        "articles_per_s": _rounded(median(run.articles_per_s for run in runs)),
        "words_per_s": _rounded(median(run.words / run.seconds for run in runs)),
        **{f"ratio_to_{name}": ratio(ours, rows.get(name)) for name in ALTERNATIVES},
        "two_to_one": ratio(ours, rows.get(LAGEBILD_ONE)),
        "two_to_one_enrich": ratio(rows[ENRICH], rows.get(ENRICH_ONE)),
        "cache_to_none": ratio(rows[LAGEBILD_CACHE], ours) if LAGEBILD_CACHE in rows else None,
        "articles_per_cpu_s": _rounded(median(run.articles / run.cpu_s for run in runs)),
        "cpu_s_per_article": _rounded(median(run.cpu_s / run.articles for run in runs)),
        "latency_ms": {str(load.percent): _latency(load) for load in result.loads},
        "peak_pss_mb": _rounded(max([*curve, *(run.pss_mb for run in runs)])),
        "pss_curve_mb": [_rounded(size) for size in curve],
        "cold_start_s": _rounded(median(result.starts_s)),
        "cold_starts_s": [_rounded(value) for value in result.starts_s],
        "processes": result.processes,
        "articles_a_round": result.articles_a_round,
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


def ratio(ours: Row, other: Row | None) -> float | None:
    """Median of the ratios of articles a second within each round: drift between rounds falls out."""
    if other is None:
        return None
    both = ours.runs.keys() & other.runs.keys()
    return _rounded(median(ours.runs[n].articles_per_s / other.runs[n].articles_per_s for n in both)) if both else None


def table(result: Result) -> Iterable[dict[str, str]]:
    """One line a contender, medians over the rounds."""
    ours = next(row for row in result.rows if row.contender.name == LAGEBILD)
    for row in result.rows:
        runs = list(row.runs.values())
        share = ratio(row, ours)
        yield {
            "what": row.contender.title,
            "articles/s": _shown(runs, lambda run: run.articles_per_s, ".1f") or row.problem or "",
            "words/s": _shown(runs, lambda run: run.words / run.seconds, ".0f"),
            "of ours": f"{share:.2f}" if share and row is not ours else "",
            "CPU ms/article": _shown(runs, lambda run: 1000 * run.cpu_s / run.articles, ".1f"),
            "PSS MB": _shown(runs, lambda run: run.pss_mb, ".0f"),
        }


def latency_table(result: Result) -> Iterable[dict[str, str]]:
    """One line a load."""
    for load in result.loads:
        figures = {f"p{percent} ms": f"{load.percentile(percent):.0f}" for percent in PERCENTILES}
        yield {"load %": str(load.percent), "articles/s": f"{load.offered_per_s:.1f}", **figures}


def _shown(runs: Sequence[Run], figure: Any, form: str) -> str:
    return format(median(map(figure, runs)), form) if runs else ""


def _row(row: Row) -> dict[str, Any]:
    return {
        "name": row.contender.name,
        "title": row.contender.title,
        "asked_processes": row.processes,
        "problem": row.problem,
        "rounds": [{"round": number, **_run(run)} for number, run in row.runs.items()],
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
