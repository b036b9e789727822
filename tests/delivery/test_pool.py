"""The analysis processes: what takes one down takes nothing else with it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Future

import orjson
import pytest

from streams.delivery.pool import TRIES, AnalysisPool
from streams.errors import ConfigurationError, PoolBroken
from streams.outcome import Outcome, RawRecord
from streams.records import Origin, decode_enriched
from streams.settings import Settings
from tests.delivery import poison
from tests.processes import forks, running
from tests.wire import wait_until

SETTINGS = Settings(pool_size=2, article_limit_s=2.0, child_memory_mb=1_500)
POISONED = "tests.delivery.poisoned"


def record(offset: int, text: str) -> RawRecord:
    value = orjson.dumps({"id": f"test:{offset}", "body": text})
    return RawRecord(Origin("articles.raw", 0, offset), str(offset).encode(), value, (), 0)


def batch(**poisoned: str) -> list[RawRecord]:
    """Twenty articles; those named `at7` and so on have the given text."""
    return [record(n, poisoned.get(f"at{n}", f"Meldung {n} aus Moskau.")) for n in range(20)]


Chunks = list["Future[list[Outcome]]"]


def submitted(pool: AnalysisPool, records: list[RawRecord]) -> Chunks:
    """Eight records at a time."""
    return [pool.submit(records[at : at + 8]) for at in range(0, len(records), 8)]


def answered(chunks: Chunks) -> list[Outcome]:
    return [outcome for chunk in chunks for outcome in chunk.result()]


def analysed(pool: AnalysisPool, records: list[RawRecord]) -> list[Outcome]:
    return answered(submitted(pool, records))


def reason(outcome: Outcome) -> str:
    return dict(outcome.outputs[0].headers)["error.reason"].decode()


@pytest.fixture
def pool() -> Iterator[AnalysisPool]:
    pool = AnalysisPool(SETTINGS, POISONED)
    pool.start().result()
    yield pool
    pool.close()


def test_the_outcomes_come_in_the_order_of_the_records(pool: AnalysisPool) -> None:
    outcomes = analysed(pool, batch())
    assert [outcome.origin.offset for outcome in outcomes] == list(range(20))
    assert {outcome.code for outcome in outcomes} == {None}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (poison.EXIT, "ended with status 7, 2 times"),
        (poison.LEAVE_QUIETLY, "ended with status 0, 2 times"),
        (poison.LOOP, "its analysis process took longer than 2 s (LAGEBILD_ARTICLE_LIMIT_S)"),
        (poison.MEMORY, "MemoryError"),
        (poison.RAISE, "ArithmeticError: as the text says"),
    ],
)
def test_poison_in_the_middle_of_a_batch_is_rejected_alone(pool: AnalysisPool, text: str, why: str) -> None:
    outcomes = analysed(pool, batch(at9=text))
    assert [outcome.origin.offset for outcome in outcomes] == list(range(20))
    assert [outcome.origin.offset for outcome in outcomes if outcome.code] == [9]
    assert outcomes[9].code == "analysis-failed"
    assert why in reason(outcomes[9])


def test_poison_beside_poison_is_told_apart(pool: AnalysisPool) -> None:
    outcomes = analysed(pool, batch(at3=poison.EXIT, at4=poison.EXIT, at6=poison.RAISE))
    assert [outcome.origin.offset for outcome in outcomes if outcome.code] == [3, 4, 6]
    assert pool.deaths == 1 + 2 * TRIES  # once together with the others, then each alone


def test_a_process_that_is_killed_once_costs_no_article(pool: AnalysisPool) -> None:
    for _ in range(5):
        under_way = submitted(pool, batch())
        for pid in forks(os.getpid()):
            os.kill(pid, signal.SIGKILL)
        assert {outcome.code for outcome in answered(under_way)} == {None}


def test_a_process_that_has_done_its_share_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("streams.delivery.pool.LIFE", 16)
    pool = AnalysisPool(SETTINGS.with_(pool_size=1), POISONED)
    pool.start().result()
    try:
        seen = []
        for _ in range(3):
            seen += forks(os.getpid())
            outcomes = analysed(pool, batch())
            assert [outcome.origin.offset for outcome in outcomes] == list(range(20))
            assert {outcome.code for outcome in outcomes} == {None}
        assert len(set(seen)) == 3
        assert len(forks(os.getpid())) == 1
        assert (pool.deaths, pool.timeouts) == (0, 0)
    finally:
        pool.close()


def test_a_process_that_dies_idle_is_replaced(pool: AnalysisPool) -> None:
    analysed(pool, batch())
    idle = forks(os.getpid())
    for pid in idle:
        os.kill(pid, signal.SIGKILL)
    wait_until(lambda: not any(map(running, idle)), 10)
    assert {outcome.code for outcome in analysed(pool, batch())} == {None}


def test_the_forkserver_is_replaced_too(pool: AnalysisPool) -> None:
    analysed(pool, batch())
    (server,) = {int(line.split()[1]) for line in _parents_of(forks(os.getpid()))}
    os.kill(server, signal.SIGKILL)
    assert {outcome.code for outcome in analysed(pool, batch())} == {None}


def _parents_of(pids: list[int]) -> list[str]:
    command = ["ps", "-o", "pid=,ppid=", "-p", ",".join(map(str, pids))]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()


def test_a_frozen_process_is_replaced_when_its_time_is_up(pool: AnalysisPool) -> None:
    analysed(pool, batch())
    os.kill(forks(os.getpid())[0], signal.SIGSTOP)
    assert {outcome.code for outcome in analysed(pool, batch())} == {None}
    assert pool.timeouts == 1


def test_a_long_text_that_runs_out_of_time_is_read_once_more_to_a_part_of_it() -> None:
    pool = AnalysisPool(SETTINGS.with_(pool_size=1, read_limit_pieces=800), POISONED)
    pool.start().result()
    try:
        text = "Moskau schweigt. " * 200 + poison.LOOP_AT_END
        (outcome,) = analysed(pool, [record(0, text)])
        article = decode_enriched(outcome.outputs[0].value or b"")
        assert pool.timeouts == 1
        assert article.text == text
        (note,) = article.notes
        assert 0 < int(note.removeprefix("text-cut:")) <= 9 * 100
    finally:
        pool.close()


def test_what_ran_out_of_time_and_cannot_be_read_shorter_is_not_run_again(pool: AnalysisPool) -> None:
    (outcome,) = analysed(pool, [record(0, poison.LOOP)])
    assert outcome.code == "analysis-failed"
    assert pool.timeouts == 1


def test_a_record_beyond_every_limit_goes_through_no_pipe(pool: AnalysisPool) -> None:
    large = record(1, "a")._replace(headers=(("x", b"h" * 5_000_000),))
    outcomes = analysed(pool, [record(0, "Moskau"), large, record(2, "Kiew")])
    assert [(outcome.origin.offset, outcome.code) for outcome in outcomes] == [
        (0, None),
        (1, "text-too-large"),
        (2, None),
    ]
    headers = dict(outcomes[1].outputs[0].headers)
    assert headers["error.headers-cut"] == b"1"


def test_closing_ends_what_is_under_way_and_leaves_no_process(pool: AnalysisPool) -> None:
    under_way = submitted(pool, batch(at0=poison.LOOP))
    time.sleep(0.3)
    before = forks(os.getpid())
    pool.close()
    with pytest.raises(PoolBroken):
        answered(under_way)
    assert before
    wait_until(lambda: not any(map(running, before)), 5)


def test_a_language_that_cannot_be_loaded_is_said_at_the_start() -> None:
    pool = AnalysisPool(SETTINGS, "tests.delivery.unloadable")
    with pytest.raises(ConfigurationError, match="as the test says"):
        pool.start().result()
    pool.close()


WORKER = """
import sys
from streams.delivery.pool import AnalysisPool
from tests.delivery import poison
from tests.delivery.test_pool import POISONED, SETTINGS, batch
from tests.processes import forks
pool = AnalysisPool(SETTINGS.with_(article_limit_s=300.0), POISONED)
pool.start().result()
while len(pool._processes) < 2:
    pool.submit(batch()).result()
for _ in range(2):
    pool.submit(batch(at0=poison.LOOP))
print("ready", flush=True)
sys.stdin.readline()
"""


@pytest.mark.parametrize("busy", [True, False], ids=["in an endless loop", "idle"])
def test_the_processes_die_with_a_worker_that_is_killed(busy: bool) -> None:
    script = WORKER if busy else WORKER.replace("at0=poison.LOOP", "")
    command = [sys.executable, "-c", script]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as worker:
        assert worker.stdout.readline() == b"ready\n"
        tree = forks(worker.pid)
        worker.kill()
        wait_until(lambda: not any(map(running, tree)), 10)
        assert len(tree) == 2
        assert worker.stderr.read() == b""  # no child complains
