"""One span an article, where the process has an OpenTelemetry SDK; without one, nothing is made.

Only OpenTelemetry's API is used (the extra `lagebild[tracing]`): which SDK, exporter and sampling there are is the
operator's (`opentelemetry-instrument lagebild worker`). aiokafka's own instrumentation makes a span for each call to
Kafka, and its names are still changing; an article is what an operator asks for.
"""

from typing import Any

from streams.headers import trace_headers
from streams.outcome import Outcome, RawRecord

try:
    from opentelemetry import trace
except ImportError:
    trace = None  # type: ignore[assignment]


class Spans:
    """Asks for the tracer at the first article: an SDK may be set up after the worker was imported."""

    def __init__(self) -> None:
        self._tracer: Any = None

    @property
    def wanted(self) -> bool:
        """Whether an SDK is there to take spans."""
        if trace is None:
            return False
        if self._tracer is None:
            self._tracer = trace.get_tracer("lagebild")
        return type(trace.get_tracer_provider()).__name__ not in ("ProxyTracerProvider", "NoOpTracerProvider")

    def add(self, record: RawRecord, outcome: Outcome, came_ns: int) -> None:
        """A consumer span from `came_ns` (Unix time) until now, which is when the article's transaction is committed.

        It is a span of its own trace with a link to the one in the record's `traceparent`: a batch has many senders.
        Its names are those of OpenTelemetry's messaging conventions.
        """
        span = self._tracer.start_span(
            f"process {record.origin.topic}",
            kind=trace.SpanKind.CONSUMER,
            links=[trace.Link(sender)] if (sender := _sender(record)) else [],
            attributes={
                "messaging.system": "kafka",
                "messaging.operation.type": "process",
                "messaging.destination.name": record.origin.topic,
                "messaging.destination.partition.id": str(record.origin.partition),
                "messaging.kafka.offset": record.origin.offset,
                "lagebild.outcome": outcome.code or "enriched",
                "lagebild.records": len(outcome.outputs),
            },
            start_time=came_ns,
        )
        span.end()


def _sender(record: RawRecord) -> Any:
    """The span context that the record names; None where it names none."""
    for _, value in trace_headers(record.headers):
        _, trace_id, span_id, flags = (value or b"").decode().split("-")
        return trace.SpanContext(
            int(trace_id, 16), int(span_id, 16), is_remote=True, trace_flags=trace.TraceFlags(int(flags, 16))
        )
    return None
