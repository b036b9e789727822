"""What was rejected: counts by code and the last few originals of each."""

from collections import Counter, deque
from typing import NamedTuple

SAMPLES = 5
"""Originals that are kept of each code."""
SAMPLE_BYTES = 2_000
CODES = 100
"""Codes that are told apart; further ones count as `other`, so that foreign records cannot fill the memory."""


class Sample(NamedTuple):
    """A rejected original, cut at `SAMPLE_BYTES`; `size` is its whole length in bytes."""

    code: str
    reason: str
    at: str
    key: str
    value: bytes
    size: int
    origin: str
    partition: int
    offset: int


class Rejections:
    """Counts each offset of the rejected topic once; a partition's records come in the order of their offsets."""

    def __init__(self) -> None:
        self.by_code: Counter[str] = Counter()
        self._samples: dict[str, deque[Sample]] = {}
        self._seen: dict[int, int] = {}

    @property
    def total(self) -> int:
        return self.by_code.total()

    def take(
        self, key: bytes | None, value: bytes | None, headers: dict[str, bytes], partition: int, offset: int
    ) -> bool:
        if offset <= self._seen.get(partition, -1):
            return False
        self._seen[partition] = offset
        code = _text(headers.get("error.code")) or "unknown"
        if code not in self.by_code and len(self.by_code) >= CODES:
            code = "other"
        self.by_code[code] += 1
        sample = Sample(
            code=code,
            reason=_text(headers.get("error.reason")),
            at=_text(headers.get("error.at")),
            key=_text(key),
            value=(value or b"")[:SAMPLE_BYTES],
            size=len(value or b""),
            origin="/".join(_text(headers.get(f"origin.{part}")) for part in ("topic", "partition", "offset")),
            partition=partition,
            offset=offset,
        )
        self._samples.setdefault(code, deque(maxlen=SAMPLES)).append(sample)
        return True

    def samples(self, code: str) -> list[Sample]:
        """The last originals with this code, the newest first."""
        return list(reversed(self._samples.get(code, ())))


def _text(value: bytes | None, limit: int = 500) -> str:
    return (value or b"").decode("utf-8", "replace")[:limit]
