"""Replay, with a real worker."""

from collections import Counter
from datetime import UTC, datetime, timedelta

from streams.delivery.replay import replay_raw, replay_rejected
from streams.topics import RAW, REJECTED
from tests.wire import Wire

GOOD = {"id": "test:1", "title": "Meldung", "body": "Moskau und Kiew sprechen mit den USA."}
EMBARGOED = {**GOOD, "id": "test:2", "embargoed_until": "2999-01-01T00:00:00Z"}
CANCELED = {**GOOD, "id": "test:3", "status": "canceled"}


def headers_of(record) -> dict[str, bytes | None]:
    return dict(record.headers)


def test_rejected_articles_are_replayed_once_and_accounted_for(wire: Wire) -> None:
    wire.start_worker().wait_ready()
    wire.send([GOOD, EMBARGOED, CANCELED, b"{"])
    wire.wait_drained()
    rejected = {record.key: headers_of(record) for record in wire.read(REJECTED)}

    replayed = replay_rejected(wire.settings)
    assert replayed.sent == Counter({"embargoed": 1, "canceled": 1, "not-json": 1})
    wire.wait_drained()
    account = wire.audit()
    assert (account.raw, account.rejected, account.replayed, account.clean) == (7, 6, 3, True)
    repeats = [record for record in wire.read(RAW) if "replay.of" in headers_of(record)]
    for record in repeats:
        was = rejected[record.key]
        origin = "/".join(was[f"origin.{part}"].decode() for part in ("topic", "partition", "offset"))
        assert headers_of(record) == {"replay.of": origin.encode()}

    again = replay_rejected(wire.settings)
    assert (again.matching, again.already, again.sent.total()) == (6, 3, 3)


def test_rejected_articles_are_chosen_by_code_and_id(wire: Wire) -> None:
    wire.start_worker().wait_ready()
    wire.send([GOOD, EMBARGOED, {**EMBARGOED, "id": "test:4"}, CANCELED])
    wire.wait_drained()
    assert replay_rejected(wire.settings, codes=["embargoed"], dry=True).sent == Counter(embargoed=2)
    assert replay_rejected(wire.settings, ids=["test:3"], dry=True).sent == Counter(canceled=1)
    assert replay_rejected(wire.settings, codes=["embargoed"], ids=["test:3"], dry=True).matching == 0
    assert len(wire.read(RAW)) == 4
    assert replay_rejected(wire.settings, codes=["embargoed"], ids=["test:4"]).sent == Counter(embargoed=1)
    (repeat,) = [record for record in wire.read(RAW) if record.headers]
    assert repeat.key == b"test:4"


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


def test_a_record_with_neither_key_nor_value_is_refused(wire: Wire) -> None:
    wire.start_worker().wait_ready()
    wire.send([None])
    wire.wait_drained()
    replayed = replay_rejected(wire.settings)
    assert (replayed.matching, replayed.sent.total()) == (1, 1 - len(replayed.refused))
