"""What goes wrong often is said once a minute."""

import logging

import pytest

from streams.web.tally import Tally
from tests.delivery.test_progress import Clock


def test_each_kind_is_said_at_once_and_then_once_a_minute_with_its_number(caplog: pytest.LogCaptureFixture) -> None:
    clock = Clock()
    tally = Tally(clock)
    for _ in range(1000):
        tally.count("%d closed")
    tally.count("%d refused")
    assert caplog.messages == ["1 closed", "1 refused"]
    clock.now += 59
    tally.flush()
    clock.now += 1
    tally.flush()
    tally.flush()
    assert caplog.messages == ["1 closed", "1 refused", "999 closed"]


def test_an_error_is_shown_with_its_traceback_once_a_minute(caplog: pytest.LogCaptureFixture) -> None:
    tally = Tally(Clock())
    for _ in range(3):
        tally.count("%d failed", ValueError("wrong"))
    assert [record.levelno for record in caplog.records] == [logging.WARNING]
    assert "ValueError: wrong" in caplog.text
