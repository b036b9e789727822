"""The metrics that the code exposes: their names as Prometheus has them, and their labels."""

import ast
from collections.abc import Mapping

from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest

from tests.deploy.files import ROOT

MODULES = ("streams/delivery/metrics.py", "streams/view/metrics.py")
SUFFIXES = {
    "GaugeMetricFamily": ("",),
    "CounterMetricFamily": ("_total",),
    "HistogramMetricFamily": ("_bucket", "_sum", "_count"),
}
SCRAPED = {"instance", "job"}
"""Labels that Prometheus adds."""


def exposed() -> Mapping[str, set[str]]:
    """Name -> labels, read from the calls that make the metrics: a worker need not run for it."""
    found: dict[str, set[str]] = {}
    for module in MODULES:
        for node in ast.walk(ast.parse((ROOT / module).read_text("utf-8"))):
            kind = getattr(getattr(node, "func", None), "id", None)
            if isinstance(node, ast.Call) and kind in SUFFIXES:
                labels = {keyword.arg: keyword.value for keyword in node.keywords}.get("labels")
                names = set(ast.literal_eval(labels)) if labels is not None else set()
                for suffix in SUFFIXES[kind]:
                    more = {"le"} if suffix == "_bucket" else set()
                    found[ast.literal_eval(node.args[0]) + suffix] = names | more
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    lines = generate_latest(registry).decode().splitlines()
    return found | {line.split()[0]: set() for line in lines if not line.startswith("#")}
