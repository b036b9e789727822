"""What the pages ask of delivery, which alone knows Kafka."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from msgspec import Struct


class Flow(Protocol):
    """The state of one worker; every method returns at once."""

    def lag(self) -> Mapping[int, int]:
        """Raw partition -> records not yet enriched."""

    def committed_at(self) -> datetime | None:
        """When an offset was last committed; None before the first."""

    def live(self) -> tuple[bool, str]:
        """Whether the process can go on by itself, and the reason."""

    def ready(self) -> tuple[bool, str]:
        """Whether partitions are assigned, models loaded and the projection caught up, and the reason."""


class PartitionState(Struct, frozen=True):
    """`lag` is None where nothing of ours consumes the topic."""

    topic: str
    partition: int
    first_offset: int
    end_offset: int
    committed: int | None = None
    lag: int | None = None


class WorkerState(Struct, frozen=True):
    """A member of a consumer group and what it is assigned, as `topic/partition`."""

    group: str
    member: str
    host: str
    assignment: tuple[str, ...] = ()


class PipelineState(Struct, frozen=True):
    """What `/pipeline` shows beside the projection's own numbers; `at` is when it was asked of Kafka."""

    at: datetime | None = None
    partitions: tuple[PartitionState, ...] = ()
    workers: tuple[WorkerState, ...] = ()
    rebalances: int | None = None
    facts: dict[str, str] = {}
    """Further lines as they are to be read, such as the state of the process pool."""
