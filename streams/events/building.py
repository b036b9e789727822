"""Drafts of events into records: one event for the same deed told twice, with stable ids."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from streams.events.old_parties import Party
from streams.events.party_records import actor_of, span_of, speaker_of
from streams.events.scheme import Scheme
from streams.records import Entity, Event, Evidence, Modality, Span, Trigger

NEAR = 60
"""Characters between two triggers of one deed ("put its artillery on alert")."""


@dataclass(slots=True)
class Draft:
    """An event as one sentence tells it."""

    category: str
    mode: str | None
    modality: Modality
    reported: bool
    reporter: Party | None
    reciprocal: bool
    actor: Party | None
    recipient: Party | None
    trigger: Span
    lemma: str
    sentence: Span
    place: Entity | None
    strength: float
    rule: str
    date: str | None = None
    contexts: list[str] = field(default_factory=list)

    def repeats(self, other: "Draft") -> bool:
        """The same category of the same parties, in either order where mutual."""
        if self.category != other.category:
            return False
        mine, theirs = (self.actor, self.recipient), (other.actor, other.recipient)
        straight = _same(mine[0], theirs[0]) and _same(mine[1], theirs[1])
        if (
            self.reported == other.reported and self.modality == other.modality and not straight
        ):  # one tells less of the same deed
            less = all(a is None or _same(a, b) for a, b in zip(mine, theirs, strict=True))
            straight = less and abs(self.trigger[0] - other.trigger[0]) < NEAR
        crossed = (self.reciprocal or other.reciprocal) and _same(mine[0], theirs[1]) and _same(mine[1], theirs[0])
        return straight or crossed

    @property
    def key(self) -> tuple[str, ...]:
        sides = [_code(self.actor), _code(self.recipient)]
        if self.reciprocal:
            sides.sort()
        return (self.category, self.mode or "", self.modality, *sides)


def _same(one: Party | None, other: Party | None) -> bool:
    if one is None or other is None:
        return one is other
    return one.same(other)


def _code(party: Party | None) -> str:
    if party is None:
        return "-"
    return "/".join(
        (
            party.country or party.group or "",
            party.sector or "",
            "" if party.country or party.group else party.id or party.text,
        )
    )


def merge(
    drafts: Iterable[Draft], article: str, version: int, text: str, scheme: Scheme, at: datetime | None
) -> list[Event]:
    """Drafts with one key are one event with several pieces of evidence, told by the strongest."""
    groups: dict[tuple[str, ...], list[Draft]] = {}
    for draft in drafts:
        groups.setdefault(draft.key, []).append(draft)
    return [_event(group, key, article, version, text, scheme, at) for key, group in groups.items()]


def _event(
    group: list[Draft], key: tuple[str, ...], article: str, version: int, text: str, scheme: Scheme, at: datetime | None
) -> Event:
    best = max(group, key=lambda draft: draft.strength)
    day = best.date or (at.date().isoformat() if at else "")
    confidence = best.strength if len(group) == 1 else min(0.95, best.strength + 0.05)
    start, end = best.trigger
    return Event(
        id=hashlib.blake2b("\x1f".join((article, *key, day)).encode(), digest_size=12).hexdigest(),
        article=article,
        version=version,
        category=best.category,
        mode=best.mode,
        contexts=list(dict.fromkeys(context for draft in group for context in draft.contexts)),
        quad=scheme.categories[best.category].quad,
        intensity=scheme.intensity(best.category, best.mode),
        cameo=scheme.cameo(best.category, best.mode),
        modality=best.modality,
        reported=best.reported,
        reported_by=speaker_of(best.reporter),
        reciprocal=best.reciprocal,
        actor=actor_of(best.actor),
        recipient=actor_of(best.recipient),
        trigger=Trigger(start=start, end=end, text=text[start:end], lemma=best.lemma),
        place=best.place,
        date=best.date,
        evidence=[
            Evidence(
                sentence=draft.sentence,
                trigger=draft.trigger,
                actor=span_of(draft.actor),
                recipient=span_of(draft.recipient),
            )
            for draft in group
        ],
        confidence=round(confidence, 2),
        rule=best.rule,
    )
