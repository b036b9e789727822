"""The dashboard as code: `python -m deploy.grafana.build` writes `lagebild.json`, `--check` fails where it differs.

Queries are over what `/metrics` of the workers has (streams/delivery/metrics.py, streams/view/metrics.py). Both roles
say the lag of a raw partition, so lag is the greatest that anybody says.
"""

import sys
from dataclasses import dataclass
from pathlib import Path

from grafana_foundation_sdk.builders import dashboard, prometheus, timeseries
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models.dashboard import DataSourceRef

FILE = Path(__file__).parent / "lagebild.json"
LAG = "max by (partition) (lagebild_lag_records)"


@dataclass(frozen=True)
class Graph:
    """`queries`: PromQL -> legend; `unit` as Grafana names it."""

    title: str
    says: str
    unit: str
    queries: dict[str, str]


ROWS: dict[str, list[Graph]] = {
    "Flow": [
        Graph(
            "Throughput",
            "Articles delivered a second, by outcome: enriched, or the dead letter's code.",
            "short",
            {"sum by (outcome) (rate(lagebild_outcomes_total[5m]))": "{{outcome}}"},
        ),
        Graph(
            "Records waiting",
            "Records of the raw topic that have no outcome yet.",
            "short",
            {LAG: "partition {{partition}}"},
        ),
        Graph(
            "Age of the lag",
            "For how long records have waited in a partition while none was committed; since the last commit.",
            "s",
            {
                "max by (partition) (lagebild_standing_seconds)": "partition {{partition}} stands",
                "time() - max(lagebild_last_commit_timestamp_seconds)": "since the last commit",
            },
        ),
        Graph(
            "Time to drain",
            "Records waiting by throughput: how long it takes if nothing more comes.",
            "s",
            {f"sum({LAG}) / sum(rate(lagebild_outcomes_total[5m]))": "seconds"},
        ),
    ],
    "Latency and rejections": [
        Graph(
            "Latency",
            "From the reception of an article to its enrichment, as the view counts it.",
            "s",
            {
                f"histogram_quantile({share}, sum by (le) (rate(lagebild_enrich_latency_seconds_bucket[5m])))": name
                for share, name in ((0.5, "median"), (0.95, "95 %"), (0.99, "99 %"))
            },
        ),
        Graph(
            "Rejected, by code",
            "Dead letters an hour. Embargoed, withheld and canceled are what a wire does; the others are worth a look.",
            "short",
            {'sum by (outcome) (3600 * rate(lagebild_outcomes_total{outcome!="enriched"}[15m]))': "{{outcome}}"},
        ),
    ],
    "Workers": [
        Graph(
            "Analysis processes",
            "How many there are; how many died or ran past their time in ten minutes.",
            "short",
            {
                "sum(lagebild_pool_processes)": "processes",
                "sum(increase(lagebild_pool_deaths_total[10m]))": "died",
                "sum(increase(lagebild_pool_timeouts_total[10m]))": "out of time",
            },
        ),
        Graph(
            "Members and rebalances",
            "Members of the consumer groups, workers that are ready, rebalances in ten minutes.",
            "short",
            {
                "max(lagebild_workers)": "members",
                "sum(lagebild_ready)": "ready",
                "sum(increase(lagebild_rebalances_total[10m]))": "rebalances",
            },
        ),
        Graph(
            "Memory of the main process",
            "Resident; the analysis processes are beside it, each with a limit of its own.",
            "bytes",
            {"process_resident_memory_bytes and on (instance) lagebild_ready": "{{instance}}"},
        ),
        Graph(
            "Event loop and cache",
            "How late the event loop was in the last minute (99 %); the share of sentences analysed before.",
            "short",
            {
                'max(lagebild_loop_lag_seconds{quantile="0.99"})': "loop, s",
                "sum(rate(lagebild_sentence_cache_hits_total[5m]))"
                " / sum(rate(lagebild_sentence_cache_lookups_total[5m]))": "cache hits",
            },
        ),
    ],
    "View": [
        Graph(
            "Articles held", "What the view has in memory.", "short", {"lagebild_view_held_articles": "{{instance}}"}
        ),
        Graph(
            "Unreadable records",
            "Records of the enriched topic that are no enriched article, an hour.",
            "short",
            {"3600 * rate(lagebild_view_unreadable_total[15m])": "{{instance}}"},
        ),
    ],
}


def build() -> str:
    """The dashboard as Grafana imports it."""
    source = DataSourceRef(type_val="prometheus", uid="${datasource}")
    page = (
        dashboard.Dashboard("Lagebild")
        .uid("lagebild")
        .tags(["lagebild"])
        .refresh("30s")
        .time("now-6h", "now")
        .timezone("browser")
        .with_variable(dashboard.DatasourceVariable("datasource").label("Prometheus").type("prometheus"))
    )
    number = 0
    for title, graphs in ROWS.items():
        number += 1
        page = page.with_row(dashboard.Row(title).id(number))
        for graph in graphs:
            number += 1
            panel = timeseries.Panel().id(number).title(graph.title).description(graph.says).unit(graph.unit)
            panel = panel.datasource(source)
            for letter, (query, legend) in zip("ABCDEF", graph.queries.items(), strict=False):
                panel = panel.with_target(prometheus.Dataquery().ref_id(letter).expr(query).legend_format(legend))
            page = page.with_panel(panel)
    return JSONEncoder(sort_keys=True, indent=1).encode(page.build()) + "\n"


if __name__ == "__main__":
    if "--check" in sys.argv:
        sys.exit(FILE.read_text("utf-8") != build())
    FILE.write_text(build(), "utf-8")
