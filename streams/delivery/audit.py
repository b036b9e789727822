"""The audit: every offset of the raw topic that is still there has exactly one outcome, or waits for one."""

import time
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field

from kafka.admin import KafkaAdminClient
from kafka.errors import KafkaError
from kafka.structs import TopicPartition

from streams import topics
from streams.delivery.rawtopic import topic_id
from streams.delivery.reading import committed_consumer, committed_offsets, high_watermarks, partitions_of, read_until
from streams.errors import BrokerError
from streams.headers import origin_of
from streams.settings import Settings

REPLAY_HEADER = "replay.of"
EXAMPLES = 20
WAITED_S, STILL_S = 30.0, 5.0
"""A partition stands still where its first record waits for longer than this, and no commit is seen for so long."""


@dataclass(frozen=True)
class StandingStill:
    """A raw partition in which nothing moves: the offset at its head, since when that record waits, who is there.

    `workers`: members of the enrich group; with none, somebody has to start one.
    """

    partition: int
    offset: int
    waited_s: float
    workers: int


@dataclass
class Account:
    """Counts of records. raw = enriched + rejected + pending + lost - duplicated; what follows these lies outside.

    pending: not yet delivered. lost: below the committed offset without an outcome. duplicated: outcomes beyond the
    first of their raw record. replayed: raw records that are a replay. expired: outcomes whose raw record is gone.
    former: outcomes of a raw topic that was deleted and created again since.
    foreign: output records that name no origin in this raw topic. Offsets in `examples` are `partition/offset`.
    """

    raw: int = 0
    enriched: int = 0
    rejected: int = 0
    pending: int = 0
    lost: int = 0
    duplicated: int = 0
    replayed: int = 0
    expired: int = 0
    former: int = 0
    foreign: int = 0
    rejected_by_code: dict[str, int] = field(default_factory=dict)
    examples: dict[str, list[str]] = field(default_factory=dict)
    standing: list[StandingStill] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        return self.lost == 0 and self.duplicated == 0

    def as_dict(self) -> dict[str, object]:
        return {**asdict(self), "clean": self.clean}


@dataclass(frozen=True)
class OutcomeRecord:
    """An output as the audit sees it; `code` is None for an enriched record, `former`: its raw topic has gone."""

    partition: int
    offset: int
    code: str | None
    former: bool = False


def account(
    raw: Mapping[int, array], committed: Mapping[int, int], outcomes: Iterable[OutcomeRecord | None], replayed: int = 0
) -> Account:
    """`raw`: partition -> ascending offsets held; `committed`: partition -> offset that the workers go on from.

    `outcomes`: one per output record, None for one without an origin. Both must have been read after `committed`.
    """
    seen: dict[int, Counter[int]] = {partition: Counter() for partition in raw}
    first = {partition: offsets[0] if offsets else None for partition, offsets in raw.items()}
    held = {partition: frozenset(offsets) for partition, offsets in raw.items()}
    result = Account(raw=sum(map(len, raw.values())), replayed=replayed)
    codes: Counter[str] = Counter()
    for outcome in outcomes:
        if outcome is None or outcome.partition not in raw:
            result.foreign += 1
        elif outcome.former:
            result.former += 1
        elif outcome.offset not in held[outcome.partition]:
            start = first[outcome.partition]
            if start is None or outcome.offset < start:
                result.expired += 1
            else:
                result.foreign += 1
        else:
            seen[outcome.partition][outcome.offset] += 1
            if outcome.code is None:
                result.enriched += 1
            else:
                result.rejected += 1
                codes[outcome.code] += 1
    for partition, offsets in raw.items():
        for offset in offsets:
            _judge(result, partition, offset, seen[partition][offset], committed.get(partition, 0))
    result.rejected_by_code = dict(sorted(codes.items()))
    return result


def _judge(result: Account, partition: int, offset: int, outcomes: int, committed: int) -> None:
    if outcomes > 1:
        result.duplicated += outcomes - 1
        verdict = "duplicated"
    elif outcomes == 1:
        return
    elif offset >= committed:
        result.pending += 1
        return
    else:
        result.lost += 1
        verdict = "lost"
    if len(examples := result.examples.setdefault(verdict, [])) < EXAMPLES:
        examples.append(f"{partition}/{offset}")


def audit(settings: Settings) -> Account:
    """Reads the three topics whole. Raises `BrokerError`.

    The order matters: committed offsets first, then where the topics end. Every outcome that the committed offsets
    vouch for then lies before the ends, and a worker that goes on meanwhile does not disturb.
    """
    raw_name = topics.topic_name(settings, topics.RAW)
    admin = topics.connect(settings)
    consumer = committed_consumer(settings)
    try:
        raw_id = topic_id(admin, raw_name)
        raw_partitions = partitions_of(consumer, raw_name)
        committed = committed_offsets(admin, topics.group_of(settings, "enrich"), raw_partitions)
        raw_ends = high_watermarks(admin, raw_partitions)
        raw: dict[int, array] = {partition.partition: array("q") for partition in raw_partitions}
        replayed = 0
        heads: dict[int, tuple[int, float]] = {}
        for record in read_until(consumer, raw_ends):
            raw[record.partition].append(record.offset)
            if record.offset >= committed.get(record.partition, 0):
                heads.setdefault(record.partition, (record.offset, record.timestamp / 1000))
            replayed += any(name == REPLAY_HEADER for name, _ in record.headers)
        outputs = [
            partition
            for base in (topics.ENRICHED, topics.REJECTED)
            for partition in partitions_of(consumer, topics.topic_name(settings, base))
        ]
        ends = high_watermarks(admin, outputs)
        result = account(
            raw, committed, (_outcome(record, raw_name, raw_id) for record in read_until(consumer, ends)), replayed
        )
        result.standing = _standing(admin, topics.group_of(settings, "enrich"), raw_partitions, heads)
        return result
    except KafkaError as error:
        raise BrokerError(f"the topics could not be read: {error!r}") from error
    finally:
        consumer.close()
        admin.close()


def _outcome(record: object, raw_name: str, raw_id: str) -> OutcomeRecord | None:
    headers = record.headers  # type: ignore[attr-defined]
    origin = origin_of(headers)
    if origin is None or origin.topic != raw_name:
        return None
    former = origin.topic_id is not None and origin.topic_id != raw_id
    code = next((value for name, value in headers if name == "error.code" and value is not None), None)
    return OutcomeRecord(origin.partition, origin.offset, code.decode("utf-8", "replace") if code else None, former)


def _standing(
    admin: KafkaAdminClient, group: str, partitions: Sequence[TopicPartition], heads: Mapping[int, tuple[int, float]]
) -> list[StandingStill]:
    """`heads`: partition -> the first offset without an outcome, and the Unix time at which it came."""
    now = time.time()
    waiting = {partition: head for partition, head in heads.items() if now - head[1] > WAITED_S}
    if not waiting:
        return []
    time.sleep(STILL_S)
    committed = committed_offsets(admin, group, partitions)
    workers = len(admin.describe_groups([group])[group]["members"])
    return [
        StandingStill(partition, offset, round(now - came), workers)
        for partition, (offset, came) in sorted(waiting.items())
        if committed.get(partition, 0) <= offset
    ]
