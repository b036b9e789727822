"""What sentences tell into records: one event for the same deed told twice, with stable ids."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from streams.events.parties import Party
from streams.events.party_records import actor_of, span_of, speaker_of
from streams.events.scheme import Scheme
from streams.records import Entity, Event, Evidence, Modality, Span, Trigger

AGAIN = 0.05
"""What a second sentence that tells the same adds to the confidence."""
SUREST = 0.99


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
    confidence: float
    date: str | None = None
    contexts: list[str] = field(default_factory=list)

    @property
    def key(self) -> tuple[str, ...]:
        """What makes two drafts one event: deed, modality and parties, whatever words name them."""
        sides = [_code(self.actor), _code(self.recipient)]
        if self.reciprocal:
            sides.sort()
        return (self.category, self.mode or "", self.modality, *sides)


def _code(party: Party | None) -> str:
    if party is None:
        return "-"
    known = party.country or party.group or ""
    return f"{known}/{party.sector or ''}/{'' if known and party.sector else party.id or party.text.lower()}"


def merge(
    drafts: Iterable[Draft], article: str, version: int, text: str, scheme: Scheme, at: datetime | None, rule: str
) -> list[Event]:
    """Drafts with one key are one event with several pieces of evidence, told by the surest; by place of triggers."""
    groups: dict[tuple[str, ...], list[Draft]] = {}
    for draft in sorted(drafts, key=lambda draft: draft.trigger):
        groups.setdefault(draft.key, []).append(draft)
    return [_event(group, key, article, version, text, scheme, at, rule) for key, group in groups.items()]


def _event(
    group: list[Draft], key: tuple[str, ...], article: str, version: int, text: str, scheme: Scheme,
    at: datetime | None, rule: str,
) -> Event:  # fmt: skip
    best = max(group, key=lambda draft: draft.confidence)
    day = best.date or (at.date().isoformat() if at else "")
    sentences = {draft.sentence: draft for draft in reversed(group)}
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
            for draft in reversed(sentences.values())
        ],
        confidence=round(min(SUREST, best.confidence + AGAIN * (len(sentences) > 1)), 2),
        rule=rule,
    )
