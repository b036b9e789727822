"""`lagebild enrich`: the same enrichment without Kafka."""

import os
from pathlib import Path

import orjson
import pytest

from tests.cli.running import lagebild

SHARED = Path(os.environ.get("LAGEBILD_SHARED") or Path(__file__).parents[3] / "shared")
SEED = SHARED / "data" / "wire" / "seed_de.txt"


def lines(output: bytes) -> list[dict]:
    return [orjson.loads(line) for line in output.splitlines()]


def test_articles_come_out_in_the_order_of_the_input() -> None:
    articles = b"\n".join(b'{"id": "%d", "body": "Moskau und Kiew"}' % number for number in range(50))
    for jobs in ("1", "2"):
        result = lagebild("enrich", "-", "--format", "jsonl", "--jobs", jobs, stdin=articles)
        assert [record["id"] for record in lines(result.stdout)] == [str(number) for number in range(50)]


def test_without_kafka_there_is_no_origin() -> None:
    (record,) = lines(lagebild("enrich", stdin=b'{"body": "Der Kreml warnt Warschau."}').stdout)
    assert record["origin"] is None
    assert {country["code"] for country in record["countries"]} == {"RU", "PL"}


def test_a_rejected_article_is_one_line_on_stderr_and_the_status_stays_0() -> None:
    wire = b'{"id": "good", "body": "Moskau"}\n{"id": "bad", "body": 7}\nno JSON\n{"id": "last", "body": "Kiew"}\n'
    result = lagebild("enrich", "-", "--format", "jsonl", stdin=wire)
    assert [record["id"] for record in lines(result.stdout)] == ["good", "last"]
    errors = result.stderr.decode().splitlines()
    assert len(errors) == 2
    assert errors[0].startswith("rejected bad: wrong-type: ")
    assert ": not-json: " in errors[1]
    assert result.returncode == 0


def test_a_file_that_is_not_there_is_a_usage_error() -> None:
    assert lagebild("enrich", "no-such-file").returncode == 2


@pytest.mark.skipif(not SEED.exists(), reason="the shared data are not beside this checkout")
def test_the_seed_dispatch() -> None:
    (record,) = lines(lagebild("enrich", str(SEED)).stdout)
    check_seed(record)


def check_seed(record: dict) -> None:
    """What a reader finds in it: five countries, two bodies, and places with exact offsets."""
    text = record["text"]
    assert {country["code"] for country in record["countries"]} == {"KP", "RU", "UA", "US", "KR"}
    assert {group["code"] for group in record["groups"] if group["how"] == "named"} == {"NATO", "UN"}
    assert all(text[entity["start"] : entity["end"]] == entity["text"] for entity in record["entities"])
    linked = {entity["text"]: entity["country"] for entity in record["entities"] if entity["id"]}
    places = {"Moskau": "RU", "Pjöngjang": "KP", "Seoul": "KR", "Kremls": "RU", "Wladiwostok": "RU", "Kursk": "RU"}
    assert places.items() <= linked.items()
