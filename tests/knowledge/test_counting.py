from streams.knowledge import Knowledge, countries_of, groups_of, regions_of


def test_shares_sum_to_one_and_fall(knowledge: Knowledge) -> None:
    shares = countries_of(knowledge.link("Russland, russisch, Moskau, China", language="de"))
    assert [(s.code, s.mentions) for s in shares] == [("RU", 3), ("CN", 1)]
    assert sum(s.share for s in shares) == 1


def test_a_part_inside_a_counted_name_is_not_counted_twice(knowledge: Knowledge) -> None:
    shares = countries_of(knowledge.link("Der US-Senat tagt.", language="de"))
    assert [(s.code, s.mentions) for s in shares] == [("US", 1)]


def test_international_bodies_are_no_country(knowledge: Knowledge) -> None:
    assert countries_of(knowledge.link("Die NATO und die EU beraten.", language="de")) == []


def test_a_group_counts_when_all_its_members_are_named(knowledge: Knowledge) -> None:
    entities = knowledge.link("Australien, Großbritannien und die USA", language="de")
    assert [(g.code, g.how) for g in groups_of(entities, knowledge)] == [("AUKUS", "members")]


def test_regions_are_those_of_the_countries(knowledge: Knowledge) -> None:
    assert regions_of(knowledge.link("Polen und Polen und Japan", language="de"), knowledge) == ["151", "030"]


def test_an_entity_knows_its_group_and_sector(knowledge: Knowledge) -> None:
    council, kremlin = knowledge.link("Der Weltsicherheitsrat rügt den Kreml.", language="de")
    assert (knowledge.group_of(council), knowledge.sector_of(council), knowledge.country_of(council)) == (
        "UN",
        "IGO",
        None,
    )
    assert (knowledge.group_of(kremlin), knowledge.sector_of(kremlin), knowledge.country_of(kremlin)) == (
        None,
        "GOV",
        "RU",
    )
