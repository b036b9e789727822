"""Replay, with a real worker."""

from collections import Counter
from datetime import UTC, datetime, timedelta

from streams.delivery.replay import replay_raw, replay_rejected
from streams.topics import RAW, REJECTED
from tests.wire import Wire

GOOD = {"id": "test:1", "title": "Meldung", "body": "Moskau und Kiew sprechen mit den USA."}
EMBARGOED = {**GOOD, "id": "test:2", "embargoed_until": "2999-01-01T00:00:00Z"}
PARTS = ("topic", "partition", "offset")
CANCELED = {**GOOD, "id": "test:3", "status": "canceled"}


def headers_of(record) -> dict[str, bytes | None]:
    return dict(record.headers)


def test_rejected_articles_are_chosen_and_replayed_once_and_accounted_for(wire: Wire) -> None:
    wire.start_worker().wait_ready()
    wire.send([GOOD, EMBARGOED, {**EMBARGOED, "id": "test:4"}, CANCELED, b"{", None])
    wire.wait_drained()
    assert replay_rejected(wire.settings, codes=["embargoed"], dry=True).sent == Counter(embargoed=2)
    assert replay_rejected(wire.settings, ids=["test:3"], dry=True).sent == Counter(canceled=1)
    assert replay_rejected(wire.settings, codes=["embargoed"], ids=["test:3"], dry=True).matching == 0
    assert replay_rejected(wire.settings, codes=["embargoed"], ids=["test:4"]).sent == Counter(embargoed=1)
    wire.wait_drained()
    rest = replay_rejected(wire.settings)
    assert (rest.already, rest.sent) == (
        1,
        Counter({"embargoed": 2, "canceled": 1, "not-json": 1, "null-value": 1}),
    )
    wire.wait_drained()
    account = wire.audit()
    assert (account.raw, account.enriched, account.rejected, account.replayed, account.clean) == (12, 1, 11, 6, True)
    repeats = [record for record in wire.read(RAW) if record.headers]
    assert len(repeats) == 6
    rejected = {
        (record.key, "/".join(headers_of(record)[f"origin.{part}"].decode() for part in PARTS))
        for record in wire.read(REJECTED)
    }
    for record in repeats:
        assert list(headers_of(record)) == ["replay.of"]
        assert (record.key, headers_of(record)["replay.of"].decode()) in rejected

    again = replay_rejected(wire.settings)
    assert (again.matching, again.already, again.sent.total()) == (11, 6, 5)


def test_a_time_range_of_the_raw_topic_is_replayed_without_earlier_replays(wire: Wire) -> None:
    before = datetime.now(UTC) - timedelta(minutes=1)
    wire.send([GOOD, EMBARGOED])
    later = datetime.now(UTC) + timedelta(minutes=1)
    assert replay_raw(wire.settings, start=before, end=later).sent == Counter(raw=2)
    assert len(wire.read(RAW)) == 4
    assert replay_raw(wire.settings, start=before, ids=["test:1"]).sent == Counter(raw=1)
    assert replay_raw(wire.settings, start=later, dry=True).matching == 0
    assert replay_raw(wire.settings, start=before - timedelta(hours=1), end=before, dry=True).matching == 0
    repeats = [record for record in wire.read(RAW) if record.headers]
    first = [record for record in wire.read(RAW) if not record.headers]
    named = {f"{record.topic}/{record.partition}/{record.offset}": record for record in first}
    assert len(repeats) == 3
    for record in repeats:
        original = named[headers_of(record)["replay.of"].decode()]
        assert (record.key, record.value) == (original.key, original.value)
