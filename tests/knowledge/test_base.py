"""What the compiled knowledge base holds, and what it costs."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from streams.errors import ConfigurationError
from streams.knowledge.base import Compiled, read_compiled
from streams.knowledge.gazetteer import Gazetteer
from streams.records import Entity


@pytest.fixture(scope="module")
def compiled() -> Compiled:
    return read_compiled()


def test_it_holds_what_it_promises(compiled: Compiled) -> None:
    kinds = Counter(thing.kind for thing in compiled.things)
    assert kinds["country"] == 250
    assert kinds["body"] + kinds["armed"] >= 300
    assert len({thing.country for thing in compiled.things if thing.kind == "party"}) >= 60
    assert sum(1 for thing in compiled.things if thing.kind == "person" and thing.offices) >= 800
    assert len(Gazetteer(compiled.places)) >= 34_000
    assert len({code for codes in compiled.languages for code in codes}) >= 25


def test_every_country_has_a_region_and_a_position(compiled: Compiled) -> None:
    countries = [thing for thing in compiled.things if thing.kind == "country"]
    assert [thing.country for thing in countries if thing.country not in compiled.regions] == []
    assert [thing.country for thing in countries if thing.lat is None] == []


def test_no_id_stands_for_two_things(compiled: Compiled) -> None:
    ids = Counter(thing.id for thing in compiled.things if thing.id)
    assert [key for key, n in ids.items() if n > 1] == []


def test_members_of_groups_are_countries(compiled: Compiled) -> None:
    codes = {thing.country for thing in compiled.things if thing.kind == "country"}
    assert {code for members in compiled.members.values() for code in members} <= codes
    assert len(compiled.members["EU"]) == 27
    assert len(compiled.members["NATO"]) == 32


def test_offices_begin_before_they_end(compiled: Compiled) -> None:
    offices = [(t.name, o) for t in compiled.things for o in t.offices]
    assert [name for name, office in offices if office.until and office.until < office.since] == []


def test_a_place_is_found_whatever_the_letters_case(compiled: Compiled) -> None:
    places = Gazetteer(compiled.places)
    assert places.find("SIGMARINGEN")[0].id == "geonames:2832232"
    assert places.find("Anderson County")[0].country == "US"
    assert places.find("Zzyzzx") == ()


def test_a_damaged_file_is_one_line_that_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "knowledge.bin"
    path.write_bytes(b"nothing")
    with pytest.raises(ConfigurationError, match="make knowledge"):
        read_compiled(path)


def test_it_loads_into_less_than_150_megabytes() -> None:
    script = (
        "import resource, streams.records; before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "from streams.knowledge import load_knowledge\n"
        "knowledge = load_knowledge()\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert int(done.stdout) < 150_000


def test_entities_know_their_position(compiled: Compiled) -> None:
    from streams.knowledge.knowledge import Knowledge

    (entity,) = Knowledge(compiled).link("in Moskau", language="de")
    assert isinstance(entity, Entity)
    assert (round(entity.lat or 0), round(entity.lon or 0)) == (56, 38)
