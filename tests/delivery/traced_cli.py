"""`lagebild` with an OpenTelemetry SDK whose spans go to the file SPANS, a line of JSON each."""

import os
import sys
from pathlib import Path

from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import ConsoleSpanExporter, SimpleSpanProcessor

from streams.cli import main

if __name__ == "__main__":
    provider = TracerProvider(shutdown_on_exit=False)
    file = Path(os.environ["SPANS"]).open("a", encoding="utf-8")  # noqa: SIM115 - as long as the process
    exporter = ConsoleSpanExporter(out=file, formatter=lambda span: span.to_json(indent=None) + "\n")
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    trace.set_tracer_provider(provider)
    sys.exit(main())
