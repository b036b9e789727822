"""Countries as the pages name and draw them (`data/world.json`, built by `training/map/build.py`)."""

from functools import cache
from pathlib import Path

import msgspec
from msgspec import Struct

DATA = Path(__file__).parent / "data"


class World(Struct, frozen=True):
    """`shapes`: SVG paths on a map of `size`; `dots`: small states; `uncoded`: land without an ISO code."""

    size: tuple[int, int]
    names: dict[str, str]
    shapes: dict[str, str]
    dots: dict[str, tuple[int, int]]
    uncoded: list[str]


@cache
def world() -> World:
    return msgspec.json.decode((DATA / "world.json").read_bytes(), type=World)


def name_of(code: str) -> str:
    """The English name of a country; a body's code is its name."""
    return world().names.get(code, code)
