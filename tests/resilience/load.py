"""Articles at a steady pace, through the producer of `lagebild feed`: what a broker's death meets is under way."""

import threading
import time
from collections.abc import Iterator
from contextlib import closing

import orjson

from streams.errors import BrokerError
from streams.feeds.producer import FeedResult, Sending
from streams.settings import Settings
from tests.resilience.articles import Value


class Load(threading.Thread):
    """Sends `rate` of the `articles` a second until `enough`, and then at once what is missing of `at_least`."""

    def __init__(self, settings: Settings, articles: Iterator[Value], rate: float, at_least: int) -> None:
        super().__init__(name="load", daemon=True)
        self.articles: list[Value] = []
        self.result = FeedResult()
        self.failure: BrokerError | None = None
        self._settings = settings
        self._source = articles
        self._pause_s = 1.0 / rate
        self._at_least = at_least
        self._enough = threading.Event()

    def enough(self) -> None:
        self._enough.set()

    def run(self) -> None:
        try:
            with closing(Sending(self._settings, self.result)) as sending:
                begun = time.monotonic()
                for value in self._source:
                    self._enough.wait(max(0.0, begun + len(self.articles) * self._pause_s - time.monotonic()))
                    if self._enough.is_set() and len(self.articles) >= self._at_least:
                        break
                    sending.send(*_record(value))
                    self.articles.append(value)
                sending.finish()
        except BrokerError as error:
            self.failure = error


def _record(value: Value) -> tuple[bytes, bytes | None]:
    if isinstance(value, dict):
        return str(value["id"]).encode(), orjson.dumps(value)
    return b"bytes", value
