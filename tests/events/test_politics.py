"""Which deeds are politics."""

import pytest

from streams.events.parties import Party
from streams.events.politics import is_political


def side(country: str | None = None, sector: str | None = None, group: str | None = None) -> Party:
    return Party(0, 1, "x", country=country, sector=sector, group=group)


@pytest.mark.parametrize(
    ("category", "actor", "recipient"),
    [
        ("ACCUSE", side("DE", "GOV"), None),
        ("ACCUSE", None, side(sector="PTY")),
        ("CONSULT", side(group="EU", sector="IGO"), side()),
        ("AID", side("US"), side("EG")),
        ("PROTEST", side("FR", "CVL"), None),
        ("ASSAULT", None, side("FR", "MED")),
    ],
)
def test_a_state_a_body_a_border_or_people_in_public_make_politics(category, actor, recipient):
    assert is_political(category, actor, recipient)


@pytest.mark.parametrize(
    ("category", "actor", "recipient"),
    [
        ("ACCUSE", side(), side()),
        ("SUPPORT", side("DE"), side("DE")),
        ("RETREAT", side("US", "BUS"), None),
        ("CONSULT", side("FR", "CVL"), side()),
        ("ASSAULT", side("FR"), None),
    ],
)
def test_firms_and_private_persons_among_themselves_make_none(category, actor, recipient):
    assert not is_political(category, actor, recipient)
