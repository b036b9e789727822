"""A minute of the fuzzer; `python -m tests.fuzz` runs it for longer."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.fuzz import __main__ as fuzz

ROOT = Path(__file__).parents[1]


def test_a_minute_of_changed_samples_raises_nothing_that_is_not_designed():
    done = subprocess.run(
        [sys.executable, "-m", "tests.fuzz", "--seconds", "60", "--seed", "1"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=280,
    )
    print(done.stdout)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
    assert "0 failures" in done.stdout


@pytest.mark.parametrize("fault", ["raises", "slow"])
def test_an_input_that_fails_is_told_with_its_number(monkeypatch, capsys, fault):
    def take(data, chance):
        if fault == "raises":
            raise KeyError("not designed")
        return "taken"

    monkeypatch.setattr(fuzz, "targets", lambda: [("feed", lambda chance: b"x", take)])
    monkeypatch.setattr(fuzz, "WEIGHTS", {"feed": 1})
    monkeypatch.setattr(fuzz, "CPU_S", 2.0 if fault == "raises" else -1.0)
    monkeypatch.setattr(fuzz.resource, "setrlimit", lambda *_: None)  # this process goes on
    assert fuzz.run(seconds=60, seed=3, only=17, memory_mb=1000) == 1
    assert "--- seed 3 input 17 (feed, 1 bytes)" in capsys.readouterr().out
