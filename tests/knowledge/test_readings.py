"""Names that mean several things, each in both directions: (language, text, name, the id or country that is meant)."""

import pytest

from streams.knowledge import Knowledge, NamedSpan

READINGS = [
    ("en", "Georgia's president met EU envoys in Tbilisi.", "Georgia", "iso:GE"),
    (
        "en",
        "Atlanta braces as Georgia declares an emergency, the governor of Alabama said.",
        "Georgia",
        "geonames:4197000",
    ),
    ("en", "A man from Athens, Georgia, was arrested.", "Athens", "geonames:4180386"),
    ("en", "Athens and Ankara talk; the Greek government said so.", "Athens", "geonames:264371"),
    ("de", "Georgien und die georgische Regierung in Tiflis", "Georgien", "iso:GE"),
    ("de", "Der US-Bundesstaat Georgia wählt in Atlanta.", "Georgia", "geonames:4197000"),
    ("en", "Jordan and Israel signed a deal in Amman.", "Jordan", "iso:JO"),
    ("en", "Michael Jordan retired in Chicago.", "Jordan", None),
    ("de", "Jordanien und Israel", "Jordanien", "iso:JO"),
    ("de", "Der Jordan ist ein Fluss.", "Jordan", None),
    ("en", "Chad and Sudan closed the border near N'Djamena.", "Chad", "iso:TD"),
    ("en", "Chad Smith won the race in Denver.", "Chad", None),
    ("de", "Chad Kroeger singt im Tschad.", "Chad", None),
    ("en", "Turkey and Greece agreed.", "Turkey", "iso:TR"),
    ("en", "A turkey was pardoned.", "turkey", None),
    ("en", "Washington sanctions Iran.", "Washington", "geonames:4140963"),
    (
        "en",
        "Wildfires in Washington spread from Spokane and Seattle to Oregon and Idaho.",
        "Washington",
        "geonames:5815135",
    ),
    ("en", "Denzel Washington plays the lead.", "Washington", None),
    ("de", "George Washington ritt.", "Washington", None),
    ("en", "Niger's junta expelled the French ambassador in Niamey.", "Niger", "iso:NE"),
    ("en", "Nigeria's president spoke in Abuja.", "Nigeria", "iso:NG"),
    ("de", "Die nigrische Junta in Niamey", "nigrische", "iso:NE"),
    ("de", "Die nigerianische Armee in Abuja", "nigerianische", "iso:NG"),
    ("de", "Kongo: In Kinshasa wird gewählt.", "Kongo", "iso:CD"),
    ("de", "Kongo: In Brazzaville wird gewählt.", "Kongo", "iso:CG"),
    ("en", "Guinea's junta in Conakry", "Guinea", "iso:GN"),
    ("en", "Papua New Guinea and Australia", "Papua New Guinea", "iso:PG"),
    ("en", "Equatorial Guinea and Guinea-Bissau", "Equatorial Guinea", "iso:GQ"),
    ("en", "Korea: Seoul said the talks would go on.", "Korea", "iso:KR"),
    ("de", "Die koreanische Führung in Pjöngjang, Nordkorea", "koreanische", "iso:KP"),
    ("en", "Macedonia and Greece settled the name row; Skopje welcomed it.", "Macedonia", "iso:MK"),
    (
        "en",
        "Birmingham and Manchester lost trains, the British government said in London.",
        "Birmingham",
        "geonames:2655603",
    ),
    ("en", "Birmingham, Alabama, police said so.", "Birmingham", "geonames:4049979"),
    ("de", "Essen (dpa) - Die Polizei sucht Zeugen.", "Essen", "geonames:2928810"),
    ("de", "Das Essen schmeckt in Wien.", "Essen", None),
    ("de", "Halle – Die Stadt feiert.", "Halle", "geonames:2911522"),
    ("de", "Die Halle war voll.", "Halle", None),
    ("en", "Paris Hilton was seen in Los Angeles.", "Paris", None),
    ("en", "A crash near Paris, Texas, killed two people.", "Paris", "geonames:4717560"),
    ("en", "France's president returned to Paris.", "Paris", "geonames:2988507"),
    ("en", "A train derailed near East Palestine, Ohio.", "Palestine", None),
    ("en", "Palestine and Israel", "Palestine", "iso:PS"),
    ("en", "Police in London, Ontario, arrested a man.", "London", "geonames:6058560"),
    ("de", "Tilo Berlin sagte aus.", "Berlin", None),
    ("en", "The U.S said so.", "U.S", "iso:US"),
    ("en", "The U.K and Ireland agreed.", "U.K", "iso:GB"),
    ("en", "Finn said so.", "Finn", None),
    ("en", "The Soviet army left.", "Soviet", "wikidata:Q15180"),
    ("de", "Die Armee der DDR", "DDR", "wikidata:Q16957"),
    ("de", "Die SPD-Fraktion stimmte zu.", "SPD", "wikidata:Q49768"),
    ("de", "Die Schweizer Regierung in Bern", "Schweizer", "iso:CH"),
    ("de", "Das sagte Hans Schweizer.", "Schweizer", None),
    ("de", "Die Deutsche Bank streicht Stellen.", "Deutsche", None),
    ("de", "Der deutsche Kanzler", "deutsche", "iso:DE"),
    ("de", "Schwedens Ministerpräsident und die Schweden", "Schwedens", "iso:SE"),
]


