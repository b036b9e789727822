"""Events as sentences, told from `data/wording.toml`."""

import tomllib
from collections.abc import Iterable
from functools import cache

import msgspec
from msgspec import Struct

from streams.view.rows import NOBODY, EventRow, Party, Row
from streams.view.world import DATA, name_of


class Category(Struct, frozen=True, rename={"with_": "with"}):
    """`with_`: the verb before a recipient; `alone`: without one; `modes`: both for a mode that says more.

    `noun`: the heading; `quad`: PLOVER's, 1-4.
    """

    with_: str
    alone: str
    noun: str
    quad: int
    modes: dict[str, tuple[str, str]] = {}


class Wording(Struct, frozen=True):
    """Words for PLOVER's categories, quads, sectors and modalities."""

    category: dict[str, Category]
    quad: dict[str, str]
    sector: dict[str, str]
    modality: dict[str, str]


@cache
def wording() -> Wording:
    return msgspec.convert(tomllib.loads((DATA / "wording.toml").read_text(encoding="utf-8")), Wording)


class Line(Struct):
    """One sentence: an actor does something to recipients, told by so many articles (`rows`, the newest first)."""

    event: EventRow
    actor: str
    verb: str
    recipients: list[tuple[str, str]]
    """Code and name each."""
    notes: list[str]
    rows: list[Row]

    @property
    def text(self) -> str:
        names = ", ".join(name for _, name in self.recipients)
        count = f"{len(self.rows)} article{'s' * (len(self.rows) != 1)}"
        return " · ".join([" ".join(filter(None, (self.actor, self.verb, names))), *self.notes, count])


def party_name(party: Party | None) -> str:
    """`South Korea (government)`; the words of the text where nobody known is meant."""
    if party is None:
        return "Unnamed actor"
    name = party.text if party.code == NOBODY else name_of(party.code)
    sector = wording().sector.get(party.sector, party.sector)
    return f"{name} ({sector})" if sector and party.code != NOBODY else name


def verb_of(event: EventRow) -> str:
    category = wording().category.get(event.category)
    if category is None:
        return event.category.lower()
    with_, alone = category.modes.get(event.mode or "", (category.with_, category.alone))
    return with_ if event.recipient else alone


def notes_of(event: EventRow) -> list[str]:
    """What qualifies the sentence: its modality, and whether the text attributes it to somebody."""
    return [
        note for note in (wording().modality.get(event.modality, event.modality), "reported" * event.reported) if note
    ]


def noun_of(category: str) -> str:
    known = wording().category.get(category)
    return known.noun if known else category.capitalize()


def is_conflict(category: str) -> bool:
    known = wording().category.get(category)
    return known is not None and known.quad > 2


def lines(told: Iterable[tuple[Row, EventRow]]) -> list[Line]:
    """One line for each deed: the same actor, verb and modality on a day; recipients and articles are gathered."""
    found: dict[tuple[object, ...], Line] = {}
    for row, event in told:
        actor = party_name(event.actor)
        day = event.date or int(row.received // 86_400)
        verb = verb_of(event)
        line = found.get(key := (actor, event.category, verb, event.modality, event.reported, day))
        if line is None:
            line = found[key] = Line(event, actor, verb, [], notes_of(event), [])
        if event.recipient:
            recipient = (event.recipient.code, party_name(event.recipient))
            if recipient not in line.recipients:
                line.recipients.append(recipient)
        if all(row.id != other.id for other in line.rows):
            line.rows.append(row)
    return list(found.values())
