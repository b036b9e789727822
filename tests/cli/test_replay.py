"""`lagebild replay` as a process."""

import json
import os
import subprocess
import sys

from streams.settings import to_environment
from streams.topics import RAW, REJECTED
from tests.delivery import poison
from tests.wire import Wire

ARTICLE = {"id": "test:1", "body": "Moskau", "status": "canceled"}


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "streams.cli", "replay", *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env={**os.environ, **environment},
    )


def test_a_time_range_is_replayed_after_a_dry_run(wire: Wire) -> None:
    environment = to_environment(wire.settings)
    wire.send([ARTICLE])
    times = ["--from", "2024-01-01T00:00:00Z", "--to", "2999-01-01T00:00:00Z"]
    tried = run(*times, "--dry-run", **environment)
    assert tried.stdout.splitlines() == ["                 raw 1", "1 would be sent again"]
    assert len(wire.read(RAW)) == 1
    done = run(*times, "--json", **environment)
    assert done.returncode == 0
    assert json.loads(done.stdout) == {
        "matching": 1,
        "already_replayed": 0,
        "sent": 1,
        "by_code": {"raw": 1},
        "refused": 0,
        "dry_run": False,
    }
    assert len(wire.read(RAW)) == 2


def test_nothing_rejected_is_nothing_to_replay(wire: Wire) -> None:
    done = run(**to_environment(wire.settings))
    assert (done.returncode, done.stdout) == (0, "0 were sent again\n")


def test_options_that_do_not_go_together_are_usage_errors() -> None:
    for arguments in (
        ["--to", "2024-01-01T00:00Z"],
        ["--from", "2024-01-01T00:00Z", "--code", "canceled"],
        ["--from", "yesterday"],
        ["--code", "nonsense"],
    ):
        done = run(*arguments)
        assert done.returncode == 2
        assert "Traceback" not in done.stderr


def test_the_help_teaches_with_an_example() -> None:
    assert "lagebild replay --code embargoed" in run("--help").stdout


def test_a_record_that_no_worker_gets_past_is_passed_over_and_recorded(wire: Wire) -> None:
    environment = to_environment(wire.settings)
    worker = wire.start_worker(module="tests.delivery.poisoned_cli", article_limit_s=300.0).wait_ready()
    wire.send([{"id": "stuck", "body": poison.LOOP}])
    (stuck,) = wire.read(RAW)
    place = f"{stuck.partition}:{stuck.offset}"
    wrong = run("--skip", f"{stuck.partition}:7", **environment)
    assert (wrong.returncode, wrong.stderr) == (
        1,
        f"lagebild: partition {stuck.partition} goes on at offset 0, not 7:"
        " only the record at the head can be passed over\n",
    )
    assert worker.alive
    done = run("--skip", place, **environment)
    assert (done.returncode, done.stdout) == (0, f"{place} was rejected as skipped\n")
    (letter,) = wire.read(REJECTED)
    assert letter.value == stuck.value
    assert dict(letter.headers)["error.code"] == b"skipped"
    wire.send([{"id": "stuck", "body": "Moskau"}])
    worker.stop()
    wire.start_worker()
    wire.wait_drained()
    account = wire.audit()
    assert (account.enriched, account.rejected_by_code, account.clean) == (1, {"skipped": 1}, True)


def test_a_place_is_a_partition_and_an_offset(wire: Wire) -> None:
    environment = to_environment(wire.settings)
    assert run("--skip", "7", **environment).returncode == 2
    assert run("--skip", "1:2", "--dry-run", **environment).returncode == 2
    assert run("--skip", "99:0", **environment).stderr.startswith("lagebild: ")
