import re
from html import unescape
from urllib.parse import unquote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from streams.records import Entity, Language, encode
from streams.view.article import safe_link
from streams.view.query import article_path
from tests.view.sample import NOW, TEXT, article, client_of, entity, event, projection_of, state_of

HOSTILE = "<script>alert(1)</script>\u202e \"'><img src=x onerror=alert(2)>"


async def get(view, path: str, status: int = 200, **options) -> str:
    async with client_of(view) as client, client.get(path, **options) as answer:
        assert answer.status == status, await answer.text()
        return await answer.text()


async def test_the_live_page_shows_articles_countries_events_and_the_flow():
    page = await get(state_of(projection_of(article(events=[event()]))), "/")
    assert "Russia threatens Ukraine" in page
    assert re.search(r"Russia \(government\)</bdi> <b>threatens</b> <bdi>Ukraine</bdi>", page)
    assert re.search(r"<b>3</b> lag", page)
    assert re.search(r"<b>0\.40</b> s p95", page)


async def test_the_live_page_of_an_empty_wire_says_so():
    page = await get(state_of(projection_of()), "/")
    assert "No article has arrived yet" in page
    assert "No event has been found yet" in page
    assert "Nothing has been rejected" in page


async def test_the_live_page_counts_rejected_records_by_code():
    projection = projection_of()
    projection.rejected(b"k", b"{", {"error.code": b"not-json"}, 0, 0)
    assert re.search(r"not-json</bdi></th><td class=\"num\">1<", await get(state_of(projection), "/"))


async def test_without_a_script_the_live_page_still_refreshes_itself():
    assert '<noscript><meta http-equiv="refresh"' in await get(state_of(projection_of()), "/")


async def test_the_live_page_is_small():
    projection = projection_of(*(article(str(n), events=[event(id=str(n))]) for n in range(100)))
    assert len((await get(state_of(projection), "/")).encode()) < 200_000


async def test_every_country_on_the_map_is_shaded_by_its_share():
    page = await get(state_of(projection_of(article())), "/")
    assert 'id="m-RU" class="c5"' in page
    assert "Russia: 100.0% of coverage, 1 article" in page
    assert 'id="m-FR" tabindex="-1"' in page


async def test_the_map_can_show_conflict_and_cooperation():
    page = await get(state_of(projection_of(article(events=[event()]))), "/?shade=balance")
    assert 'id="m-RU" class="b2"' in page
    assert "Ukraine: -3.5 over 1 event" in page


async def test_filters_choose_articles_and_stay_in_the_links():
    german = article("de", language=Language(code="de", confidence=1.0), text="Berlin", title_end=6, countries=[])
    page = await get(state_of(projection_of(article(), german)), "/?language=de&window=1h")
    articles = page[page.index('id="articles"') :]
    assert "Berlin" in articles
    assert "Russia threatens" not in articles
    assert "/?window=1h&amp;shade=balance&amp;language=de" in page


async def test_an_impossible_filter_is_explained():
    assert "window must be one of" in await get(state_of(projection_of()), "/?window=2y", status=400)


async def test_an_article_shows_its_text_with_marked_entities():
    page = await get(state_of(projection_of(article())), "/articles/a")
    assert re.search(r'<mark class="entity org name"[^>]*>Kremlin</mark>', page)
    assert re.search(r"<h1 dir=\"auto\"><mark [^>]*>Russia</mark> threatens Ukraine</h1>", page)
    plain = unescape(re.sub(r"<[^>]+>", "", page[page.index("<article") : page.index("</article>")]))
    for paragraph in TEXT.split("\n\n"):
        assert paragraph in plain


async def test_entities_inside_entities_are_both_marked():
    text = "Die US-Regierung schweigt."
    spans = [entity(text, "US-Regierung", "ORG", id="wikidata:Q1"), entity(text, "US", form="part", id="iso:US")]
    page = await get(state_of(projection_of(article(text=text, title_end=0, entities=spans))), "/articles/a")
    assert re.search(r'<mark class="entity org name"[^>]*><mark class="entity loc part"[^>]*>US</mark>-Reg', page)


async def test_a_chosen_event_shows_trigger_actor_recipient_and_rule():
    page = await get(state_of(projection_of(article(events=[event()]))), "/articles/a?event=e1")
    assert re.search(r'<mark class="evidence" id="evidence-0">', page)
    assert re.search(r'<mark class="trigger chosen"[^>]*>threatened</mark>', page)
    assert re.search(r'<mark class="role actor"[^>]*>(<mark [^>]*>)?Kremlin<', page)
    assert re.search(r'<mark class="role recipient"[^>]*>(<mark [^>]*>)?Ukraine<', page)
    assert "threaten-dobj" in page


