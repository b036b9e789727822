"""Which pairs of a claim are political events, and which of several tellings stays."""

from msgspec.structs import replace

from streams.events.building import Draft
from streams.events.claims import Claim
from streams.events.old_parties import Party
from streams.records import Entity

PHYSICAL = frozenset({"ASSAULT", "COERCE", "RETREAT", "MOBILIZE"})
"""What these categories do to a capital they do to a town, not to a government."""
SUFFERED = frozenset({"ASSAULT", "COERCE", "SANCTION", "RETREAT", "AID", "ACCUSE", "PROTEST", "THREATEN"})
"""Told without an actor, in the passive; speech acts and meetings are not."""
TALK = frozenset({"CONSULT", "AGREE", "COOPERATE", "SUPPORT"})
FOREIGN = frozenset({"AID", "COOPERATE", "CONSULT"})
"""What a state does with another, never with itself."""
AUTHORITIES = frozenset({"GOV", "MIL", "LEG", "JUD", "COP", "SPY", "REB", "OPP", "PTY"})
"""Sectors whose dealings at home are political."""
PAIRS = 6  # events of one claim at most


def pairs(claim: Claim) -> list[tuple[Party | None, Party | None, bool]]:
    """One event a pair; the sides of a mutual deed that stand together are paired with each other."""
    actors, recipients = claim.actors, [r for r in claim.recipients if not any(r.same(a) for a in claim.actors)]
    recipients = [r for i, r in enumerate(recipients) if not any(_around(r, other) for other in recipients[:i])]
    if claim.mutual:
        if len(actors) > 1 and not recipients:
            return [(a, b, True) for i, a in enumerate(actors) for b in actors[i + 1 :]][:PAIRS]
        if len(recipients) > 1 and not actors:
            return [(a, b, True) for i, a in enumerate(recipients) for b in recipients[i + 1 :]][:PAIRS]
    mutual = claim.mutual and claim.category != "ASSAULT"  # who fights somebody need not be fought by him
    return [(a, r, mutual and a is not None and r is not None) for a in actors or [None] for r in recipients or [None]][
        :PAIRS
    ]


def _around(land: Party, town: Party) -> bool:
    """ "in Cizre im Südosten der Türkei": the country behind its town is no second party."""
    names = land.linked and town.linked and not (land.person or town.person)
    return names and town.place and not land.place and land.country is not None and land.country == town.country


def localised(
    actor: Party | None, recipient: Party | None, category: str, place: Entity | None
) -> tuple[Party | None, Party | None]:
    """A party without a name takes the country of the place or of its counterpart; a capital that is hit is a town."""
    where = place.country if place else None
    if actor is not None and not actor.named and actor.sector != "IGO":
        actor = replace(actor, country=where or (recipient.country if recipient else None))
    if recipient is not None and not recipient.named and recipient.sector != "IGO":
        recipient = replace(recipient, country=where or (actor.country if actor else None))
    if (
        recipient is not None
        and recipient.sector == "GOV"
        and category in PHYSICAL
        and (recipient.id or "").startswith("geonames:")
    ):
        recipient = replace(recipient, sector=None)
    if recipient is not None and recipient.loose and category in PHYSICAL:
        recipient = replace(recipient, sector=None)
    return actor, recipient


def acceptable(actor: Party | None, recipient: Party | None, category: str, required: bool) -> bool:
    """Is it a political event: a country or body in it, somebody who acts or is hurt, and not one alone?"""
    named = any(p is not None and p.named for p in (actor, recipient))
    if (recipient is None and required) or not (named or domestic(actor, recipient)):
        return False
    if actor is None:
        return recipient is not None and category in SUFFERED
    nobody = actor.place and not actor.sector and not actor.person
    if nobody:
        return False
    if recipient is not None and category in TALK:
        if (actor.id and actor.id == recipient.id) or (actor.group and actor.group == recipient.group):
            return False
        return not (actor.sector == recipient.sector == "CVL")
    return True


def with_itself(actor: Party | None, recipient: Party | None, category: str) -> bool:
    """Are both the same state, its government or forces: nobody aids himself? Asked before `localised`."""
    if actor is None or recipient is None or category not in FOREIGN:
        return False
    state = {actor.sector, recipient.sector} <= {"GOV", "MIL", "SPY"}
    persons = any(p.linked and p.person for p in (actor, recipient))
    return bool(actor.country) and actor.country == recipient.country and state and not persons


def domestic(actor: Party | None, recipient: Party | None) -> bool:
    """Do authorities, forces or armed groups without a name stand on one side, and somebody known on the other?"""
    return actor is not None and recipient is not None and bool({actor.sector, recipient.sector} & AUTHORITIES)


def distinct(drafts: list[Draft]) -> list[Draft]:
    """The strongest of those that tell the same category of the same parties in one sentence."""
    kept: list[Draft] = []
    for draft in sorted(drafts, key=lambda d: (d.actor is None or d.recipient is None, -d.strength)):
        if not any(draft.repeats(other) for other in kept):
            kept.append(draft)
    return sorted(kept, key=lambda d: d.trigger)
