"""`traceparent` goes through all topics, and an article is one span."""

import json
from pathlib import Path

import pytest
from kafka import KafkaProducer

from streams.headers import trace_headers
from streams.topics import ENRICHED, EVENTS, MENTIONS, RAW, REJECTED, topic_name
from tests.wire import Wire

TRACE, SPAN = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
PARENT = f"00-{TRACE}-{SPAN}-01".encode()


@pytest.mark.parametrize(
    "value",
    [
        None,
        b"",
        b"00-" + b"0" * 32 + b"-b7ad6b7169203331-01",
        b"ff" + PARENT[2:],
        PARENT.upper(),
        PARENT + b"-more",
        b"\xff" * 55,
    ],
)
def test_a_wrong_traceparent_is_not_passed_on(value: bytes | None) -> None:
    assert trace_headers([("other", PARENT), ("traceparent", value)]) == ()


def test_a_traceparent_is_passed_on_as_it_came() -> None:
    assert trace_headers([("traceparent", PARENT)]) == (("traceparent", PARENT),)


@pytest.mark.broker
def test_every_output_has_the_traceparent_of_its_article_and_the_article_is_one_span(
    wire: Wire, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spans = tmp_path / "spans"
    monkeypatch.setenv("SPANS", str(spans))
    text = "Iran condemned Israel on Monday."
    producer = KafkaProducer(bootstrap_servers=wire.settings.brokers)
    raw = topic_name(wire.settings, RAW)
    traced = [("traceparent", PARENT)]
    told = json.dumps({"id": "told", "body": text, "language": "en"}).encode()
    producer.send(raw, key=b"told", value=told, headers=traced)
    producer.send(raw, key=b"bad", value=b"{", headers=traced)
    producer.send(raw, key=b"plain", value=json.dumps({"id": "plain", "body": "Moskau"}).encode())
    producer.flush()
    producer.close()
    worker = wire.start_worker(module="tests.delivery.traced_cli")
    wire.wait_drained(120)
    assert worker.stop() == 0

    for base in (ENRICHED, MENTIONS, EVENTS, REJECTED):
        found = {record.key: dict(record.headers).get("traceparent") for record in wire.read(base)}
        assert PARENT in found.values(), base
    plain = next(record for record in wire.read(ENRICHED) if record.key == b"plain")
    assert "traceparent" not in dict(plain.headers)

    told = [json.loads(line) for line in spans.read_text("utf-8").splitlines()]
    outcomes = sorted((span["attributes"]["lagebild.outcome"], len(span["links"])) for span in told)
    assert outcomes == [("enriched", 0), ("enriched", 1), ("not-json", 1)]
    linked = next(span for span in told if span["links"])
    assert linked["links"][0]["context"]["trace_id"] == f"0x{TRACE}"
    assert linked["kind"] == "SpanKind.CONSUMER"
    assert linked["start_time"] < linked["end_time"]
