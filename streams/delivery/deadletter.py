"""The dead letter of a raw record: its original bytes, and why it was rejected. It always fits its topic."""

from datetime import datetime

from streams.errors import Rejected
from streams.headers import Headers, origin_headers
from streams.records import Origin
from streams.settings import HEADER_ROOM, Settings

REASON_LIMIT = 500
"""Characters of `error.reason`."""
KEY_LIMIT = 8_192
"""Bytes of a key that is cut because the whole does not fit."""
HEADER_COST = 12
"""Bytes that a header takes beside its name and value, at most: two lengths as varints."""
OVERHEAD = 1_024
"""Bytes of a batch of one record beside key, value and headers, and of `error.*-cut`."""


def letter(
    key: bytes | None,
    value: bytes | None,
    headers: Headers,
    reason: Rejected,
    settings: Settings,
    at: datetime,
    *,
    origin: Origin,
    room: int | None = None,
) -> tuple[bytes | None, bytes | None, Headers]:
    """Key, value and headers of the record on the topic of rejections, of `room` bytes before compression at most.

    What fits stays as it came. Where it does not (a raw record may grow beyond every limit when it is unpacked), the
    value keeps its first bytes and comes first, then the key, then the headers in their order; headers of ours say
    what was cut: `error.truncated` and `error.key-cut` the full length in bytes, `error.headers-cut` how many are
    missing. The raw topic has the whole.
    """
    room = room or settings.rejected_limit_bytes + HEADER_ROOM
    own = (
        ("error.code", reason.code.encode()),
        ("error.reason", _one_line(str(reason)).encode()),
        ("error.at", at.isoformat(timespec="milliseconds").replace("+00:00", "Z").encode()),
        *origin_headers(origin),
    )
    left = room - OVERHEAD - _size(own)
    if len(key or b"") + len(value or b"") + _size(headers) <= left:
        return key, value, (*headers, *own)
    cuts: list[tuple[str, bytes | None]] = []
    if key is not None and len(key) > min(KEY_LIMIT, left // 8):
        cuts.append(("error.key-cut", str(len(key)).encode()))
        key = key[: min(KEY_LIMIT, left // 8)]
    left -= len(key or b"")
    most = min(settings.rejected_limit_bytes, left)
    if value is not None and len(value) > most:
        cuts.append(("error.truncated", str(len(value)).encode()))
        value = value[:most]
    left -= len(value or b"")
    kept: list[tuple[str, bytes | None]] = []
    for header in headers:
        left -= _size((header,))
        if left < 0:
            cuts.append(("error.headers-cut", str(len(headers) - len(kept)).encode()))
            break
        kept.append(header)
    return key, value, (*kept, *cuts, *own)


def _size(headers: Headers) -> int:
    return sum(len(name.encode()) + len(value or b"") + HEADER_COST for name, value in headers)


def _one_line(text: str) -> str:
    line = " ".join(text.split()).encode("utf-8", "replace").decode()
    return line if len(line) <= REASON_LIMIT else line[: REASON_LIMIT - 1] + "…"