async def test_right_to_left_text_finds_its_direction_by_itself():
    one = article(text="موسكو\n\nقالت كييف", title_end=5, language=Language(code="ar", confidence=1.0), entities=[])
    page = await get(state_of(projection_of(one)), "/articles/a")
    assert '<p dir="auto">قالت كييف</p>' in page
    assert '<h1 dir="auto">موسكو</h1>' in page


@pytest.mark.parametrize("path", ["/", "/articles/a", "/articles/a?event=%3Cscript%3E", "/?text=%3Cscript%3Ealert(1)"])
async def test_a_hostile_article_stays_text(path):
    told = event(id=HOSTILE, rule=HOSTILE, category=HOSTILE, date=HOSTILE)
    hostile = article(
        text=f"{HOSTILE}\n\n{TEXT}", title_end=len(HOSTILE), source=HOSTILE, url="javascript:alert(1)",
        events=[told], section=HOSTILE, dateline=HOSTILE,
        entities=[entity(TEXT, "Kyiv", id=HOSTILE, name=HOSTILE)],
    )  # fmt: skip
    projection = projection_of(hostile)
    projection.rejected(HOSTILE.encode(), HOSTILE.encode(), {"error.code": HOSTILE.encode()}, 0, 0)
    page = await get(state_of(projection), path)
    assert "<script>alert" not in page
    assert "<img" not in page
    assert "\u202e" not in page
    assert 'href="javascript:' not in page


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ids=st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30), min_size=1, max_size=5))
async def test_any_article_id_leads_to_its_page(ids):
    ids += ["a/b", "../x", "..", ".", "100%", "urn:newsml:x:1?y#z", "a+b c", "%2F", "ä/中"]
    projection = projection_of(*(article(id) for id in ids), keep=1_000)
    async with client_of(state_of(projection)) as client:
        for id in ids:
            url = client.make_url("/").with_path(article_path(id).partition("?")[0], encoded=True)
            if "?" in article_path(id):
                url = url.with_query({"id": id})
            async with client.session.get(url) as answer:
                assert answer.status == 200, id


def test_an_article_path_is_one_segment_and_reads_back():
    assert article_path("a/b:c%2F ä") == "/articles/a%2Fb%3Ac%252F%20%C3%A4"
    assert unquote(article_path("a/b:c%2F ä")).removeprefix("/articles/") == "a/b:c%2F ä"


async def test_an_unknown_article_is_a_404_page():
    assert "No article with this id is held" in await get(state_of(projection_of()), "/articles/nope", status=404)


async def test_an_article_whose_text_is_no_longer_held_says_where_it_is():
    page = await get(state_of(projection_of(article("a"), article("b"), keep=1)), "/articles/a", status=404)
    assert "the enriched topic has it" in page


async def test_an_article_of_a_megabyte_is_shown_with_its_first_names_marked():
    text = "Moskau " * 140_000
    names = [Entity(start=n, end=n + 6, text="Moskau", type="LOC", form="name") for n in range(0, len(text), 7)]
    page = await get(state_of(projection_of(article(text=text, title_end=0, entities=names))), "/articles/a")
    assert page.count("<mark") == 5_000
    assert "135,000 further names are not marked" in page


async def test_very_many_paragraphs_and_marks_do_not_hold_up_the_view():
    text = "Kiew\n\n" * 50_000
    names = [Entity(start=n, end=n + 4, text="Kiew", type="LOC", form="name") for n in range(0, len(text), 6)]
    page = await get(state_of(projection_of(article(text=text, title_end=0, entities=names))), "/articles/a")
    assert page.count('<p dir="auto">') == 50_000


async def test_a_record_with_damaged_entities_is_a_404_page():
    projection = projection_of()
    value = encode(article()).replace(b'"start":', b'"begin":')
    projection.enriched(value, 0, 0, NOW)
    assert "is no enriched article" in await get(state_of(projection), "/articles/a", status=404)


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://example.org/a", True),
        ("http://example.org", True),
        ("javascript:alert(1)", False),
        ("JAVASCRIPT:alert(1)", False),
        ("//example.org", False),
        ("data:text/html,x", False),
        ("https:", False),
        ("http://[", False),
        (None, False),
    ],
)
def test_only_web_addresses_become_links(url, safe):
    assert safe_link(url) is safe
