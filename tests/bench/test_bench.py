"""The whole benchmark in small: our worker and bare `enrich`, on one process."""

import json
import os
import signal
import subprocess
from pathlib import Path

import pytest

from streams.bench import figures
from streams.bench.contenders import ENRICH, OTHERS, Contender
from streams.bench.machine import circumstances
from streams.bench.processes import descendants
from streams.bench.run import Plan, bench, bench_soak
from streams.settings import Settings
from tests.cli.running import COMMAND, environment, lagebild
from tests.processes import running
from tests.wire import wait_until

TINY = Plan(seconds=5, rounds=1, load_seconds=2, starts=1, limit_s=120)
ASKED = {
    "ratio_to_enrich",
    "ratio_to_nlp_pipe",
    "ratio_to_naive_faust",
    "ratio_to_quix",
    "ratio_to_bytewax",
    "articles_per_cpu_s",
    "latency_ms",
    "peak_pss_mb",
    "cold_start_s",
}
ABSENT = Contender("bytewax", "Bytewax", "kafka", lambda settings, processes: [], needs=("no_such_module",))


def test_a_tiny_benchmark_gives_every_figure() -> None:
    others = [*(contender for contender in OTHERS if contender.name == ENRICH), ABSENT]
    result = bench(Settings(), [], 1, TINY, lambda line: None, others)
    found = json.loads(json.dumps(figures.as_json(result, circumstances())))
    assert not ASKED - found.keys()
    assert 0.1 < found["ratio_to_enrich"] < 10
    assert found["ratio_to_bytewax"] is None
    assert [row["problem"] for row in found["rows"]] == [None, "not installed (no_such_module)"]
    assert found["latency_ms"].keys() == {"25", "50", "80"}
    for load in found["latency_ms"].values():
        assert 0 < load["p50"] <= load["p95"] <= load["p99"]
    assert 0 < found["cold_start_s"] < 60
    assert found["peak_pss_mb"] > 100
    assert found["machine"]["cores"] >= 1
    table = list(figures.table(result))
    assert [line["ours to it"] for line in table][2] == "not installed (no_such_module)"


def test_a_short_soak_gives_a_memory_curve() -> None:
    result = bench_soak(Settings(), [], 1, 0.1, lambda line: None)
    found = figures.soak_as_json(result, circumstances())["soak"]
    assert found["articles"] > 0
    assert found["rejected"] == 0
    assert len(found["pss_mb_by_minute"]) >= 3
    assert all(size > 50 for _, size in found["pss_mb_by_minute"])


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_benchmark_leaves_nothing_behind(number: signal.Signals, tmp_path: Path) -> None:
    process = subprocess.Popen(
        [*COMMAND, "bench", "--quick", "--jobs", "1", "--json", str(tmp_path / "bench.json")],
        env=environment(TMPDIR=str(tmp_path)),
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        wait_until(lambda: len(descendants([process.pid])) > 3, 90)  # the broker, a contender and its processes
        family = descendants([process.pid])[1:]
        process.send_signal(number)
        assert process.wait(60) == 130
        wait_until(lambda: not any(map(running, family)), 20)
        assert not list(tmp_path.glob("lagebild-bench-*"))
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def test_a_file_that_cannot_be_written_is_a_usage_error_at_once(tmp_path: Path) -> None:
    result = lagebild("bench", "--quick", "--json", str(tmp_path / "no" / "bench.json"))
    assert result.returncode == 2
    assert b"No such file" in result.stderr


def test_articles_that_are_not_there_are_one_line(tmp_path: Path) -> None:
    result = lagebild("bench", "--quick", "--articles", "no-such-file.jsonl")
    assert result.returncode == 1
    assert result.stderr.decode().splitlines() == ["lagebild: no-such-file.jsonl: no such file, and no file matches it"]
