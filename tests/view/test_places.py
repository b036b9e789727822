import re

from streams.view.buckets import WINDOWS
from streams.view.places import country_model, pair_model
from streams.view.query import Query
from tests.view.sample import Actor, article, client_of, event, projection_of, state_of


def some():
    answer = event(id="e2", category="REJECT", intensity=-2.0, actor=event().recipient, recipient=event().actor)
    nato = event(id="e3", category="AID", intensity=7.0, actor=Actor(start=0, end=1, text="Nato", group="NATO"))
    return state_of(
        projection_of(
            article("a", events=[event(), answer]),
            article("b", events=[nato], seconds_ago=7_200),
            article("c", countries=[], entities=[], seconds_ago=100_000),
        )
    )


async def get(view, path: str, status: int = 200) -> str:
    async with client_of(view) as client, client.get(path) as answer:
        assert answer.status == status
        return await answer.text()


def test_the_timeline_of_a_country_is_normalised_by_the_total_coverage():
    model = country_model(some(), Query(), "RU")
    assert model["share"] == 1.0
    assert [bar.title for bar in model["bars"] if bar.height] == ["100.0%: 1 of 1 articles"] * 2
    assert len(model["bars"]) == WINDOWS["24h"].minutes // WINDOWS["24h"].step


def test_a_country_is_compared_with_the_window_before():
    assert country_model(some(), Query(), "RU")["share_before"] == 0.0
    assert country_model(some(), Query(window="7d"), "RU")["share_before"] is None


def test_a_country_has_its_events_by_category_and_its_partners():
    model = country_model(some(), Query(), "UA")
    assert [(kind.name, kind.events, kind.balance) for kind in model["kinds"]] == [
        ("Aid", 1, 7.0),
        ("Reject", 1, -2.0),
        ("Threaten", 1, -3.5),
    ]
    assert [(kind.key, kind.events) for kind in model["partners"]] == [("RU", 2), ("NATO", 1)]


def test_a_pair_shows_both_directions_apart():
    there, back = pair_model(some(), Query(), "RU", "UA")["ways"]
    assert [(kind.key, kind.events) for kind in there["kinds"]] == [("THREATEN", 1)]
    assert [(kind.key, kind.events) for kind in back["kinds"]] == [("REJECT", 1)]


async def test_a_country_page_shows_the_sentences_behind_its_events():
    page = await get(some(), "/countries/ua")
    assert "<h1>Ukraine <small>UA</small></h1>" in page
    assert "The Kremlin threatened Ukraine with new strikes on Tuesday." in page
    assert 'href="/articles/a?event=e1#evidence-0"' in page
    assert 'href="/pairs/UA/NATO"' in page


async def test_a_body_has_a_page_where_an_event_names_it():
    assert "NATO <b>aids</b>" in re.sub(r"</?bdi>", "", await get(some(), "/countries/NATO"))
    await get(state_of(projection_of()), "/countries/NATO", status=404)


async def test_a_pair_page_links_back_to_both():
    page = await get(some(), "/pairs/RU/UA")
    assert 'href="/countries/RU"' in page
    assert 'href="/countries/UA"' in page
    assert "Ukraine → Russia" in page


async def test_what_happens_inside_a_country_has_one_direction():
    within = event(recipient=event().actor)
    page = await get(state_of(projection_of(article(events=[within]))), "/pairs/RU/RU")
    assert "Within <a" in page
    assert page.count("Russia → Russia") == 1


async def test_an_unknown_country_is_a_404_page():
    for path in ("/countries/QQ", "/pairs/RU/QQ", "/countries/%3Cscript%3E"):
        assert "<script>" not in await get(some(), path, status=404)


async def test_the_table_of_countries_says_what_rose():
    page = await get(some(), "/countries")
    assert re.search(r'Russia</a></th><td class="id">RU</td><td class="num">2</td>.*<td class="num">\+100.0</td>', page)


async def test_the_map_has_a_text_twin():
    page = await get(some(), "/countries?window=7d")
    assert re.search(r'Russia</a></th><td class="id">RU</td><td class="num">2</td><td class="num">66.7 %', page)
