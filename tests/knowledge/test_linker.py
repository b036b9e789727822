"""Names found and linked in texts; every offset is checked against the quoted surface."""

import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.knowledge import Knowledge, NamedSpan, countries_of, groups_of
from streams.records import Entity


def link(knowledge: Knowledge, text: str, language: str, **more: object) -> list[Entity]:
    entities = knowledge.link(text, language=language, **more)  # type: ignore[arg-type]
    assert all(text[e.start : e.end] == e.text for e in entities)
    return entities


def found(knowledge: Knowledge, text: str, language: str) -> list[tuple[str, str, str | None]]:
    return [(e.text, e.form, e.country) for e in link(knowledge, text, language)]


def test_the_seed_dispatch_speaks_of_five_countries_and_two_groups(knowledge: Knowledge, shared: Path) -> None:
    entities = link(knowledge, (shared / "data/wire/seed_de.txt").read_text(encoding="utf-8"), "de")
    assert {share.code for share in countries_of(entities)} == {"KP", "RU", "UA", "US", "KR"}
    assert [(g.code, g.how) for g in groups_of(entities, knowledge)] == [("NATO", "named"), ("UN", "named")]
    linked = {e.text: e.id for e in entities}
    assert linked["Moskau"] == "geonames:524901"
    assert linked["Pjöngjang"] == "geonames:1871859"
    assert linked["Seoul"] == "geonames:1835848"
    assert linked["Kremls"]


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("nordkoreanischer Truppen", "de", [("nordkoreanischer", "adjective", "KP")]),
        ("Zwei Südkoreanerinnen klagten.", "de", [("Südkoreanerinnen", "adjective", "KR")]),
        ("Russische Truppen", "de", [("Russische", "adjective", "RU")]),
        (
            "die Franzosen und eine Französin",
            "de",
            [("Franzosen", "adjective", "FR"), ("Französin", "adjective", "FR")],
        ),
        ("Two Russians met a Frenchman.", "en", [("Russians", "adjective", "RU"), ("Frenchman", "adjective", "FR")]),
        ("im Weißen Haus", "de", [("Weißen Haus", "name", "US")]),
        ("des Weißen Hauses", "de", [("Weißen Hauses", "name", "US")]),
        ("Russia's wheat", "en", [("Russia", "name", "RU")]),
        ("Moskauer Kreise", "de", [("Moskauer", "adjective", "RU")]),
        ("in der Ostukraine", "de", [("Ostukraine", "name", "UA")]),
        ("CHINA WARNT IRAN", "de", [("CHINA", "name", "CN"), ("IRAN", "name", "IR")]),
    ],
)
def test_german_and_english_names_are_found_in_all_their_forms(
    knowledge: Knowledge, text: str, language: str, expected: list[tuple[str, str, str]]
) -> None:
    assert found(knowledge, text, language) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Die US-Regierung schweigt.", [("US", "part", "US")]),
        ("Kreml-Sprecher Peskow", [("Kreml", "part", "RU")]),
        ("im Ukraine-Konflikt", [("Ukraine", "part", "UA")]),
        ("der Ukrainekrieg", [("Ukraine", "part", "UA")]),
        ("Russland- und Chinapolitik", [("Russland", "part", "RU"), ("China", "part", "CN")]),
    ],
)
def test_a_name_inside_a_compound_is_a_part(
    knowledge: Knowledge, text: str, expected: list[tuple[str, str, str]]
) -> None:
    parts = [entity for entity in found(knowledge, text, "de") if entity[1] == "part"]
    assert parts == expected


def test_the_security_council_yields_the_un_and_its_part(knowledge: Knowledge) -> None:
    entities = link(knowledge, "eine Sitzung des UN-Sicherheitsrats", "de")
    assert [(e.text, e.form) for e in entities] == [("UN-Sicherheitsrats", "name"), ("UN", "part")]
    assert [g.code for g in groups_of(entities, knowledge)] == ["UN"]


