"""How a Faust worker ends here: with status 0 when it is told to, with a line that says why when it cannot go on."""

import asyncio
import logging
import os
import signal
import sys
from typing import Any, NoReturn

import faust
from aiokafka.errors import KafkaConnectionError

from streams.errors import ConfigurationError, DeliveryError, LagebildError
from streams.futures import heard

STOP_LIMIT_S = 15.0
"""Longest wait for what is under way; what is cut off is aborted by Kafka and read again by the next worker."""

log = logging.getLogger(__name__)


class LagebildWorker(faust.Worker):
    """Exit status: 0 told to stop, 1 failed or what was under way could not be ended, 2 a setting is wrong."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        if not self.stdout.isatty():
            self.spinner = None  # it would write terminal codes into a log
        self._through = False
        self._told: asyncio.Future[None] | None = None

    async def on_started(self) -> None:
        self._through = True
        await super().on_started()

    def _schedule_shutdown(self, signal: signal.Signals) -> None:
        super()._schedule_shutdown(signal)
        if self._told is not None and not self._told.done():
            self._told.set_result(None)

    def _crash(self, reason: BaseException) -> None:
        super()._crash(reason)
        self.loop.set_exception_handler(_consequence)

    def execute_from_commandline(self) -> NoReturn:
        """In place of mode's own, which ends without a word, and waits for ever for events that nobody acknowledges."""
        self._told = self.loop.create_future()
        starting = self._starting_fut = asyncio.ensure_future(self.start(), loop=self.loop)
        starting.add_done_callback(heard)  # it may fail after the signal, and because of it
        self._wait(None, starting, self._told)
        failure = self.crash_reason
        if starting.done() and not starting.cancelled():
            failure = failure or starting.exception()
        if failure is None and not self._told.done():
            failure = DeliveryError("the worker ended by itself, and nobody had told it to: what ended it is not known")
        if failure is not None:
            _say_why(failure)
        elif not self._through:
            log.warning("told to stop while it started: waiting %g s at most for what it has begun", STOP_LIMIT_S)
        status = 0 if failure is None else 2 if type(failure) is ConfigurationError else 1
        stopping = self._signal_stop_future or asyncio.ensure_future(self.stop(), loop=self.loop)
        if not self._wait(STOP_LIMIT_S, stopping):
            self._leave(status)
        self._cancel_all()
        sys.exit(status)

    def _leave(self, status: int) -> NoReturn:
        """Without those that do not end: they die with the process."""
        if self._through or status:
            log.log(
                logging.WARNING if status else logging.CRITICAL,  # the last CRITICAL line says why it ended
                "not everything could be ended in %g s: what was under way is left to the next worker",
                STOP_LIMIT_S,
            )
            status = status or 1
        logging.shutdown()
        os._exit(status)

    def _wait(self, limit_s: float | None, *futures: "asyncio.Future[Any]") -> bool:
        """Whether one of them is done in time."""
        work = asyncio.wait(futures, timeout=limit_s, return_when=asyncio.FIRST_COMPLETED)
        done, _ = self.loop.run_until_complete(work)
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
