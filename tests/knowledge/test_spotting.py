"""Places that the text itself tells to be places, without or against the model."""

from streams.knowledge import Knowledge, NamedSpan, countries_of


def test_a_small_city_counts_where_its_region_follows(knowledge: Knowledge) -> None:
    entities = knowledge.link("Deputies searched Gainesville, Florida. Gainesville is calm.", language="en")
    assert [(e.text, e.id) for e in entities if e.text == "Gainesville"] == [("Gainesville", "geonames:4156404")] * 2


def test_without_its_region_it_does_not(knowledge: Knowledge) -> None:
    assert knowledge.link("Gainesville is calm.", language="en") == []


def test_a_county_is_known_by_its_second_word(knowledge: Knowledge) -> None:
    (county, state) = knowledge.link("He lives in Laurel County in Kentucky.", language="en")
    assert (county.text, county.country, state.text) == ("Laurel County", "US", "Kentucky")


def test_a_place_inside_a_bodys_name_is_found_but_does_not_count(knowledge: Knowledge) -> None:
    text = "The Cincinnati Police Department called."
    entities = knowledge.link(text, language="en", spans=[NamedSpan(4, 32, "ORG")])
    assert [(e.text, e.type, e.form) for e in entities] == [
        ("Cincinnati Police Department", "ORG", "name"),
        ("Cincinnati", "LOC", "part"),
    ]
    assert countries_of(entities) == []


def test_a_place_that_the_model_calls_a_person_counts_after_a_locative(knowledge: Knowledge) -> None:
    text = "A fire broke out in Gainesville near Atlanta."
    entities = knowledge.link(text, language="en", spans=[NamedSpan(20, 31, "PER")])
    assert ("Gainesville", "US") in [(e.text, e.country) for e in entities]


def test_a_surname_does_not_become_a_place(knowledge: Knowledge) -> None:
    text = "Mary Henderson came to Atlanta. In Henderson they trust."
    entities = knowledge.link(text, language="en", spans=[NamedSpan(0, 14, "PER"), NamedSpan(35, 44, "PER")])
    assert [e.type for e in entities if e.text.endswith("Henderson")] == ["PER", "PER"]


def test_a_dateline_makes_a_place(knowledge: Knowledge) -> None:
    (entity,) = knowledge.link("Ein Satz zuvor. Kitzbühel – Der Sieger kam spät.", language="de")
    assert (entity.text, entity.country) == ("Kitzbühel", "AT")
