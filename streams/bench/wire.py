"""The Kafka side of one measurement: fresh topics, the feeder of articles, the reader of their outcomes."""

import time
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from types import TracebackType
from typing import Self

from kafka import KafkaProducer, TopicPartition
from kafka.consumer.fetcher import ConsumerRecord
from kafka.errors import KafkaError

from streams import topics
from streams.bench.articles import Article
from streams.delivery.reading import committed_consumer
from streams.errors import BrokerError, LagebildError
from streams.security import client_options
from streams.settings import HEADER_ROOM, Settings

POLL_S = 0.05
READ_LIMIT_S = 60.0

Ends = tuple[int, ...]
"""How far each partition of the outcomes can be read."""


class Wire:
    """Topics under the settings' prefix, deleted at the end. `outcomes` has when each article's became readable.

    Times are those of `time.perf_counter`.
    """

    def __init__(self, settings: Settings) -> None:
        """Raises `BrokerError`."""
        self.outcomes: dict[str, float] = {}
        self.rejected = 0
        self._settings = settings
        self._raw = topics.topic_name(settings, topics.RAW)
        self._rejected = topics.topic_name(settings, topics.REJECTED)
        topics.ensure_topics(settings)
        self.admin = topics.connect(settings)
        self._producer = KafkaProducer(
            **client_options(settings),
            acks="all",
            linger_ms=0,
            batch_size=262_144,
            max_request_size=settings.raw_limit_bytes + HEADER_ROOM,
        )
        self._consumer = committed_consumer(settings)
        self._outcomes = [
            TopicPartition(topics.topic_name(settings, base), number)
            for base in (topics.ENRICHED, topics.REJECTED)
            for number in range(settings.partitions)
        ]
        self._consumer.assign(self._outcomes)

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
        """Gives it to the producer, which sends at once; its key says to which partition, as with `lagebild feed`."""
        self._producer.send(self._raw, key=article.id.encode(), value=article.value)

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
        for _, record in self._read(limit_s):
            self.outcomes.setdefault(record.key.decode(), time.perf_counter())

    def wait_for(self, articles: Iterable[Article], limit_s: float, check: Callable[[], None]) -> None:
        """Returns when all of them are readable.

        `check` is called now and then and may raise. Raises `LagebildError` where they are not after `limit_s`.
        """
        wanted = {article.id for article in articles}
        give_up = time.monotonic() + limit_s
        while missing := wanted - self.outcomes.keys():
            if time.monotonic() > give_up:
                raise LagebildError(f"{len(missing)} of {len(wanted)} articles had no outcome after {limit_s:.0f} s")
            self.poll()
            check()

    def ends(self) -> Ends:
        """Now; much less work than to read."""
        found = self._consumer.end_offsets(self._outcomes)
        return tuple(found[partition] for partition in self._outcomes)

    def new_at(self, ends: Sequence[Ends]) -> list[list[str]]:
        """Names of the articles that had become readable by each of the `ends`, and by none before.

        Those that `poll` has noted are left out. Raises `LagebildError` where they cannot be read any more.
        """
        columns = {partition: [found[at] for found in ends] for at, partition in enumerate(self._outcomes)}
        earliest: dict[str, int] = {}
        give_up = time.monotonic() + READ_LIMIT_S
        while any(self._consumer.position(partition) < column[-1] for partition, column in columns.items()):
            if time.monotonic() > give_up:
                raise LagebildError(f"the outcomes could not be read in {READ_LIMIT_S:.0f} s")
            for partition, record in self._read(POLL_S):
                at = bisect_right(columns[partition], record.offset)
                name = record.key.decode()
                if name not in self.outcomes and at < len(ends):
                    earliest[name] = min(at, earliest.get(name, at))
        names: list[list[str]] = [[] for _ in ends]
        for name, at in earliest.items():
            names[at].append(name)
        return names

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

    def _read(self, limit_s: float) -> Iterator[tuple[TopicPartition, ConsumerRecord]]:
        """What has become readable; counts what was rejected."""
        batches = self._consumer.poll(timeout_ms=int(limit_s * 1000), max_records=5000)
        for partition, records in batches.items():
            if partition.topic == self._rejected:
                self.rejected += len(records)
            for record in records:
                yield partition, record
