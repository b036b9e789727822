"""The recipe `make knowledge`: tables written by hand and build-time packages -> the compiled knowledge base."""

import hashlib
import sys

import msgspec

from streams.knowledge.base import COMPILED, Compiled, write_compiled
from training.knowledge import actors, cities, countries, places, tables
from training.knowledge.collect import Collection


def main() -> int:
    collection = Collection(tables.words()["ordinary"])
    countries.add(collection)
    places.add_areas(collection)
    cities.add(collection)
    members = actors.add_bodies(collection)
    actors.add_people(collection)
    languages, patterns, readings = collection.compiled()
    compiled = Compiled(
        "",
        languages,
        collection.things,
        patterns,
        readings,
        tables.endings(),
        members,
        tables.regions(),
        *tables.organs(),
        tables.words(),
        places.gazetteer(),
    )
    version = hashlib.sha256(msgspec.msgpack.encode(compiled)).hexdigest()[:12]
    write_compiled(msgspec.structs.replace(compiled, version=version))
    size = COMPILED.stat().st_size / 1e6
    print(f"{COMPILED.name} {version}: {len(collection.things)} things, {len(patterns)} surfaces, {size:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
