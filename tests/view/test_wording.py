import tomllib
from pathlib import Path
from typing import get_args

import pytest

from streams import events
from streams.records import Modality
from streams.view.rows import row_of
from streams.view.wording import lines, wording
from streams.view.world import world
from tests.view.sample import NOW, Actor, article, encode, event

PLOVER = {
    "AGREE": 1, "CONSULT": 1, "SUPPORT": 1, "CONCEDE": 1, "COOPERATE": 2, "AID": 2, "RETREAT": 2, "REQUEST": 3,
    "ACCUSE": 3, "REJECT": 3, "THREATEN": 3, "PROTEST": 4, "SANCTION": 4, "MOBILIZE": 4, "COERCE": 4, "ASSAULT": 4,
}  # fmt: skip


def told(*events, id="a"):
    row = row_of(encode(article(id, events=list(events))), 0, 0, NOW.timestamp())
    return [(row, one) for one in row.events]


def test_every_category_of_plover_has_words_and_its_quad():
    assert {name: category.quad for name, category in wording().category.items()} == PLOVER


def test_every_mode_that_has_words_is_one_of_plover():
    scheme = tomllib.loads((Path(events.__file__).parent / "plover.toml").read_text(encoding="utf-8"))
    for name, category in wording().category.items():
        assert category.modes.keys() <= scheme[name].get("modes", {}).keys()


def test_every_modality_has_words():
    assert set(wording().modality) == set(get_args(Modality))


def test_an_event_is_a_sentence():
    (line,) = lines(told(event()))
    assert line.text == "Russia (government) threatens Ukraine · 1 article"


def test_several_recipients_and_articles_are_one_line():
    to_us = event(id="e2", recipient=Actor(start=0, end=6, text="Russia", country="US"))
    (line,) = lines([*told(event(reported=True), msgspec_reported(to_us)), *told(event(reported=True), id="b")])
    assert line.text == "Russia (government) threatens Ukraine, United States · reported · 2 articles"


def msgspec_reported(one):
    one.reported = True
    return one


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"recipient": None}, "Russia (government) issues a threat · 1 article"),
        ({"actor": None}, "Unnamed actor threatens Ukraine · 1 article"),
        ({"modality": "negated"}, "Russia (government) threatens Ukraine · denied or not done · 1 article"),
        ({"actor": Actor(start=0, end=6, text="rebels", sector="REB")}, "rebels threatens Ukraine · 1 article"),
        ({"actor": Actor(start=0, end=4, text="Nato", group="NATO")}, "NATO threatens Ukraine · 1 article"),
        (
            {"category": "COERCE", "mode": "martial-law", "recipient": None},
            "Russia (government) imposes martial law · 1 article",
        ),
        ({"category": "ACCUSE", "mode": "disapprove"}, "Russia (government) criticizes Ukraine · 1 article"),
        ({"category": "ACCUSE", "mode": "new"}, "Russia (government) accuses Ukraine · 1 article"),
        ({"category": "NEW"}, "Russia (government) new Ukraine · 1 article"),
    ],
)
def test_what_is_missing_or_unknown_still_reads(changes, text):
    assert lines(told(event(**changes)))[0].text == text


def test_denied_and_asserted_deeds_are_two_lines():
    assert len(lines(told(event(), event(id="e2", modality="negated")))) == 2


def test_every_shape_and_dot_of_the_map_has_a_name():
    assert (world().shapes.keys() | world().dots.keys()) <= world().names.keys()
    assert not world().shapes.keys() & world().dots.keys()
    assert len(world().shapes) + len(world().dots) > 200


def test_the_map_lies_inside_its_frame():
    width, height = world().size
    assert all(0 <= x <= width and 0 <= y <= height for x, y in world().dots.values())
