"""Which deeds are politics: those with a state, a body or a force in it, across a border, or of people in public.

The reader was trained on passages about politics; in other news it finds deeds of firms, clubs and private persons too.
"""

from streams.events.parties import Party

OFFICIAL = frozenset({"GOV", "MIL", "LEG", "JUD", "COP", "SPY", "PTY", "REB", "OPP", "IGO"})
PUBLIC = frozenset({"PROTEST", "ASSAULT"})
"""Categories in which people without an office are a party to politics."""
PEOPLE = frozenset({"CVL", "MED", "NGO"})


def is_political(category: str, actor: Party | None, recipient: Party | None) -> bool:
    sides = [side for side in (actor, recipient) if side is not None]
    if any(side.sector in OFFICIAL or side.group for side in sides):
        return True
    if category in PUBLIC and any(side.sector in PEOPLE for side in sides):
        return True
    return len({side.country for side in sides if side.country}) > 1
