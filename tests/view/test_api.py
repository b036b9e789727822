import json

import msgspec
import pytest

from streams.records import CountryShare, EnrichedArticle, Language
from streams.view.answers import Articles, Countries
from tests.view.sample import article, client_of, event, projection_of, state_of


async def get(view, path: str, status: int = 200) -> bytes:
    async with client_of(view) as client, client.get(path) as answer:
        assert answer.status == status
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.content_type == "application/json"
        return await answer.read()


def some():
    german = Language(code="de", confidence=1.0)
    return state_of(
        projection_of(
            article("a", events=[event()]),
            article("b/1", seconds_ago=60, language=german, countries=[CountryShare(code="DE", mentions=1, share=1.0)]),
            article("c", seconds_ago=90, text="Hunger in Sudan\n\nText", title_end=15, countries=[]),
        )
    )


async def test_articles_come_with_the_newest_first():
    answer = msgspec.json.decode(await get(some(), "/api/articles"), type=Articles)
    assert [item.id for item in answer.articles] == ["a", "b/1", "c"]
    assert answer.held == 3
    assert answer.articles[0].categories == ["THREATEN"]


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("country=RU", ["a"]),
        ("country=de", ["b/1"]),
        ("language=de", ["b/1"]),
        ("category=THREATEN", ["a"]),
        ("category=AID", []),
        ("text=SUDAN", ["c"]),
        ("limit=2", ["a", "b/1"]),
        ("country=RU&language=de", []),
        ("unknown=x", ["a", "b/1", "c"]),
    ],
)
async def test_articles_can_be_filtered(query, ids):
    answer = msgspec.json.decode(await get(some(), f"/api/articles?{query}"), type=Articles)
    assert [item.id for item in answer.articles] == ids


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("limit=-1", "limit"),
        ("limit=ten", "limit"),
        ("limit=٣", "limit"),
        ("limit=99999999999999999999999", "limit"),
        ("country=Russia", "country"),
        ("country=QQ", "country"),
        ("language=<b>", "language"),
        ("category=WAR", "category"),
        ("window=1y", "window"),
        ("text=" + "x" * 101, "text"),
    ],
)
async def test_a_bad_value_is_a_400_that_names_the_parameter(query, words):
    assert words in json.loads(await get(some(), f"/api/articles?{query}", status=400))["error"]


async def test_an_item_leads_to_the_whole_record():
    view = some()
    items = msgspec.json.decode(await get(view, "/api/articles"), type=Articles).articles
    whole = msgspec.json.decode(await get(view, items[0].path), type=EnrichedArticle)
    assert whole == article("a", events=[event()])


async def test_an_unknown_article_is_a_404_with_a_reason():
    assert "no article" in json.loads(await get(some(), "/api/articles/x", status=404))["error"]


async def test_an_unknown_address_of_the_api_is_a_404_in_json():
    assert json.loads(await get(some(), "/api/nothing", status=404))["error"]


async def test_countries_have_shares_of_the_window():
    answer = msgspec.json.decode(await get(some(), "/api/countries?window=1h"), type=Countries)
    assert [(c.code, c.articles, c.share, c.events, c.balance) for c in answer.countries] == [
        ("DE", 1, 0.3333, 0, None),
        ("RU", 1, 0.3333, 1, -3.5),
        ("UA", 1, 0.3333, 1, -3.5),
    ]
    assert answer.articles == 3
