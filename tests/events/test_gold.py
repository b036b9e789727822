"""The gold of the event coder is itself sound: spans, names, counts and the rules of its README hold."""

import json
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from babel import Locale

Record = dict[str, Any]

GOLD = Path(__file__).parent / "gold"
SHARED = Path(os.environ.get("LAGEBILD_SHARED", Path(__file__).parents[2].parent / "shared"))
SCHEME = json.loads((GOLD / "scheme.json").read_text(encoding="utf-8"))
COUNTRIES = {code for code in Locale("en").territories if len(code) == 2 and code.isalpha()}
ROLES = ("actor", "recipient", "trigger")
EVENT_KEYS = {
    *(f"{role}_{part}" for role in ROLES for part in ("text", "start")),
    *(f"{role}_{part}" for role in ("actor", "recipient") for part in ("country", "group", "sector")),
    *("category", "mode", "modality", "reported", "reciprocal"),
}


def read(name: str) -> list[Record]:
    return [json.loads(line) for line in (GOLD / name).read_text(encoding="utf-8").splitlines()]


DEV = {lang: read(f"dev_{lang}.jsonl") for lang in ("de", "en")}
PAIRS = read("pairs.jsonl")


def texts() -> Iterator[tuple[str, Record]]:
    for records in DEV.values():
        yield from ((record["id"], record) for record in records)
    yield from ((f"{pair['id']}{side}", pair[side]) for pair in PAIRS for side in "ab")


EVENTS = [(name, record["text"], event) for name, record in texts() for event in record["events"]]


def broken(rule) -> list[tuple[str, Record]]:
    """The events that break `rule(text, event)`, named, so that a failure shows them."""
    return [(name, event) for name, text, event in EVENTS if not rule(text, event)]


def test_every_event_has_exactly_the_fields_of_the_readme():
    assert not broken(lambda _, event: set(event) == EVENT_KEYS)


def test_every_span_is_found_where_it_says():
    def found(text: str, event: Record) -> bool:
        spans = [(event[f"{role}_text"], event[f"{role}_start"]) for role in ROLES]
        return all(start is None if span is None else text.startswith(span, start) for span, start in spans)

    assert not broken(found)


def test_every_event_has_a_trigger_and_a_party():
    assert not broken(lambda _, event: event["trigger_text"] and (event["actor_text"] or event["recipient_text"]))


def test_actor_and_recipient_never_overlap():
    def apart(_: str, event: Record) -> bool:
        if event["actor_text"] is None or event["recipient_text"] is None:
            return True
        (left, length), (right, _) = sorted(
            (event[f"{role}_start"], len(event[f"{role}_text"])) for role in ("actor", "recipient")
        )
        return left + length <= right

    assert not broken(apart)


def test_categories_modes_and_modalities_are_known():
    modes = SCHEME["categories"]
    assert not broken(
        lambda _, event: (
            event["category"] in modes
            and event["mode"] in (None, *modes[event["category"]])
            and event["modality"] in SCHEME["modalities"]
        )
    )


@pytest.mark.parametrize("role", ["actor", "recipient"])
def test_a_party_has_a_country_or_a_group_and_a_known_sector(role: str):
    def known(_: str, event: Record) -> bool:
        country, group, sector = (event[f"{role}_{part}"] for part in ("country", "group", "sector"))
        if event[f"{role}_text"] is None:
            return country is group is sector is None
        return (
            not (country and group)
            and (country is None or country in COUNTRIES)
            and (group is None or (group in SCHEME["groups"] and sector == "IGO"))
            and (sector is None or sector in SCHEME["sectors"])
        )

    assert not broken(known)


def test_a_recipient_is_there_where_plover_requires_one():
    assert not broken(lambda _, event: event["recipient_text"] or event["category"] not in SCHEME["recipient_required"])


def test_a_future_deed_bears_the_rewritten_category():
    assert not broken(
        lambda _, event: event["modality"] != "future" or event["category"] not in SCHEME["rewritten_in_future"]
    )


