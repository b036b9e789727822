"""Record headers: where an output came from."""

import re
from collections.abc import Iterable

from streams.records import Origin

Headers = tuple[tuple[str, bytes | None], ...]


def origin_headers(origin: Origin) -> Headers:
    """The headers that every output carries."""
    return (
        ("origin.topic", origin.topic.encode()),
        ("origin.partition", str(origin.partition).encode()),
        ("origin.offset", str(origin.offset).encode()),
        *((("origin.topic-id", origin.topic_id.encode()),) if origin.topic_id else ()),
    )


TRACEPARENT = "traceparent"
_TRACE = re.compile(rb"(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")
"""W3C Trace Context, version 00; of a later version the part that is the same."""


def trace_headers(headers: Iterable[tuple[str, bytes | None]]) -> Headers:
    """The `traceparent` of a raw record for the records made of it; nothing where it has none, or a wrong one."""
    for name, value in headers:
        if name == TRACEPARENT and value is not None and _TRACE.fullmatch(value):
            return ((TRACEPARENT, value),)
    return ()


def origin_of(headers: Iterable[tuple[str, bytes | None]]) -> Origin | None:
    """The origin that an output's headers name; None where they do not (a record that is not ours)."""
    found = {name: value for name, value in headers if name.startswith("origin.") and value is not None}
    try:
        return Origin(
            found["origin.topic"].decode(),
            int(found["origin.partition"]),
            int(found["origin.offset"]),
            found["origin.topic-id"].decode() if "origin.topic-id" in found else None,
        )
    except (KeyError, ValueError):
        return None
