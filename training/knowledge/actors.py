"""Bodies, organs of states, people."""

from streams.knowledge.base import Office, Thing
from training.knowledge import inflect, tables
from training.knowledge.collect import Collection
from training.knowledge.tables import split


def add_bodies(collection: Collection) -> dict[str, list[str]]:
    """Returns the members of the groups: code -> ISO codes."""
    members = {}
    for row in tables.rows("bodies"):
        thing = Thing(row["kind"], row["id"], row["name"], row["country"], group=row["code"], sector=row["sector"])
        index = collection.thing(thing)
        _add_names(collection, index, [row["name"], *split(row["names"])])
        if row["members"]:
            members[row["code"]] = row["members"].split()
    for row in tables.rows("seats"):
        index = collection.thing(Thing(row["kind"], row["id"], row["name"], row["country"], sector=row["sector"]))
        _add_names(collection, index, [row["name"], *split(row["names"])])
    for row in tables.rows("parties"):
        index = collection.thing(Thing("party", row["id"], row["name"], row["country"], sector="PTY"))
        _add_names(collection, index, split(row["names"]))
    for name in (name for row in tables.rows("others") for name in split(row["names"])):
        index = collection.thing(Thing("other", "", name.replace("~", "e")))
        _add_names(collection, index, [name])
    return members


def _add_names(collection: Collection, index: int, names: list[str]) -> None:
    for entry in names:
        for surface in inflect.templated(entry):
            collection.name(surface, index)


def add_people(collection: Collection) -> None:
    for row in tables.rows("people"):
        offices = tuple(sorted(map(_office, split(row["offices"])), key=lambda office: office.since))
        index = collection.thing(Thing("person", row["id"], row["name"], row["country"], offices=offices))
        for name in (row["name"], *split(row["aliases"])):
            collection.name(name, index)
        alone = split(row["alone"])
        for surname in alone:
            collection.name(surname, index)
        for surname in {name.split()[-1] for name in (row["name"], *split(row["aliases"])) if " " in name}:
            if surname not in alone and surname[0].isupper() and not surname.endswith((".", "II", "VI")):
                collection.name(surname, index, "surname")


def _office(cell: str) -> Office:
    role, sector, since, until = cell.split(":")
    return Office(role, sector, since, until)
