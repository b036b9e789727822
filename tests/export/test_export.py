"""`lagebild export` as it is called, on a real topic."""

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow.parquet
import pytest
from kafka import KafkaProducer

from streams.export.run import slice_file, slices
from streams.settings import Settings
from streams.topics import REJECTED, topic_name
from tests.cli.running import lagebild
from tests.export.sample import ENGLISH, GERMAN, article, put

pytestmark = pytest.mark.broker
T0 = datetime(2024, 10, 21, 8, tzinfo=UTC)


def at(hours: float) -> int:
    return int((T0 + timedelta(hours=hours)).timestamp() * 1000)


def rows(output: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(output.decode())))


def test_an_export_holds_each_article_once_filtered_and_in_its_time(settings: Settings) -> None:
    put(settings, [article(ENGLISH, "early")], at(0))
    put(settings, [article(ENGLISH, "mended", version=1), article(GERMAN, "other")], at(1))
    put(settings, [article(ENGLISH, "mended", version=3)], at(1.5))
    put(settings, [b"no article"], at(1.6), key="x")
    put(settings, [article(ENGLISH, "late")], at(2))
    done = lagebild(
        *("export", "--format", "csv", "--country", "ir", "--from", "2024-10-21T09:00Z", "--to", "2024-10-21T10:00Z"),
        settings=settings,
    )
    assert [(row["article"], row["version"], row["actor_country"]) for row in rows(done.stdout)] == [
        ("mended", "3", "IR")
    ]
    unreadable, summary = done.stderr.decode().splitlines()
    assert done.returncode == 1
    assert "is no enriched article" in unreadable
    assert "1 rows; 4 records read, 1 replaced or withdrawn" in summary
    assert summary.endswith("the next --from is 2024-10-21T10:00:00Z")


def test_what_its_source_has_killed_or_withheld_since_is_not_exported(settings: Settings) -> None:
    put(settings, [article(ENGLISH, name, version=2) for name in ("killed", "held", "back", "stays")], at(0))
    put(settings, [article(ENGLISH, "back", version=4)], at(0))
    producer = KafkaProducer(bootstrap_servers=settings.brokers)
    for name, version, code in (
        ("killed", 2, "canceled"),
        ("held", 3, "withheld"),
        ("back", 3, "canceled"),
        ("stays", 3, "embargoed"),
    ):
        value = json.dumps({"id": name, "version": version, "body": "x"}).encode()
        headers = [("error.code", code.encode())]
        producer.send(
            topic_name(settings, REJECTED), key=name.encode(), value=value, headers=headers, timestamp_ms=at(1)
        )
    producer.flush()
    producer.close()
    done = lagebild("export", "--format", "csv", settings=settings)
    assert {row["article"] for row in rows(done.stdout)} == {"back", "stays"}
    assert b"5 records read, 3 replaced or withdrawn" in done.stderr


def test_two_adjoining_times_hold_together_what_one_holds(settings: Settings) -> None:
    for hour in range(4):
        put(settings, [article(ENGLISH, f"article {hour}")], at(hour))

    def exported(*arguments: str) -> list[str]:
        return [
            row["event"] for row in rows(lagebild("export", "--format", "csv", *arguments, settings=settings).stdout)
        ]

    parts = exported("--to", "2024-10-21T10:00Z") + exported("--from", "2024-10-21T10:00Z")
    assert sorted(parts) == sorted(exported())
    assert len(parts) == 20


def test_an_export_a_day_goes_on_where_it_was_interrupted(settings: Settings, tmp_path: Path) -> None:
    put(settings, [article(ENGLISH, "first")], at(0))
    put(settings, [article(ENGLISH, "second")], at(24))
    there = slice_file(tmp_path, "parquet", "events", datetime(2024, 10, 21, tzinfo=UTC))
    there.write_bytes(b"from an earlier run")
    done = lagebild(
        *("export", "--format", "parquet", "--every", "day", "-o", str(tmp_path)),
        *("--from", "2024-10-21T08:00Z", "--to", "2024-10-23T12:00Z"),
        settings=settings,
    )
    assert done.returncode == 0, done.stderr
    assert there.read_bytes() == b"from an earlier run"
    (new,) = set(tmp_path.iterdir()) - {there}
    assert new.name == "parquet-events-2024-10-22T00Z.parquet"
    assert set(pyarrow.parquet.read_table(new)["article"].to_pylist()) == {"second"}


def test_slices_are_whole_and_over() -> None:
    start, now = T0, datetime.now(UTC)
    found = list(slices(start, T0 + timedelta(hours=2.5), "hour"))
    assert found == [(T0, T0 + timedelta(hours=1)), (T0 + timedelta(hours=1), T0 + timedelta(hours=2))]
    assert list(slices(now, now + timedelta(days=3), "hour")) == []


@pytest.mark.parametrize(
    "arguments, said",
    [
        (("--format", "gdelt", "--records", "articles"), "knows events alone"),
        (("--format", "csv", "--from", "2024-10-22T08:00Z", "--to", "2024-10-21T08:00Z"), "must lie before"),
        (("--format", "csv", "--every", "day"), "needs --from"),
        (("--format", "csv", "--from", "yesterday"), "is no time"),
        (
            (
                "--format",
                "xml",
            ),
            "xml",
        ),
    ],
)
def test_what_does_not_fit_together_is_said_before_kafka_is_asked(arguments: tuple[str, ...], said: str) -> None:
    done = lagebild("export", *arguments, LAGEBILD_BROKERS="127.0.0.1:1")
    assert done.returncode == 2
    assert said in done.stderr.decode()


def test_a_file_that_cannot_be_written_is_one_line(settings: Settings, tmp_path: Path) -> None:
    done = lagebild("export", "--format", "csv", "-o", str(tmp_path / "no" / "file"), settings=settings)
    assert (done.returncode, done.stderr.count(b"\n")) == (1, 1)
    assert b"cannot be written" in done.stderr
