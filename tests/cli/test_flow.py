"""The whole way: fed through real Kafka and real workers, read again with every command."""

import signal
import subprocess
from pathlib import Path

import orjson
import pytest

from streams import topics
from streams.broker.node import free_port
from streams.feeds.sample import sample_files
from tests.cli.running import COMMAND, environment, lagebild
from tests.cli.test_enrich import SEED, check_seed
from tests.wire import Wire, wait_until


@pytest.fixture
def flowing(wire: Wire) -> Wire:
    wire.start_worker("enrich")
    wire.start_worker("view")
    return wire


def test_the_sample_wire_flows_into_records_and_pages(flowing: Wire) -> None:
    fed = lagebild("feed", *map(str, sample_files()), "--json", settings=flowing.settings)
    sent = orjson.loads(fed.stdout)["sent"]
    flowing.wait_drained()

    account = orjson.loads(lagebild("audit", "--json", settings=flowing.settings).stdout)
    assert account["raw"] == sent == account["enriched"] + account["rejected"]
    assert account["rejected"] > 0
    assert account["clean"]

    view = flowing.workers["view", 0].wait_ready()
    status, page = view.get("/")
    assert status == 200
    assert "embargoed" in page
    article = next(record for record in flowing.read(topics.ENRICHED) if b"/" not in record.key)
    status, page = view.get(f"/articles/{article.key.decode()}")
    assert status == 200
    assert "<mark" in page
    assert orjson.loads(view.get("/api/countries")[1])["countries"]
    assert orjson.loads(view.get("/api/articles?limit=5")[1])["articles"]
    for worker in flowing.workers.values():
        assert worker.get("/health/live")[0] == 200
        assert "lagebild_" in worker.get("/metrics")[1]
    assert "lagebild_rebalances_total 1.0" in flowing.workers["enrich", 0].get("/metrics")[1]


def test_tail_prints_json_lines_in_a_pipe(flowing: Wire) -> None:
    flowing.send(
        [{"id": "a", "body": "Moskau"}, {"id": "b", "body": "Kiew"}, {"id": "c", "language": "en", "body": "Moscow"}]
    )
    flowing.send([b"no JSON"])
    flowing.wait_drained()

    def tail(*arguments: str) -> list[dict]:
        result = lagebild("tail", *arguments, "--from", "beginning", settings=flowing.settings)
        assert result.returncode == 0, result.stderr
        return [orjson.loads(line) for line in result.stdout.splitlines()]

    assert {record["id"] for record in tail("articles.enriched", "--max", "3")} == {"a", "b", "c"}
    assert [record["id"] for record in tail("articles.enriched", "--country", "ua", "--max", "1")] == ["b"]
    assert [record["id"] for record in tail("articles.enriched", "--language", "en", "--max", "1")] == ["c"]
    assert {record["entity"]["country"] for record in tail("geo.mentions", "--max", "3")} == {"RU", "UA"}
    (letter,) = tail("articles.rejected", "--max", "1")
    assert (letter["code"], letter["value"]) == ("not-json", "no JSON")


def test_tail_ends_cleanly_on_a_closed_pipe(flowing: Wire) -> None:
    flowing.send({"id": str(number), "body": "Moskau"} for number in range(200))
    flowing.wait_drained()
    with subprocess.Popen(
        [*COMMAND, "tail", "articles.enriched", "--from", "beginning"],
        env=environment(flowing.settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as tail:
        assert tail.stdout and tail.stderr
        tail.stdout.readline()
        tail.stdout.close()
        flowing.send([{"id": "one more", "body": "Moskau"}])
        assert tail.wait(60) == 0
        assert tail.stderr.read() == b""


@pytest.mark.skipif(not SEED.exists(), reason="the shared data are not beside this checkout")
def test_kafka_and_the_command_line_give_the_same_record(flowing: Wire) -> None:
    lagebild("feed", str(SEED), settings=flowing.settings)
    flowing.wait_drained()
    (record,) = [orjson.loads(found.value) for found in flowing.read(topics.ENRICHED)]
    check_seed(record)
    alone = orjson.loads(lagebild("enrich", str(SEED)).stdout)
    assert record["origin"]["offset"] == 0
    for name in ("received_at", "enriched_at", "origin"):
        del record[name], alone[name]
    assert record == alone


def test_a_megabyte_of_names_is_accounted_for(flowing: Wire) -> None:
    flowing.send([{"id": "big", "body": "Moskau " * 140_000}, {"id": "next", "body": "Kiew"}])
    flowing.wait_drained()
    account = flowing.audit()
    assert (account.raw, account.pending, account.lost, account.duplicated) == (2, 0, 0, 0)


def test_faust_itself_can_run_the_worker(wire: Wire, tmp_path: Path) -> None:
    wire.send([{"id": "a", "body": "Moskau"}])
    log = tmp_path / "faust.log"
    settings = wire.settings.with_(enrich_port=free_port())
    with log.open("wb") as output:
        faust = subprocess.Popen(
            [COMMAND[0], "-m", "faust", "-A", "streams.app", "worker"],
            env=environment(settings),
            stdout=output,
            stderr=output,
        )
    try:
        wait_until(lambda: wire.lag() == 0, 60, lambda: log.read_text()[-2000:])
    finally:
        faust.send_signal(signal.SIGTERM)
        faust.wait(30)
    assert wire.audit().enriched == 1