@pytest.mark.parametrize(("language", "text", "name", "meant"), READINGS)
def test_a_name_is_read_as_its_text_means_it(
    knowledge: Knowledge, language: str, text: str, name: str, meant: str | None
) -> None:
    linked = {entity.text: entity.id for entity in knowledge.link(text, language=language)}
    assert linked.get(name) == meant


@pytest.mark.parametrize(
    ("text", "span", "meant"),
    [
        ("Essen streikt.", NamedSpan(0, 5, "LOC"), "geonames:2928810"),
        ("Essen streikt.", NamedSpan(0, 5, "PER"), None),
        ("Das gibt es in Sigmaringen und Berlin.", NamedSpan(15, 26, "LOC"), "geonames:2832232"),
    ],
)
def test_a_city_that_is_a_word_or_small_counts_where_the_model_says_place(
    knowledge: Knowledge, text: str, span: NamedSpan, meant: str | None
) -> None:
    entities = knowledge.link(text, language="de", spans=[span])
    assert [e.id for e in entities if (e.start, e.end) == (span.start, span.end)] == [meant]


def test_the_longer_place_of_the_model_is_taken(knowledge: Knowledge) -> None:
    text = "Deputies in Anderson County, Tennessee, searched Jackson."
    entities = knowledge.link(text, language="en", spans=[NamedSpan(12, 27, "GPE"), NamedSpan(29, 38, "GPE")])
    assert [(e.text, e.country) for e in entities][:2] == [("Anderson County", "US"), ("Tennessee", "US")]


def test_a_far_fetched_small_place_is_not_linked(knowledge: Knowledge) -> None:
    (entity,) = knowledge.link("Der Minister Sobotka trat auf.", language="de", spans=[NamedSpan(13, 20, "LOC")])
    assert (entity.text, entity.id) == ("Sobotka", None)


def test_the_datelines_country_speaks_for_a_reading(knowledge: Knowledge) -> None:
    assert knowledge.link("Georgia votes.", language="en")[0].id == "iso:GE"
    assert knowledge.link("Congo votes.", language="en", dateline="Brazzaville")[0].id == "iso:CG"


def test_one_doubtful_name_does_not_empty_the_rest(knowledge: Knowledge) -> None:
    text = "Lemurian Unionistan, Xyzzy and Paris"
    spans = [NamedSpan(0, 19, "GPE"), NamedSpan(21, 26, "GPE"), NamedSpan(31, 36, "GPE")]
    entities = knowledge.link(text, language="en", spans=spans)
    assert [(e.text, e.id is not None) for e in entities] == [
        ("Lemurian Unionistan", False),
        ("Xyzzy", False),
        ("Paris", True),
    ]


def test_one_name_with_two_regions_behind_it_is_two_places(knowledge: Knowledge) -> None:
    entities = knowledge.link("He flew from Paris, France, to Paris, Texas, and back to Paris, France.", language="en")
    assert [e.country for e in entities if e.text == "Paris"] == ["FR", "US", "FR"]


@pytest.mark.parametrize(
    ("text", "language", "word"),
    [("SURPRISE DEFEAT", "en", "SURPRISE DEFEAT"), ("Eine Mine explodierte.", "de", "Mine")],
)
def test_an_ordinary_word_is_no_place_though_the_model_says_so(
    knowledge: Knowledge, text: str, language: str, word: str
) -> None:
    start = text.index(word)
    entities = knowledge.link(text, language=language, spans=[NamedSpan(start, start + len(word), "LOC")])
    assert [(e.text, e.id) for e in entities] == [(word, None)]


def test_a_party_and_an_armed_group_are_at_home_in_a_country(knowledge: Knowledge) -> None:
    party, group = knowledge.link("Die AKP verurteilte die Hisbollah.", language="de")
    assert (knowledge.country_of(party), knowledge.sector_of(party)) == ("TR", "PTY")
    assert (knowledge.country_of(group), group.country) == ("LB", None)
