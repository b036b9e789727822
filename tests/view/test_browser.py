"""The pages in a real browser, served by a real server, changed by records as the topics bring them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from streams.records import CountryShare, Language, encode
from tests.view.sample import NOW, article, client_of, event, projection_of, state_of
from tests.view.test_pages import HOSTILE
from tests.view.test_pipeline import STATE

pytestmark = pytest.mark.asyncio(loop_scope="module")
PAGES = (
    "/",
    "/?shade=balance&window=7d",
    "/countries",
    "/countries/RU",
    "/pairs/RU/UA",
    "/pipeline",
    "/articles/a?event=e1",
)
LIMIT_MS = 15_000
expect.set_options(timeout=LIMIT_MS)


@asynccontextmanager
async def visit(browser: Browser, view: Any, path: str = "/", **options: Any) -> AsyncIterator[tuple[Page, list[str]]]:
    """A page on a view of its own; what the browser complained of, and every request off this host, is collected."""
    complaints: list[str] = []
    async with client_of(view) as client:
        base = str(client.make_url("/")).rstrip("/")
        context = await browser.new_context(base_url=base, **options)
        context.set_default_timeout(LIMIT_MS)
        page = await context.new_page()
        page.on("console", lambda m: complaints.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", lambda dialog: complaints.append(f"dialog {dialog.message}"))
        page.on("request", lambda r: None if r.url.startswith(base) else complaints.append(r.url))
        await page.goto(path)
        yield page, complaints
        await context.close()


def some(**changes: Any) -> Any:
    """One English article with an event, a German one without, a rejected record."""
    english = article("a", events=[event()])
    german = short("b", "Berlin", "DE", language=Language(code="de", confidence=1.0))
    projection = projection_of(english, german)
    projection.rejected(b"k", b'{"title": 1', {"error.code": b"not-json"}, 0, 0)
    return state_of(projection, pipeline=lambda: STATE, **changes)


def short(id: str, title: str, country: str = "FR", **changes: Any) -> Any:
    share = CountryShare(code=country, mentions=1, share=1.0)
    plain = {"text": f"{title}\n\nText", "title_end": len(title), "entities": [], "countries": [share]}
    return article(id, **plain | changes)


def take(view: Any, one: Any, offset: int) -> None:
    view.projection.enriched(encode(one), 0, offset, NOW)


async def test_the_page_changes_as_the_wire_flows_without_a_reload(browser):
    view = some()
    async with visit(browser, view) as (page, complaints):
        await expect(page.locator("body")).to_have_attribute("data-stream", "live")
        await page.evaluate("document.body.dataset.kept = 'yes'")
        take(view, short("new", "Paris meets"), 9)
        await expect(page.locator("#articles li").first).to_contain_text("Paris meets")
        await expect(page.locator("#m-FR")).to_have_attribute("class", "c5")
        await expect(page.locator("#countries")).to_contain_text("France")
        await expect(page.locator("#status")).to_contain_text("3 articles")
        await expect(page.locator("body")).to_have_attribute("data-kept", "yes")
        assert not complaints


async def test_the_page_can_be_paused_and_goes_on(browser):
    view = some()
    async with visit(browser, view) as (page, _):
        await page.get_by_role("button", name="Pause").click()
        await expect(page.locator("body")).to_have_attribute("data-stream", "paused")
        take(view, short("new", "Paris meets"), 9)
        await expect(page.locator("#status .word")).to_have_text("paused")
        await expect(page.locator("#articles")).not_to_contain_text("Paris meets")
        await page.get_by_role("button", name="Resume").click()
        await page.mouse.move(0, 0)
        await expect(page.locator("#articles")).to_contain_text("Paris meets")


async def test_what_is_under_the_pointer_stays_until_it_leaves(browser):
    view = some()
    async with visit(browser, view, viewport={"width": 1920, "height": 1400}) as (page, _):
        await expect(page.locator("body")).to_have_attribute("data-stream", "live")
        await page.locator("#articles h2").hover()
        take(view, short("new", "Paris meets"), 9)
        await expect(page.locator("#articles")).to_have_class("panel articles held")
        await expect(page.locator("#articles")).not_to_contain_text("Paris meets")
        await page.mouse.move(0, 0)
        await expect(page.locator("#articles")).to_contain_text("Paris meets")


async def test_a_filter_goes_into_the_address_and_holds_for_what_comes(browser):
    view = some()
    async with visit(browser, view) as (page, _):
        await page.get_by_label("Country").select_option("DE")
        await page.wait_for_url("**/?country=DE")
        await expect(page.locator("#articles")).to_contain_text("Berlin")
        await expect(page.locator("#articles")).not_to_contain_text("Russia threatens")
        await expect(page.locator("body")).to_have_attribute("data-stream", "live")
        take(view, short("ru", "Moscow", "RU"), 9)
        take(view, short("de", "Bonn", "DE"), 10)
        await page.mouse.move(0, 0)
        await expect(page.locator("#articles")).to_contain_text("Bonn")
        await expect(page.locator("#articles")).not_to_contain_text("Moscow")


async def test_an_event_leads_to_its_evidence(browser):
    async with visit(browser, some()) as (page, complaints):
        await page.locator("#events a").first.click()
        await expect(page.locator("mark.evidence")).to_be_in_viewport()
        await expect(page.locator("mark.trigger.chosen")).to_have_text("threatened")
        await expect(page.locator("mark.actor")).to_have_text("Kremlin")
        await expect(page.locator("mark.recipient")).to_have_text("Ukraine")
        await expect(page.locator("aside")).to_contain_text("threaten-dobj")
        assert not complaints


async def test_the_pipeline_page_renews_itself_but_not_what_is_being_read(browser):
    view = some()
    async with visit(browser, view, "/pipeline") as (page, complaints):
        await page.locator("#rejected summary").click()
        await expect(page.locator("#rejected pre")).to_have_text('{"title": 1')
        take(view, short("new", "Paris meets"), 9)
        view.projection.rejected(b"k", b"", {"error.code": b"empty-text"}, 0, 1)
        await expect(page.locator("#figures")).to_contain_text("3 articles held")
        await expect(page.locator("#rejected pre")).to_be_visible()
        await page.locator("#rejected summary").click()
        await page.mouse.move(0, 0)
        await page.evaluate("document.activeElement.blur()")
        await expect(page.locator("#rejected")).to_contain_text("empty-text")
        assert not complaints


@pytest.mark.parametrize("path", PAGES)
async def test_no_page_complains_or_asks_another_host(browser, path):
    async with visit(browser, some(), path) as (page, complaints):
        await page.wait_for_load_state("load")
        assert not complaints


@pytest.mark.parametrize("width", [360, 1920])
async def test_no_page_is_wider_than_the_screen(browser, width):
    async with visit(browser, some(), viewport={"width": width, "height": 800}) as (page, _):
        for path in PAGES:
            await page.goto(path)
            assert await page.evaluate("document.documentElement.scrollWidth") <= width, path


async def test_the_night_is_dark(browser):
    async def paper(scheme: str) -> list[int]:
        async with visit(browser, some(), color_scheme=scheme) as (page, _):
            colour = await page.evaluate("getComputedStyle(document.body).backgroundColor")
            return [int(part) for part in colour[4:-1].split(",")]

    assert min(await paper("light")) > 220
    assert max(await paper("dark")) < 40


async def test_without_a_script_everything_can_be_read(browser):
    async with visit(browser, some(), java_script_enabled=False) as (page, _):
        await expect(page.locator("#articles")).to_contain_text("Russia threatens Ukraine")
        await expect(page.locator("#events")).to_contain_text("Russia (government) threatens Ukraine")
        await expect(page.locator("#m-RU title")).to_have_text("Russia: 50.0% of coverage, 1 article, 1 event")
        await expect(page.get_by_role("button")).to_have_text(["Filter"])
        await page.get_by_label("Language").select_option("de")
        await page.get_by_role("button", name="Filter").click()
        await expect(page.locator("#articles")).not_to_contain_text("Russia threatens Ukraine")
        await page.get_by_text("Berlin").click()
        await expect(page.locator("h1")).to_have_text("Berlin")


async def test_a_hostile_article_stays_text_in_the_browser(browser):
    view = some()
    async with visit(browser, view) as (page, complaints):
        await expect(page.locator("body")).to_have_attribute("data-stream", "live")
        take(view, short("x", HOSTILE, source=HOSTILE), 9)
        await expect(page.locator("#articles li").first).to_contain_text("<script>alert(1)</script>")
        await page.locator("#articles li a").first.click()
        await expect(page.locator("h1")).to_contain_text("<img src=x onerror=alert(2)>")
        assert not complaints


async def test_the_map_is_reached_by_keyboard_and_says_its_numbers(browser):
    async with visit(browser, some()) as (page, _):
        await page.keyboard.press("Tab")
        await expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
        await page.locator("#m-RU").focus()
        await expect(page.locator(".tip")).to_have_text("Russia: 50.0% of coverage, 1 article, 1 event")
        await page.keyboard.press("Enter")
        await expect(page.locator("h1")).to_contain_text("Russia")


async def test_who_wants_less_motion_gets_none(browser):
    view = some()
    async with visit(browser, view, reduced_motion="reduce") as (page, _):
        await expect(page.locator("body")).to_have_attribute("data-stream", "live")
        take(view, short("new", "Paris meets"), 9)
        await expect(page.locator("#articles li.new")).to_contain_text("Paris meets")
        assert await page.evaluate("getComputedStyle(document.querySelector('li.new')).animationName") == "none"
        assert await page.evaluate("getComputedStyle(document.querySelector('.world path')).transitionDuration") == "0s"


async def test_a_hundred_open_streams_leave_the_page_live(browser):
    view = some()
    async with visit(browser, view) as (page, _), client_of(view) as client:
        streams = await asyncio.gather(*(client.get("/stream?as=page") for _ in range(100)))
        take(view, short("new", "Paris meets"), 9)
        await expect(page.locator("#articles")).to_contain_text("Paris meets")
        for stream in streams:
            stream.close()


async def test_the_token_opens_page_and_stream(browser):
    credentials = {"username": "desk", "password": "s3cret"}
    async with visit(browser, some(token="s3cret"), http_credentials=credentials) as (page, complaints):
        await expect(page.locator("body")).to_have_attribute("data-stream", "live")
        assert not complaints


async def test_the_whole_page_weighs_less_than_300_kilobytes(browser):
    weights: list[int] = []
    projection = projection_of(*(article(str(n), events=[event(id=str(n))]) for n in range(100)))
    async with visit(browser, state_of(projection), "about:blank") as (page, _):
        page.on("response", lambda answer: weights.append(answer) if "/stream" not in answer.url else None)
        await page.goto("/")
        assert sum([len(await answer.body()) for answer in weights]) < 300_000
