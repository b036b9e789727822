import pytest

from streams.knowledge import Knowledge, countries_of


@pytest.mark.parametrize(
    ("language", "text", "organ", "country", "sector"),
    [
        ("de", "Der südkoreanische Geheimdienst warnt.", "südkoreanische Geheimdienst", "KR", "SPY"),
        ("de", "Das US-Außenministerium schweigt.", "US-Außenministerium", "US", "GOV"),
        ("de", "Die Regierung in Kiew dementiert.", "Regierung", "UA", "GOV"),
        ("de", "Teherans Außenministerium dementiert.", "Außenministerium", "IR", "GOV"),
        ("de", "das chinesische Verteidigungsministerium", "chinesische Verteidigungsministerium", "CN", "MIL"),
        ("en", "The Iranian foreign ministry denied it.", "Iranian foreign ministry", "IR", "GOV"),
        ("en", "Tehran's foreign ministry denied it.", "foreign ministry", "IR", "GOV"),
        ("en", "the Israeli army", "Israeli army", "IL", "MIL"),
        ("en", "the government in Kyiv", "government", "UA", "GOV"),
    ],
)
def test_an_organ_is_linked_to_its_country_and_sector(
    knowledge: Knowledge, language: str, text: str, organ: str, country: str, sector: str
) -> None:
    entities = {e.text: e for e in knowledge.link(text, language=language) if e.type == "ORG"}
    assert entities[organ].country == country
    assert knowledge.sector_of(entities[organ]) == sector


def test_a_kings_and_a_companys_words_make_no_organ(knowledge: Knowledge) -> None:
    assert [e for e in knowledge.link("Die russischen Wälder brennen.", language="de") if e.type == "ORG"] == []


def test_an_organ_counts_its_country_once(knowledge: Knowledge) -> None:
    shares = countries_of(knowledge.link("Der südkoreanische Geheimdienst warnt.", language="de"))
    assert [(s.code, s.mentions) for s in shares] == [("KR", 1)]
