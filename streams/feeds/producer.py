"""Items into `articles.raw`: idempotent, acknowledged by every replica, with a bound on what is under way."""

import contextlib
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from kafka import KafkaProducer
from kafka.errors import KafkaError, KafkaTimeoutError, MessageSizeTooLargeError

from streams.errors import BrokerError
from streams.feeds.items import Item, Outcome, OutOfTime, Refusal, Unreadable
from streams.security import client_options
from streams.settings import HEADER_ROOM, Settings, variable
from streams.topics import RAW, ensure_topics, topic_name

LINGER_MS = 20
BATCH_BYTES = 131_072
IN_FLIGHT_BYTES = 32 * 2**20
"""Bytes given to the producer and not yet acknowledged; kafka-python has no bound of its own."""
SHORTEST_DELIVERY_MS = 10_000
"""How long an acknowledgement may take at least; beyond that, `connect_limit_s` says."""
CLOSE_S = 2
"""How long an interrupted feed waits for what it has already given to the producer."""


@dataclass(slots=True)
class FeedResult:
    """`read` = `sent` + refused items; an `Unreadable` source is a refusal but no item."""

    read: int = 0
    sent: int = 0
    refused: list[Refusal] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """What readers had to change, one line each."""
    overrun: int = 0
    """Sources that were read no further because it took too long."""

    @property
    def unreadable(self) -> list[Unreadable]:
        return [refusal for refusal in self.refused if isinstance(refusal, Unreadable)]


Progress = Callable[[FeedResult], None]


def feed(
    outcomes: Iterable[Outcome],
    settings: Settings,
    *,
    progress: Progress = lambda result: None,
    say: Callable[[str], None] = lambda line: None,
    result: FeedResult | None = None,
) -> FeedResult:
    """Sends every item and returns when all are acknowledged, counted into `result`. Creates missing topics.

    Raises `BrokerError` when Kafka is away for `connect_limit_s`, at the start or later; what was acknowledged by then
    stays, and feeding the same sources again gives the same ids.
    """
    ensure_topics(settings, say)
    result = FeedResult() if result is None else result
    with contextlib.closing(Sending(settings, result)) as sending:
        for outcome in outcomes:
            sending.take(outcome)
            progress(result)
        sending.finish()
    progress(result)
    return result


class Sending:
    """A producer that counts into `result`, holds `send` back while too much is under way, and notices a silent Kafka.

    kafka-python's own `flush` waits for ever on a broker that is frozen, so what is under way is counted here.
    """

    def __init__(self, settings: Settings, result: FeedResult) -> None:
        limit_ms = max(int(settings.connect_limit_s * 1000), SHORTEST_DELIVERY_MS)
        self._topic = topic_name(settings, RAW)
        self._silence_s = limit_ms / 1000
        self._result = result
        self._under_way = 0
        self._failure: Exception | None = None
        self._changed = threading.Condition()
        try:
            self._producer = KafkaProducer(
                **client_options(settings),
                client_id="lagebild-feed",
                acks="all",
                enable_idempotence=True,
                linger_ms=LINGER_MS,
                batch_size=BATCH_BYTES,
                compression_type="lz4",
                max_request_size=settings.raw_limit_bytes + HEADER_ROOM,
                delivery_timeout_ms=limit_ms,
                request_timeout_ms=min(30_000, limit_ms // 2),
                max_block_ms=limit_ms,
                bootstrap_timeout_ms=limit_ms,
            )
        except (KafkaError, OSError) as error:
            raise self._gone(error) from error

    def take(self, outcome: Outcome) -> None:
        """Counts an outcome, and sends it where it is an item. Raises `BrokerError`."""
        if isinstance(outcome, Item):
            self._result.read += 1
            if outcome.note:
                self._result.notes.append(f"{outcome.key}: {outcome.note}")
            self.send(outcome.key.encode("utf-8", "surrogatepass"), outcome.value)
        else:
            self._result.read += not isinstance(outcome, Unreadable)
            self._result.overrun += isinstance(outcome, OutOfTime)
            self._result.refused.append(outcome)

    def send(self, key: bytes | None, value: bytes | None, headers: Sequence[tuple[str, bytes | None]] = ()) -> None:
        """One record to the raw topic; key and value must not both be absent. Raises `BrokerError`."""
        self._wait_until_under_way_is_at_most(IN_FLIGHT_BYTES)
        size = len(value or b"") + 1
        with self._changed:
            self._under_way += size
        try:
            future = self._producer.send(self._topic, key=key, value=value, headers=list(headers))
        except KafkaError as error:
            raise self._gone(error) from error
        future.add_callback(self._acknowledged, size)
        future.add_errback(self._failed)

    def finish(self) -> None:
        """Returns when all that was taken is acknowledged. Raises `BrokerError`."""
        self._wait_until_under_way_is_at_most(0)

    def close(self) -> None:
        """Gives what is under way a moment; drops it after that, or at once where Kafka has failed."""
        try:
            self._producer.close(timeout=CLOSE_S if self._failure is None else 0)
        except KafkaTimeoutError:
            self._producer._sender.force_close()  # close() alone would wait, and then raise again in the finaliser
            self._producer.close(timeout=CLOSE_S)

    def _wait_until_under_way_is_at_most(self, size: int) -> None:
        """Raises `BrokerError` on a failure, or when nothing is acknowledged for as long as a delivery may take."""
        with self._changed:
            while self._under_way > size and self._failure is None:
                if not self._changed.wait(self._silence_s) and self._failure is None:
                    self._failure = KafkaTimeoutError(f"no answer for {self._silence_s:g} s")
            failure = self._failure
        if failure is not None:
            raise self._gone(failure) from failure

    def _acknowledged(self, size: int, metadata: object) -> None:
        with self._changed:
            self._result.sent += 1
            self._under_way -= size
            self._changed.notify()

    def _failed(self, error: Exception) -> None:
        """Any failure is final: an idempotent producer sends nothing after a batch that Kafka refused."""
        with self._changed:
            self._failure = self._failure or error
            self._changed.notify()

    def _gone(self, error: Exception) -> BrokerError:
        if isinstance(error, MessageSizeTooLargeError):
            advice = f"{variable('raw_limit_bytes')} is over max.message.bytes of {self._topic}; see `lagebild topics`"
        else:
            advice = "feed again when it is back: the same articles get the same ids"
        reason = str(error) or type(error).__name__
        return BrokerError(f"Kafka stopped taking records after {self._result.sent} ({reason}): {advice}")