@pytest.mark.parametrize(
    ("text", "language", "countries"),
    [
        ("La France et les États-Unis", "fr", ["FR", "US"]),
        ("Estados Unidos y Rusia", "es", ["RU", "US"]),
        ("В Иране и на Украине; США", "ru", ["IR", "UA", "US"]),
        ("Президент України в Росії", "uk", ["RU", "UA"]),
        ("w Rosji i w Niemczech", "pl", ["DE", "RU"]),
        ("한국은 미국과 북한에 대해", "ko", ["KP", "KR", "US"]),
        ("美国与中国", "zh", ["CN", "US"]),
        ("أعلنت الولايات المتحدة وروسيا عن مصر", "ar", ["EG", "RU", "US"]),
    ],
)
def test_texts_in_other_languages_find_their_countries(
    knowledge: Knowledge, text: str, language: str, countries: list[str]
) -> None:
    assert sorted(share.code for share in countries_of(link(knowledge, text, language))) == countries


@pytest.mark.parametrize("text", ["he told us", "sie tun es", "polish the table", "das Iranbuchxyz", "Unikat"])
def test_words_that_only_look_like_names_are_left_alone(knowledge: Knowledge, text: str) -> None:
    assert found(knowledge, text, "en") == []


def test_a_name_does_not_cross_a_break(knowledge: Knowledge) -> None:
    text = "Sie flog nach New\nYork"
    assert [e.text for e in link(knowledge, text, "de")] == ["New\nYork"]
    assert link(knowledge, text, "de", breaks=(0, text.index("York"))) == []


def test_a_span_of_the_model_that_is_not_linked_stays(knowledge: Knowledge) -> None:
    text = "Robert Wood sprach in Moskau."
    entities = link(knowledge, text, "de", spans=[NamedSpan(0, 11, "PER"), NamedSpan(22, 28, "LOC")])
    assert [(e.text, e.type, e.id is None) for e in entities] == [
        ("Robert Wood", "PER", True),
        ("Moskau", "LOC", False),
    ]


def test_a_megabyte_of_names_is_linked(knowledge: Knowledge) -> None:
    entities = knowledge.link("Moskau " * 143_000, language="de")
    assert len(entities) == 143_000
    assert entities[-1].start == 7 * 142_999


@given(
    st.lists(
        st.sampled_from(["Moskau", "US", "-", " ", "\n", "\u00ad", "и", "ف", "美国", "s", "er", "UN-Sicherheitsrat"])
    ),
    st.sampled_from(["de", "en", "ru", "ar", "zh", "ko", "und"]),
)
def test_any_mixture_of_names_and_debris_has_exact_offsets(
    knowledge: Knowledge, parts: list[str], language: str
) -> None:
    text = "".join(parts)
    entities = link(knowledge, text, language)
    for form in ("name", "adjective", "part"):
        same = [e for e in entities if e.form == form]
        assert all(a.end <= b.start for a, b in pairwise(same))


ENDLESS = ["Gainesville, Florida ", "US-", "Mos\u00adkau ", "\u200fМoskau ", "New\nYork ", "UN-Sicherheitsrat "]


@pytest.mark.parametrize("unit", ENDLESS)
def test_time_grows_with_the_text_and_no_faster(knowledge: Knowledge, unit: str) -> None:
    def seconds(length: int) -> float:
        text = unit * (length // len(unit))
        begin = time.process_time()
        knowledge.link(text, language="en")
        return time.process_time() - begin

    seconds(1_000)
    small, large = seconds(60_000), seconds(240_000)
    assert large < 12 * small + 0.2


def test_thousands_of_the_models_places_take_seconds(knowledge: Knowledge) -> None:
    names = [f"Ort{number}" for number in range(5_000)]
    text, spans = ", ".join([*names, "Paris", "Texas"]), []
    for name in names:
        start = spans[-1].end + 2 if spans else 0
        spans.append(NamedSpan(start, start + len(name), "LOC"))
    begin = time.process_time()
    assert len(knowledge.link(text, language="en", spans=spans)) == 5_002
    assert time.process_time() - begin < 20
