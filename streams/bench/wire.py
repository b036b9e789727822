"""The Kafka side of one measurement: fresh topics, the feeder of articles, the reader of their outcomes."""

import time
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Self

from kafka import KafkaProducer, TopicPartition
from kafka.errors import KafkaError

from streams import topics
from streams.bench.articles import Article
from streams.delivery.reading import committed_consumer
from streams.errors import BrokerError, LagebildError
from streams.security import client_options
from streams.settings import HEADER_ROOM, Settings

POLL_S = 0.05
MOST_BYTES = 1 << 24
"""More than the outcomes of a moment: Kafka then answers when the time is up and not when there is something."""


class Wire:
    """Topics under the settings' prefix, deleted at the end. `outcomes` has when each article's became readable.

    Times are those of `time.perf_counter`. Articles go round the partitions one by one, so that each holds as many.
    """

    def __init__(self, settings: Settings, patience_s: float = 0.0) -> None:
        """Outcomes are asked for at once, or together every `patience_s`: reading takes the contender's CPU time.

        Raises `BrokerError`.
        """
        self.outcomes: dict[str, float] = {}
        self.rejected = 0
        self._settings = settings
        self._raw = topics.topic_name(settings, topics.RAW)
        self._rejected = topics.topic_name(settings, topics.REJECTED)
        self._next = 0
        topics.ensure_topics(settings)
        self.admin = topics.connect(settings)
        self._producer = KafkaProducer(
            **client_options(settings),
            acks="all",
            linger_ms=0,
            batch_size=262_144,
            max_request_size=settings.raw_limit_bytes + HEADER_ROOM,
        )
        together = {"fetch_min_bytes": MOST_BYTES, "fetch_max_wait_ms": int(1000 * patience_s)} if patience_s else {}
        self._consumer = committed_consumer(settings, **together)
        self._consumer.assign(
            [
                TopicPartition(topics.topic_name(settings, base), number)
                for base in (topics.ENRICHED, topics.REJECTED)
                for number in range(settings.partitions)
            ]
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        try:
            self._producer.close(timeout=2)
            self._consumer.close()
            self.admin.delete_topics([topic.name for topic in topics.wanted_topics(self._settings)])
            self.admin.close()
        except KafkaError:
            if error is None:
                raise

    def send(self, article: Article) -> None:
        """Gives it to the producer, which sends at once."""
        partition = self._next % self._settings.partitions
        self._next += 1
        self._producer.send(self._raw, key=article.id.encode(), value=article.value, partition=partition)

    def fill(self, articles: Iterable[Article]) -> None:
        """Returns when Kafka has acknowledged all of them. Raises `BrokerError`."""
        try:
            for article in articles:
                self.send(article)
            self._producer.flush(timeout=60)
        except KafkaError as error:
            raise BrokerError(f"Kafka did not take the articles: {error!r}") from error

    def poll(self, limit_s: float = POLL_S) -> None:
        """Notes the outcomes that have become readable."""
        batches = self._consumer.poll(timeout_ms=int(limit_s * 1000), max_records=5000)
        now = time.perf_counter()
        for partition, records in batches.items():
            if partition.topic == self._rejected:
                self.rejected += len(records)
            for record in records:
                self.outcomes.setdefault(record.key.decode(), now)

    def wait_for(
        self, articles: Iterable[Article], limit_s: float, check: Callable[[], None], number: int | None = None
    ) -> float:
        """When the last of them became readable, or `number` of them were.

        `check` is called now and then and may raise. Raises `LagebildError` where they are not after `limit_s`.
        """
        articles = list(articles)
        number = len(articles) if number is None else number
        give_up = time.monotonic() + limit_s
        while (found := self.readable(articles)) < number:
            if time.monotonic() > give_up:
                raise LagebildError(f"{number - found} of {number} articles had no outcome after {limit_s:.0f} s")
            self.poll()
            check()
        answered = (self.outcomes[article.id] for article in articles if article.id in self.outcomes)
        return max(answered, default=time.perf_counter())

    def readable(self, articles: Iterable[Article]) -> int:
        """How many of them have an outcome."""
        return sum(article.id in self.outcomes for article in articles)

    def members(self, group: str) -> int:
        """Members of a settled consumer group that have partitions; 0 while it is not settled."""
        try:
            found = self.admin.describe_groups([group])[group]
        except KafkaError:
            return 0
        if found["group_state"] != "Stable":
            return 0
        assignments = [member["member_assignment"] for member in found["members"]]
        return sum(bool(assignment and assignment["assigned_partitions"]) for assignment in assignments)
