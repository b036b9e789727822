"""Who is meant: own words, links, surnames, the article, home; never the counterpart, never the place of a meeting."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import pytest

from streams.events.parties import Party, resolve
from streams.knowledge import Knowledge
from streams.reading.reading import Link, Name
from streams.records import Span

Who = Callable[..., dict[str, Party]]
AT = datetime(2023, 5, 4, tzinfo=UTC)


def at(text: str, words: str, number: int = 1) -> Span:
    """The span of the `number`-th occurrence of some words."""
    start = -1
    for _ in range(number):
        start = text.index(words, start + 1)
    return start, start + len(words)


@pytest.fixture
def who(knowledge: Knowledge) -> Who:
    """Text and mentions (words) -> parties by words."""

    def parties(
        text: str,
        *mentions: str,
        language: str = "en",
        links: Sequence[Link] = (),
        names: Sequence[Name] = (),
        published_at: datetime = AT,
        dateline: str | None = None,
        home: str | None = None,
    ) -> dict[str, Party]:
        spans = {words: at(text, words) for words in mentions}
        found = resolve(
            list(spans.values()),
            text=text,
            language=language,
            entities=knowledge.link(text, language=language, published_at=published_at),
            links=links,
            names=names,
            published_at=published_at,
            dateline=dateline,
            home=home,
            knowledge=knowledge,
        )
        return {words: found[span] for words, span in spans.items()}

    return parties


def test_the_counterpart_lends_no_country(who: Who) -> None:
    found = who("Western governments expel Russian diplomats.", "Western governments", "Russian diplomats", home="DE")
    assert (found["Western governments"].country, found["Western governments"].sector) == (None, "GOV")
    assert found["Russian diplomats"].country == "RU"


def test_the_counterpart_lends_none_in_german_either(who: Who) -> None:
    found = who("Regierung kritisiert Israel", "Regierung", "Israel", language="de")
    assert (found["Regierung"].country, found["Regierung"].sector) == (None, "GOV")
    assert found["Israel"].country == "IL"


def test_the_government_of_a_domestic_paper_is_its_own(who: Who) -> None:
    found = who("Regierung kritisiert Israel", "Regierung", "Israel", language="de", home="AT")
    assert (found["Regierung"].country, found["Israel"].country) == ("AT", "IL")


def test_the_government_is_that_of_the_dateline(who: Who) -> None:
    text = "The government banned all rallies."
    assert who(text, "government", dateline="KAMPALA", home="GB")["government"].country == "UG"


def test_a_dateline_where_the_world_meets_tells_nothing(who: Who) -> None:
    text = "The government banned all rallies."
    assert who(text, "government", dateline="GENEVA")["government"].country is None
    assert who(text, "government", dateline="GENEVA", home="GB")["government"].country == "GB"


def test_home_is_silent_where_the_text_speaks_of_another_country(who: Who) -> None:
    text = "In Thailand und in Laos wurde gestreikt. Die Polizei nahm drei Redner fest."
    assert who(text, "Polizei", language="de", home="DE")["Polizei"].country is None


def test_the_place_of_a_meeting_lends_no_country(who: Who) -> None:
    text = "The envoys met in Vienna. The government rejected the plan."
    assert who(text, "government")["government"].country is None


def test_a_bare_office_is_of_the_state_whose_offices_were_last_named(who: Who) -> None:
    text = (
        "Uganda's parliament passed it. Police arrested a lawyer. Kenya's foreign ministry protested. The army waited."
    )
    found = who(text, "Uganda's parliament", "Police", "Kenya's foreign ministry", "army")
    assert found["Police"].country == "UG"
    start, end = found["Police"].resolved_from or (0, 0)
    assert text[start:end].endswith("parliament")
    assert (found["army"].country, found["army"].sector) == ("KE", "MIL")


def test_a_text_on_one_country_is_on_its_police(who: Who) -> None:
    text = "Thailand's railways are late. Villagers besieged the police."
    found = who(text, "Villagers", "police")
    assert (found["Villagers"].country, found["police"].country) == ("TH", "TH")


def test_who_is_at_an_unknown_place_is_not_taken_for_the_articles(who: Who) -> None:
    text = "Vietnam's railways are late. Students in Qwertsala waited for the police."
    found = who(text, "Students in Qwertsala", "police")
    assert (found["Students in Qwertsala"].country, found["police"].country) == (None, "VN")


def test_two_states_in_one_sentence_leave_the_next_office_undecided(who: Who) -> None:
    text = "Kenya's president met Uganda's prime minister. The government welcomed it."
    found = who(text, "Kenya's president", "Uganda's prime minister", "government")
    assert (found["government"].country, found["government"].text) == (None, "government")


def test_links_go_before_the_article(who: Who) -> None:
    text = "Kenya's president praised Uganda. The army there denied it. He left."
    links = [
        Link(at(text, "army"), at(text, "Uganda"), "belongs"),
        Link(at(text, "He"), at(text, "Kenya's president"), "same"),
    ]
    found = who(text, "army", "He", "Kenya's president", "Uganda", links=links)
    assert (found["army"].country, found["army"].sector, found["army"].resolved_from) == (
        "UG",
        "MIL",
        at(text, "Uganda"),
    )
    assert (found["He"].country, found["He"].sector, found["He"].text) == ("KE", "GOV", "He")


def test_own_words_go_before_a_link(who: Who) -> None:
    text = "Iran was silent. Turkish police waited."
    links = [Link(at(text, "Turkish police"), at(text, "Iran"), "belongs")]
    assert who(text, "Turkish police", "Iran", links=links)["Turkish police"].country == "TR"


def test_links_in_a_circle_end(who: Who) -> None:
    text = "They met them."
    one, other = at(text, "They"), at(text, "them")
    found = who(text, "They", "them", links=[Link(one, other, "same"), Link(other, one, "same")])
    assert found["They"].country is None


def test_a_force_of_a_body_is_international(who: Who) -> None:
    text = "The EU is ready. Its spokesman said so."
    links = [Link(at(text, "Its spokesman"), at(text, "EU"), "belongs")]
    found = who(text, "Its spokesman", "EU", links=links)["Its spokesman"]
    assert (found.country, found.group, found.sector) == (None, "EU", "IGO")


def test_a_spokesman_is_of_the_sector_that_he_belongs_to(who: Who) -> None:
    text = "Hamas agreed. A spokesman said so. Ukrainian railwaymen and Serbian beekeepers waited."
    links = [Link(at(text, "spokesman"), at(text, "Hamas"), "belongs")]
    found = who(text, "Hamas", "spokesman", "Ukrainian railwaymen", "Serbian beekeepers", links=links)
    assert (found["spokesman"].country, found["spokesman"].sector) == ("PS", "REB")
    assert found["Ukrainian railwaymen"].sector == "CVL"
    assert (found["Serbian beekeepers"].country, found["Serbian beekeepers"].sector) == ("RS", None)


def test_apposition_beats_what_is_known(who: Who) -> None:
    before = who("The former British premier Boris Johnson spoke.", "former British premier Boris Johnson")
    found = before["former British premier Boris Johnson"]
    assert (found.country, found.sector, found.person) == ("GB", None, True)
    text = "Boris Johnson, the former British premier, spoke."
    found = who(text, "Boris Johnson", published_at=datetime(2022, 1, 1, tzinfo=UTC))["Boris Johnson"]
    assert (found.country, found.sector) == ("GB", None)


def test_an_office_is_that_of_the_day(who: Who) -> None:
    text = "Hillary Clinton spoke."
    then, now = datetime(2012, 5, 2, tzinfo=UTC), datetime(2021, 5, 2, tzinfo=UTC)
    assert who(text, "Hillary Clinton", published_at=then)["Hillary Clinton"].sector == "GOV"
    assert who(text, "Hillary Clinton", published_at=now)["Hillary Clinton"].sector is None


def test_a_full_name_makes_the_surname_known(who: Who) -> None:
    text = "Belarusian activist Ales Petrowski was arrested. Petrowski denied it."
    names = [Name(*at(text, "Ales Petrowski"), "PER"), Name(*at(text, "Petrowski", 2), "PER")]
    first, second = at(text, "Belarusian activist Ales Petrowski"), at(text, "Petrowski", 2)
    found = who(text, "Belarusian activist Ales Petrowski", "Petrowski denied", names=names)
    assert found["Belarusian activist Ales Petrowski"].country == "BY"
    assert found["Petrowski denied"].country == "BY"
    assert found["Petrowski denied"].resolved_from == first
    assert second[0] == found["Petrowski denied"].start


def test_two_persons_of_one_surname_stay_two(who: Who) -> None:
    text = "Polish activist Jan Nowak met Czech lawyer Petr Nowak. Nowak was silent."
    names = [Name(*at(text, words), "PER") for words in ("Jan Nowak", "Petr Nowak")] + [
        Name(*at(text, "Nowak", 3), "PER")
    ]
    found = who(text, "Polish activist Jan Nowak", "Czech lawyer Petr Nowak", "Nowak was", names=names)
    assert found["Polish activist Jan Nowak"].country == "PL"
    assert found["Czech lawyer Petr Nowak"].country == "CZ"
    assert (found["Nowak was"].country, found["Nowak was"].id) == (None, None)


def test_a_thing_is_a_place_in_the_country_that_its_words_tell(who: Who) -> None:
    found = who("Jets hit Iran's oil refinery and the town of Bakhmut.", "Iran's oil refinery", "town of Bakhmut")
    refinery, town = found["Iran's oil refinery"], found["town of Bakhmut"]
    assert (refinery.country, refinery.sector, refinery.place) == ("IR", None, True)
    assert (town.country, town.sector, town.place) == ("UA", None, True)


def test_a_country_is_no_mere_place_and_a_capital_is_both(who: Who) -> None:
    found = who("Iran accused Kyiv.", "Iran", "Kyiv")
    assert (found["Iran"].sector, found["Iran"].place) == ("GOV", False)
    assert (found["Kyiv"].country, found["Kyiv"].sector, found["Kyiv"].place) == ("UA", "GOV", True)


@pytest.mark.parametrize(
    ("words", "language", "country", "sector"),
    [
        ("Iran-backed militia", "en", None, "REB"),
        ("pro-Iranian fighters", "en", None, "REB"),
        ("Israeli ambassador in Berlin", "en", "IL", "GOV"),
        ("army chief of Ghana", "en", "GH", "MIL"),
        ("ministers of Ghana and Togo", "en", None, "GOV"),
        ("NATO soldiers", "en", None, "IGO"),
        ("türkischer Botschafter in Wien", "de", "TR", "GOV"),
        ("Grenzpolizeichef Kenias", "de", "KE", "COP"),
        ("ministre français de la Défense", "fr", "FR", "GOV"),
        ("portavoz de la policía de Ecuador", "es", "EC", "COP"),
        ("пресс-секретарь министерства обороны Польши", "ru", "PL", "GOV"),
        ("речник поліції Литви", "uk", "LT", "COP"),
    ],
)
def test_a_phrase_tells_country_and_sector(
    who: Who, words: str, language: str, country: str | None, sector: str
) -> None:
    found = who(words, words, language=language)[words]
    assert (found.country, found.sector) == (country, sector)


def test_a_language_without_role_words_has_its_names(who: Who) -> None:
    found = who("日本と中国", "日本", language="ja")["日本"]
    assert (found.country, found.sector) == ("JP", "GOV")


def test_a_party_in_twenty_thousand_mentions_is_found_in_linear_time(knowledge: Knowledge) -> None:
    text = "Kenya's police met. The army left. " * 10_000
    spans = [at_ for i in range(10_000) for at_ in ((35 * i, 35 * i + 14), (35 * i + 24, 35 * i + 28))]
    entities = knowledge.link(text, language="en")
    started = datetime.now(UTC)
    found = resolve(
        spans,
        text=text,
        language="en",
        entities=entities,
        links=(),
        names=(),
        published_at=AT,
        dateline=None,
        home=None,
        knowledge=knowledge,
    )
    assert {party.country for party in found.values()} == {"KE"}
    assert (datetime.now(UTC) - started).total_seconds() < 20
