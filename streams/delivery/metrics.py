"""The enrich worker's numbers in Prometheus' form, read when they are asked for."""

from collections.abc import Iterable

from prometheus_client import CollectorRegistry, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from streams.delivery.flow import EnrichFlow
from streams.delivery.looplag import LoopLag
from streams.delivery.pool import AnalysisPool


def registry_of(flow: EnrichFlow, pool: AnalysisPool, loop_lag: LoopLag) -> CollectorRegistry:
    """A registry of its own, so that two apps in one process do not meet; `process_*` are of the main process."""
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    registry.register(_EnrichCollector(flow, pool, loop_lag))
    return registry


class _EnrichCollector(Collector):
    def __init__(self, flow: EnrichFlow, pool: AnalysisPool, loop_lag: LoopLag) -> None:
        self._flow = flow
        self._pool = pool
        self._loop_lag = loop_lag

    def describe(self) -> list[Metric]:
        """Empty: registering must not ask for numbers that are not there yet."""
        return []

    def collect(self) -> Iterable[Metric]:
        flow, pool = self._flow, self._pool
        outcomes = CounterMetricFamily(
            "lagebild_outcomes",
            "Articles delivered since the start: enriched, or the dead letter's code",
            labels=["outcome"],
        )
        for outcome, count in sorted(flow.progress.outcomes.items()):
            outcomes.add_metric([outcome], count)
        yield outcomes
        yield GaugeMetricFamily(
            "lagebild_throughput_articles_per_second",
            "Articles delivered, mean of the last minute",
            flow.progress.rate(),
        )
        lag = GaugeMetricFamily(
            "lagebild_lag_records", "Records of a raw partition not delivered yet", labels=["partition"]
        )
        for partition, count in sorted(flow.lag().items()):
            lag.add_metric([str(partition)], count)
        yield lag
        standing = GaugeMetricFamily(
            "lagebild_standing_seconds",
            "For how long records have waited in a raw partition and none was committed",
            labels=["partition"],
        )
        for partition, seconds in sorted(flow.standing_s().items()):
            standing.add_metric([str(partition)], seconds)
        yield standing
        if at := flow.committed_at():
            yield GaugeMetricFamily(
                "lagebild_last_commit_timestamp_seconds", "When an offset was last committed", at.timestamp()
            )
        yield GaugeMetricFamily("lagebild_ready", "1 where the worker is ready, else 0", float(flow.ready()[0]))
        yield CounterMetricFamily(
            "lagebild_rebalances", "Times that partitions were assigned to this worker", flow.progress.rebalances
        )
        yield GaugeMetricFamily("lagebild_pool_processes", "Analysis processes", pool.size)
        yield CounterMetricFamily("lagebild_pool_deaths", "Analysis processes that died", pool.deaths)
        yield CounterMetricFamily("lagebild_pool_timeouts", "Analyses that ran past their time", pool.timeouts)
        use = pool.cache_use
        yield CounterMetricFamily(
            "lagebild_sentence_cache_lookups",
            "Sentences that were looked up in the caches of the processes",
            use.lookups,
        )
        yield CounterMetricFamily("lagebild_sentence_cache_hits", "Those that had been analysed before", use.hits)
        loop_lag = GaugeMetricFamily(
            "lagebild_loop_lag_seconds", "How late the event loop was in the last minute", labels=["quantile"]
        )
        for share in (0.5, 0.99, 1.0):
            loop_lag.add_metric([str(share)], self._loop_lag.quantile(share))
        yield loop_lag
