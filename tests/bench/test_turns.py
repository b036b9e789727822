"""Contenders in turns, with programs whose speed is known."""

import os
import sys
from pathlib import Path

import pytest

from streams.bench.articles import Copies, originals
from streams.bench.contenders import Contender
from streams.bench.throughput import Track
from streams.bench.turns import TURN_S, measure
from streams.errors import LagebildError
from streams.settings import Settings

ANSWERS = """
import sys, time
for line in sys.stdin.buffer:
    time.sleep({})
    print("an answer", flush=True)
"""


@pytest.fixture
def track(tmp_path: Path) -> Track:
    return Track(Settings(), lambda settings: dict(os.environ), tmp_path, os.getpid())


def answering(name: str, code: str) -> Contender:
    return Contender(name, name, "lines", lambda settings, processes: [[sys.executable, "-c", code]])


def test_who_takes_turns_is_as_fast_as_alone(track: Track) -> None:
    """The frozen time is not counted, and neither is the time before the first hundred answers."""
    slow, fast = answering("slow", ANSWERS.format(0.04)), answering("fast", ANSWERS.format(0.01))
    runs = measure([(fast, 1), (slow, 1)], Copies(originals(Settings())), TURN_S, track)
    assert runs[0].articles_per_s == pytest.approx(100, rel=0.2)
    assert runs[1].articles_per_s == pytest.approx(25, rel=0.2)
    assert all(run.seconds >= TURN_S for run in runs)
    assert all(run.words > 20 * run.articles for run in runs)


def test_one_that_ends_is_told_with_its_last_words(track: Track) -> None:
    ending = answering("ending", "raise SystemExit('no disk left')")
    with pytest.raises(LagebildError, match="status 1: no disk left"):
        measure([(ending, 1)], Copies(originals(Settings())), TURN_S, track)
