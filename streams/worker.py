"""How a Faust worker ends here: with status 0 when it is told to, with a line that says why when it cannot go on."""

import asyncio
import logging
import os
import sys
from typing import Any, NoReturn

import faust
from aiokafka.errors import KafkaConnectionError

from streams.errors import ConfigurationError, LagebildError

STOP_LIMIT_S = 15.0
"""Longest wait for what is under way; what is cut off is aborted by Kafka and read again by the next worker."""

log = logging.getLogger(__name__)


class LagebildWorker(faust.Worker):
    """Exit status: 0 told to stop, 1 failed, 2 a setting is wrong."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        if not self.stdout.isatty():
            self.spinner = None  # it would write terminal codes into a log

    def _crash(self, reason: BaseException) -> None:
        super()._crash(reason)
        self.loop.set_exception_handler(_consequence)

    def execute_from_commandline(self) -> NoReturn:
        """In place of mode's own, which ends without a word, and waits for ever for events that nobody acknowledges."""
        self._starting_fut = asyncio.ensure_future(self.start(), loop=self.loop)
        self._wait(self._starting_fut, None)
        failure = self.crash_reason
        if not self._starting_fut.cancelled():
            failure = failure or self._starting_fut.exception()
        if failure is not None:
            _say_why(failure)
        stopping = self._signal_stop_future or asyncio.ensure_future(self.stop(), loop=self.loop)
        status = 0 if failure is None else 2 if type(failure) is ConfigurationError else 1
        if not self._wait(stopping, STOP_LIMIT_S):
            log.critical(
                "not everything could be ended in %g s: what was under way is left to the next worker", STOP_LIMIT_S
            )
            logging.shutdown()
            os._exit(status or 1)
        self._cancel_all()
        sys.exit(status)

    def _wait(self, future: "asyncio.Future[Any]", limit_s: float | None) -> bool:
        """Whether it is done in time."""
        done, _ = self.loop.run_until_complete(asyncio.wait([future], timeout=limit_s))
        return bool(done)

    def _cancel_all(self) -> None:
        tasks = asyncio.all_tasks(self.loop)
        for task in tasks:
            task.cancel()
        if tasks:
            self.loop.run_until_complete(asyncio.wait(tasks, timeout=1.0))
        self.loop.close()


def _consequence(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """What fails after the worker has failed, fails because of that: many futures that nobody awaits any more."""
    log.debug("%s", context.get("exception") or context["message"])


def _say_why(failure: BaseException) -> None:
    """What is raised on purpose says it all; anything else needs its traceback."""
    if isinstance(failure, LagebildError):
        log.critical("%s", failure)
    elif isinstance(failure, KafkaConnectionError):
        log.critical("Kafka went away while the worker started: %s", failure)
    else:
        log.critical("the worker cannot go on: %r", failure, exc_info=failure)
