"""What `/pipeline` shows of Kafka: partitions with their offsets, and the members of the groups. Blocking."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from kafka import TopicPartition
from kafka.admin import KafkaAdminClient, OffsetSpec

from streams import topics
from streams.delivery.reading import committed_offsets, high_watermarks
from streams.settings import Settings
from streams.view.flow import PartitionState, PipelineState, WorkerState


def report(admin: KafkaAdminClient, settings: Settings) -> PipelineState:
    """Raises `KafkaError`."""
    names = [topic.name for topic in topics.wanted_topics(settings)]
    partitions = [
        TopicPartition(topic["name"], part["partition_index"])
        for topic in admin.describe_topics(names)
        for part in topic["partitions"]
    ]
    firsts = admin.list_partition_offsets(dict.fromkeys(partitions, OffsetSpec.EARLIEST))
    ends = high_watermarks(admin, partitions)
    raw = topics.topic_name(settings, topics.RAW)
    group = topics.group_of(settings, "enrich")
    committed = committed_offsets(admin, group, [tp for tp in partitions if tp.topic == raw])
    states = []
    for tp in sorted(partitions):
        position = committed.get(tp.partition) if tp.topic == raw else None
        states.append(
            PartitionState(
                topic=tp.topic,
                partition=tp.partition,
                first_offset=firsts[tp].offset,
                end_offset=ends[tp],
                committed=position,
                lag=None if position is None else max(ends[tp] - max(position, firsts[tp].offset), 0),
            )
        )
    groups = admin.describe_groups([group, topics.group_of(settings, "view")])
    return PipelineState(at=datetime.now(UTC), partitions=tuple(states), workers=tuple(_workers(groups.values())))


def _workers(groups: Iterable[dict[str, Any]]) -> Iterable[WorkerState]:
    for group in groups:
        for member in group["members"]:
            assigned = (member["member_assignment"] or {}).get("assigned_partitions") or ()
            yield WorkerState(
                group=group["group_id"],
                member=member["group_instance_id"] or member["member_id"],
                host=member["client_host"].lstrip("/"),
                assignment=tuple(f"{item['topic']}/{number}" for item in assigned for number in item["partitions"]),
            )
