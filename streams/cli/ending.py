"""INT and TERM end a command within a few seconds, whatever holds it up."""

import contextlib
import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator

import click

LIMIT_S = 4.0
"""From the signal to the end at the latest."""


class Ended(BaseException):
    """For commands that are ended where they are; no error, and nothing but the command catches it."""


@contextlib.contextmanager
def ending(ended: Callable[[], None], limit_s: float = LIMIT_S) -> Iterator[None]:
    """INT and TERM call `ended`, once, in the main thread; the process ends with status 1 if this block then does not.

    Python runs a handler only when the main thread comes back to it, and that may be asking a name server or Kafka: so
    the interpreter writes the signal to a socket at once, and a thread that reads it keeps the time.
    """
    heard, told = socket.socketpair()
    told.setblocking(False)
    done = threading.Event()

    def handle(number: int, frame: object) -> None:
        for other in (signal.SIGINT, signal.SIGTERM):
            signal.signal(other, signal.SIG_IGN)
        ended()

    def watch() -> None:
        number = heard.recv(1)
        if number and not done.wait(limit_s):
            click.echo(f"ended by {signal.Signals(number[0]).name}; what was under way is not counted", err=True)
            os._exit(1)

    before = {number: signal.signal(number, handle) for number in (signal.SIGINT, signal.SIGTERM)}
    previous = signal.set_wakeup_fd(told.fileno(), warn_on_full_buffer=False)
    watcher = threading.Thread(target=watch, name="ending", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        signal.set_wakeup_fd(previous)
        told.close()
        watcher.join()
        heard.close()
        for number, handler in before.items():
            signal.signal(number, handler)
