"""A party as the records have it; `party` is anything with a span, a text and what is known of it."""

from typing import Any

from streams.records import Actor, Span, Speaker


def actor_of(party: Any | None) -> Actor | None:
    if party is None:
        return None
    return Actor(
        start=party.start,
        end=party.end,
        text=party.text,
        id=party.id,
        country=party.country,
        group=party.group,
        sector=party.sector,
        resolved_from=party.resolved_from,
    )


def speaker_of(party: Any | None) -> Speaker | None:
    return Speaker(start=party.start, end=party.end, text=party.text, id=party.id) if party else None


def span_of(party: Any | None) -> Span | None:
    return (party.start, party.end) if party else None
