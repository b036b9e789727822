"""Record headers: where an output came from."""

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
