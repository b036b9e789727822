"""The view's numbers in Prometheus' form, read from the projection when they are asked for."""

from collections.abc import Iterable

from prometheus_client import CollectorRegistry, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from streams.view.projection import LATENCY_BOUNDS_S
from streams.view.state import ViewState


def registry_of(view: ViewState) -> CollectorRegistry:
    """A registry of its own, so that two apps in one process do not meet."""
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    registry.register(_ViewCollector(view))
    return registry


class _ViewCollector(Collector):
    def __init__(self, view: ViewState) -> None:
        self._view = view

    def describe(self) -> list[Metric]:
        """Empty: registering must not ask delivery for numbers it does not have yet."""
        return []

    def collect(self) -> Iterable[Metric]:
        projection, flow, state = self._view.projection, self._view.flow, self._view.pipeline()
        yield CounterMetricFamily(
            "lagebild_view_articles",
            "Enriched records the view has taken in since its start",
            projection.articles_total,
        )
        yield CounterMetricFamily(
            "lagebild_view_unreadable",
            "Records of the enriched topic that are no enriched article",
            projection.unreadable,
        )
        yield GaugeMetricFamily("lagebild_view_held_articles", "Articles the view holds", len(projection.rows))
        yield GaugeMetricFamily(
            "lagebild_throughput_articles_per_second",
            "Articles enriched per second, mean over the last minute",
            projection.throughput(self._view.clock()),
        )
        yield _latency(projection.latency_counts, projection.latency_sum_s)
        rejected = CounterMetricFamily(
            "lagebild_rejected_articles",
            "Articles rejected since the view's start, by dead-letter code",
            labels=["code"],
        )
        for code, n in sorted(projection.rejections.by_code.items()):
            rejected.add_metric([code], n)
        yield rejected
        lag = GaugeMetricFamily(
            "lagebild_lag_records", "Records of a raw partition that are not enriched yet", labels=["partition"]
        )
        for partition, n in sorted(flow.lag().items()):
            lag.add_metric([str(partition)], n)
        yield lag
        if committed_at := flow.committed_at():
            yield GaugeMetricFamily(
                "lagebild_last_commit_timestamp_seconds", "When an offset was last committed", committed_at.timestamp()
            )
        yield GaugeMetricFamily("lagebild_ready", "1 where the worker is ready, else 0", float(flow.ready()[0]))
        yield GaugeMetricFamily("lagebild_workers", "Members of the consumer groups", len(state.workers))
        if state.rebalances is not None:
            yield CounterMetricFamily("lagebild_rebalances", "Rebalances since the worker's start", state.rebalances)


def _latency(counts: list[int], sum_s: float) -> Metric:
    total, buckets = 0, []
    for bound, n in zip([*map(str, LATENCY_BOUNDS_S), "+Inf"], counts, strict=True):
        total += n
        buckets.append((bound, float(total)))
    return HistogramMetricFamily(
        "lagebild_enrich_latency_seconds",
        "From the reception of an article to its enrichment",
        buckets=buckets,
        sum_value=sum_s,
    )
