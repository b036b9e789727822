"""The compiled knowledge base: what is known of each thing, and under which names."""

import zlib
from functools import cached_property
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from streams.errors import ConfigurationError
from streams.records import EntityType

COMPILED = Path(__file__).parent / "data" / "knowledge.bin"
"""Written by `make knowledge`: zlib over MessagePack of `Compiled`."""

Kind = Literal["country", "place", "region", "water", "area", "body", "armed", "organ", "seat", "person", "other"]
"""`region` lies inside one country; `area` spans several (a continent, the Balkans); `organ` and `seat` stand for a
government; `other` is named so that its words are not taken for a country (companies, media, clubs)."""

TYPES: dict[str, EntityType] = {
    "country": "LOC",
    "place": "LOC",
    "region": "LOC",
    "water": "LOC",
    "area": "LOC",
    "seat": "ORG",
    "organ": "ORG",
    "body": "ORG",
    "armed": "ORG",
    "other": "ORG",
    "person": "PER",
}


class Thing(Struct, array_like=True, frozen=True, gc=False):
    """A country, place, body, organ or person.

    `id` is empty where no sure identifier is known; `group` is the code of the body that it is or belongs to; `area` is
    a UN M49 code; `valid_from` and `valid_to` are ISO dates of an office, empty where open.
    """

    kind: Kind
    id: str
    name: str
    country: str = ""
    lat: float | None = None
    lon: float | None = None
    population: int = 0
    group: str = ""
    sector: str = ""
    role: str = ""
    valid_from: str = ""
    valid_to: str = ""
    admin: str = ""
    area: str = ""

    @property
    def type(self) -> EntityType:
        return TYPES[self.kind]


class Name(Struct, array_like=True, frozen=True, gc=False):
    """A surface that stands for a thing in some languages (`languages`: index into `Compiled.languages`)."""

    surface: str
    thing: int
    form: Literal["name", "adjective"] = "name"
    languages: int = 0


class Endings(Struct, array_like=True, frozen=True):
    """What may be joined to a name in a language: letters before and after it, by kind of thing.

    `after[kind][ending]` is the form that results, `before` likewise; a kind `*` holds for all.
    """

    before: dict[str, dict[str, str]]
    after: dict[str, dict[str, str]]
    separate: bool = False
    """True where the ending is a particle of its own and not part of the quoted surface (Korean)."""


class Compiled(Struct, array_like=True, frozen=True):
    version: str
    languages: list[list[str]]
    """Sets of language codes; the first is empty: any language."""
    things: list[Thing]
    names: list[Name]
    endings: dict[str, Endings]
    members: dict[str, list[str]]
    """Group code -> ISO codes of its members."""
    regions: dict[str, str]
    """ISO code -> UN M49 code of the sub-region."""

    @cached_property
    def by_id(self) -> dict[str, Thing]:
        return {thing.id: thing for thing in reversed(self.things) if thing.id}


def read_compiled(path: Path = COMPILED) -> Compiled:
    """Raises `ConfigurationError` where the file is missing or damaged."""
    try:
        return msgspec.msgpack.decode(zlib.decompress(path.read_bytes()), type=Compiled)
    except (OSError, zlib.error, msgspec.MsgspecError) as error:
        raise ConfigurationError(f"{path.name}: cannot be read ({error}); `make knowledge` writes it anew") from error


def write_compiled(compiled: Compiled, path: Path = COMPILED) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(zlib.compress(msgspec.msgpack.encode(compiled), 9))
