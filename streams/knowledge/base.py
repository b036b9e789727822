"""The compiled knowledge base: what is known of each thing, and under which names."""

import zlib
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from streams.errors import ConfigurationError
from streams.records import EntityType

COMPILED = Path(__file__).parent / "data" / "knowledge.bin"
"""Written by `make knowledge`: zlib over MessagePack of `Compiled`."""

Kind = Literal[
    "country", "place", "region", "area", "water", "body", "armed", "party", "organ", "seat", "person", "other"
]
"""`region` lies inside one country; `area` spans several (a continent, the Balkans); `organ` and `seat` stand for
a government; `party` is a political one; a vanished state is an `area` of sector GOV; `other` is named so that its
words are not taken for a country (companies, media, clubs)."""

TYPES: dict[str, EntityType] = {
    "country": "LOC",
    "place": "LOC",
    "region": "LOC",
    "area": "LOC",
    "water": "LOC",
    "seat": "ORG",
    "organ": "ORG",
    "body": "ORG",
    "armed": "ORG",
    "party": "ORG",
    "other": "ORG",
    "person": "PER",
}

Use = Literal["name", "adjective", "surname", "weak"]
"""`surname` counts only after the person's full name; `weak` only where a model, a dateline or a word such as "near"
says that it is a place."""


class Office(Struct, array_like=True, frozen=True, gc=False):
    """What a person was from `since` to `until` (ISO dates; empty: open)."""

    role: str
    sector: str
    since: str = ""
    until: str = ""

    def holds(self, day: str) -> bool:
        return self.since <= day and (not self.until or day <= self.until)


class Thing(Struct, array_like=True, frozen=True):
    """A country, place, body, organ or person.

    `id` is empty where no sure identifier is known; `group` is the code of the body that it is or belongs to; `m49` the
    UN code of a region of the world; `admin` the name of the first-level region that a place lies in.
    """

    kind: Kind
    id: str
    name: str
    country: str = ""
    lat: float | None = None
    lon: float | None = None
    population: int = 0
    capital: bool = False
    admin: str = ""
    m49: str = ""
    group: str = ""
    sector: str = ""
    offices: tuple[Office, ...] = ()

    @property
    def type(self) -> EntityType:
        return TYPES[self.kind]

    @property
    def key(self) -> str:
        return self.id or self.name


class Reading(Struct, array_like=True, frozen=True, gc=False):
    """One meaning of a surface: a thing, in some languages (`languages`: index into `Compiled.languages`)."""

    shaped: str
    thing: int
    use: Use = "name"
    languages: int = 0


class OrganTitle(Struct, array_like=True, frozen=True):
    """What an organ of state is called in a language, with its sector (PLOVER)."""

    role: str
    sector: str
    language: str
    words: list[str]


class Endings(Struct, array_like=True, frozen=True):
    """What a language joins to a name, before and after it: kind of thing (`*`: any) -> letters -> resulting form."""

    before: dict[str, dict[str, str]] = {}
    after: dict[str, dict[str, str]] = {}
    separate: bool = False
    """True where the letters are words of their own and not part of the quoted surface (Korean particles)."""


class Places(Struct, array_like=True, frozen=True):
    """The gazetteer in columns (little-endian arrays): many places, looked up one by one and never scanned."""

    keys: bytes
    """Folded names, sorted, joined by newlines."""
    starts: bytes
    """uint32 per name: where it begins in `keys`."""
    rows: bytes
    """uint32 per name: the row of its place."""
    labels: bytes
    """Display names, joined by newlines, in the order of the rows."""
    ids: bytes
    """uint32 per row: GeoNames id."""
    lats: bytes
    """float32 per row: degrees."""
    lons: bytes
    populations: bytes
    """uint32 per row."""
    admins: bytes
    """uint16 per row: index into `admin_names`."""
    countries: bytes
    """uint8 per row: index into `country_codes`."""
    kinds: bytes
    """uint8 per row: 0 populated place, 1 first-level region, 2 second-level region."""
    admin_names: list[str]
    country_codes: list[str]


class Compiled(Struct, array_like=True, frozen=True):
    version: str
    languages: list[list[str]]
    """Sets of language codes; the first is empty: any language."""
    things: list[Thing]
    patterns: list[str]
    """Folded surfaces."""
    readings: list[list[Reading]]
    """Per pattern."""
    endings: dict[str, Endings]
    members: dict[str, list[str]]
    """Group code -> ISO codes of its members."""
    regions: dict[str, str]
    """ISO code -> UN M49 code of the sub-region."""
    organs: list[OrganTitle]
    organ_endings: dict[str, list[str]]
    words: dict[str, list[str]]
    """Lists of words that the linker's rules go by (first names, ...)."""
    places: Places


def read_compiled(path: Path = COMPILED) -> Compiled:
    """Raises `ConfigurationError` where the file is missing or damaged."""
    try:
        return msgspec.msgpack.decode(zlib.decompress(path.read_bytes()), type=Compiled)
    except (OSError, zlib.error, msgspec.MsgspecError) as error:
        raise ConfigurationError(f"{path.name}: cannot be read ({error}); `make knowledge` writes it anew") from error


def write_compiled(compiled: Compiled, path: Path = COMPILED) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(zlib.compress(msgspec.msgpack.encode(compiled), 9))