def test_a_visit_is_never_reciprocal():
    assert not broken(lambda _, event: not (event["mode"] == "visit" and event["reciprocal"]))


def test_a_reciprocal_deed_has_two_parties():
    assert not broken(lambda _, event: not event["reciprocal"] or (event["actor_text"] and event["recipient_text"]))


def test_ids_are_unique():
    ids = [record["id"] for records in (*DEV.values(), PAIRS) for record in records]
    assert not [name for name, count in Counter(ids).items() if count > 1]


def test_no_text_is_used_twice_in_the_development_sets():
    counts = Counter(record["text"] for records in DEV.values() for record in records)
    assert not [text for text, count in counts.items() if count > 1]


@pytest.mark.parametrize(("lang", "sentences", "without"), [("de", 220, 65), ("en", 80, 25)])
def test_a_development_set_is_large_enough(lang: str, sentences: int, without: int):
    assert len(DEV[lang]) >= sentences
    assert sum(not record["events"] for record in DEV[lang]) >= without


def test_the_german_set_has_every_category_eight_times():
    counts = Counter(event["category"] for record in DEV["de"] for event in record["events"])
    assert not {category: counts[category] for category in SCHEME["categories"] if counts[category] < 8}


def test_the_german_set_has_every_mode():
    seen = {(event["category"], event["mode"]) for record in DEV["de"] for event in record["events"]}
    wanted = {(category, mode) for category, modes in SCHEME["categories"].items() for mode in modes}
    assert wanted <= seen


@pytest.mark.parametrize("lang", ["de", "en"])
def test_each_language_has_fifty_minimal_pairs(lang: str):
    pairs = [pair for pair in PAIRS if pair["lang"] == lang]
    assert len(pairs) >= 50
    assert not [pair["id"] for pair in pairs if not pair["feature"] or pair["a"]["text"] == pair["b"]["text"]]


@pytest.mark.parametrize("lang", ["de", "en"])
@pytest.mark.parametrize("modality", [name for name in SCHEME["modalities"] if name != "asserted"])
def test_the_minimal_pairs_turn_asserted_into_each_other_modality(lang: str, modality: str):
    turned = [
        pair["id"]
        for pair in PAIRS
        if pair["lang"] == lang
        and {event["modality"] for event in pair["a"]["events"]} == {"asserted"}
        and {event["modality"] for event in pair["b"]["events"]} == {modality}
    ]
    assert turned


@pytest.mark.parametrize("lang", ["de", "en"])
def test_the_minimal_pairs_have_an_asserted_deed_that_is_reported(lang: str):
    sides = [side for pair in PAIRS if pair["lang"] == lang for side in (pair["a"], pair["b"])]
    assert any(event["modality"] == "asserted" and event["reported"] for side in sides for event in side["events"])


@pytest.mark.parametrize("lang", ["de", "en"])
def test_the_minimal_pairs_show_every_rewriting_of_a_future_deed(lang: str):
    rewritten = {
        pair["a"]["events"][0]["category"]: pair["b"]["events"][0]["category"]
        for pair in PAIRS
        if pair["lang"] == lang
        and pair["feature"].startswith("future")
        and {event["modality"] for event in pair["a"]["events"]} == {"asserted"}
    }
    assert rewritten == {
        **dict.fromkeys(("CONSULT", "SUPPORT", "COOPERATE", "AID"), "AGREE"),
        **dict.fromkeys(("SANCTION", "COERCE", "ASSAULT", "MOBILIZE"), "THREATEN"),
        **{category: category for category in ("RETREAT", "CONCEDE")},
    }


def test_the_scheme_is_that_of_the_reference():
    reference = SHARED / "data" / "reference" / "plover.json"
    if not reference.exists():
        pytest.skip("the shared reference data is not beside the checkout")
    categories = json.loads(reference.read_text(encoding="utf-8"))["categories"]
    assert {name: [mode for mode, _ in entry["modes"]] for name, entry in categories.items()} == SCHEME["categories"]
    required = {name for name, entry in categories.items() if entry["requires_recipient"] == "Yes"}
    assert required == set(SCHEME["recipient_required"])
