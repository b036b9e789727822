from datetime import UTC, datetime

from streams.knowledge import Knowledge, NamedSpan


def test_a_later_surname_is_the_person_named_in_full_before(knowledge: Knowledge) -> None:
    text = "Anna Beispiel kam nach Wien. Beispiel schwieg."
    entities = knowledge.link(text, language="de", spans=[NamedSpan(0, 13, "PER"), NamedSpan(29, 37, "PER")])
    people = [e for e in entities if e.type == "PER"]
    assert [(e.text, e.name, e.id) for e in people] == [
        ("Anna Beispiel", "Anna Beispiel", None),
        ("Beispiel", "Anna Beispiel", None),
    ]


def test_a_common_surname_counts_only_after_the_full_name(knowledge: Knowledge) -> None:
    assert knowledge.link("May sagte das.", language="de") == []
    first, later = knowledge.link("Theresa May kam. May sagte das.", language="de")
    assert (first.id, later.id) == ("wikidata:Q264766", "wikidata:Q264766")


def test_a_person_is_not_counted_for_a_country(knowledge: Knowledge) -> None:
    (entity,) = knowledge.link("Putin schwieg.", language="de")
    assert (entity.type, entity.country) == ("PER", "RU")


def test_the_date_decides_which_office_a_person_holds(knowledge: Knowledge) -> None:
    (rutte,) = knowledge.link("Mark Rutte warnt.", language="de")
    before = knowledge.office_of(rutte, datetime(2020, 5, 1, tzinfo=UTC))
    after = knowledge.office_of(rutte, datetime(2025, 5, 1, tzinfo=UTC))
    assert before and after
    assert (before.role, before.sector) == ("prime minister", "GOV")
    assert (after.role, after.sector) == ("secretary general of NATO", "IGO")
    assert knowledge.office_of(rutte, datetime(2005, 5, 1, tzinfo=UTC)) is None


def test_transliterations_lead_to_one_person(knowledge: Knowledge) -> None:
    found = {
        knowledge.link(text, language=language)[0].id
        for text, language in [
            ("Wolodymyr Selenskyj", "de"),
            ("Volodymyr Zelensky", "en"),
            ("Зеленский", "ru"),
            ("젤렌스키는", "ko"),
            ("泽连斯基", "zh"),
        ]
    }
    assert found == {"wikidata:Q3874799"}
