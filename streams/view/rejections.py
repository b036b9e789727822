"""What was rejected: counts by code and the last few originals of each."""

from collections import Counter, deque
from typing import NamedTuple

from streams.errors import Unpublishable
from streams.feeds.protection import is_protected

SAMPLES = 5
"""Originals that are kept of each code."""
SAMPLE_BYTES = 2_000
CODES = 100
"""Codes that are told apart; further ones count as `other`, so that foreign records cannot fill the memory."""


UNPUBLISHABLE = frozenset(leaf.code for leaf in Unpublishable.__subclasses__())


class Sample(NamedTuple):
    """A rejected original, cut at `SAMPLE_BYTES`; `size` is its whole length in bytes.

    `value` is empty where the article must not get out, unless the operator wants to see it (`hidden`).
    """

    code: str
    reason: str
    at: str
    key: str
    value: bytes
    size: int
    origin: str
    partition: int
    offset: int
    hidden: bool = False


class Rejections:
    """Counts each offset of the rejected topic once; a partition's records come in the order of their offsets."""

    def __init__(self, *, show_unpublishable: bool = False) -> None:
        self._show_unpublishable = show_unpublishable
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
        hidden = not self._show_unpublishable and (code in UNPUBLISHABLE or is_protected(value or b""))
        sample = Sample(
            code=code,
            reason=_text(headers.get("error.reason")),
            at=_text(headers.get("error.at")),
            key=_text(key),
            value=b"" if hidden else (value or b"")[:SAMPLE_BYTES],
            size=len(value or b""),
            origin="/".join(_text(headers.get(f"origin.{part}")) for part in ("topic", "partition", "offset")),
            partition=partition,
            offset=offset,
            hidden=hidden,
        )
        self._samples.setdefault(code, deque(maxlen=SAMPLES)).append(sample)
        return True

    def samples(self, code: str) -> list[Sample]:
        """The last originals with this code, the newest first."""
        return list(reversed(self._samples.get(code, ())))


def _text(value: bytes | None, limit: int = 500) -> str:
    return (value or b"").decode("utf-8", "replace")[:limit]
