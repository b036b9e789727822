"""The view as a real worker, on records that real enrich workers wrote to a real Kafka."""

import asyncio
import urllib.request

import orjson
import pytest
from playwright.async_api import expect

from tests.wire import Wire, WorkerProcess, wait_until

pytestmark = pytest.mark.broker

ARTICLES = [
    {"id": "a", "title": "Moskau", "body": "Moskau und Kiew verhandeln.", "language": "de"},
    {"id": "b/1", "title": "Seoul", "body": "Seoul warnt Pjöngjang.", "language": "de"},
    {"id": "c", "title": "London", "body": "London and Paris agree.", "language": "en"},
]


def numbers(view: WorkerProcess) -> dict[str, int]:
    countries = orjson.loads(view.get("/api/countries?window=1h")[1])
    return {"all": countries["articles"]} | {item["code"]: item["articles"] for item in countries["countries"]}


def counted(view: WorkerProcess, articles: int) -> dict[str, int]:
    wait_until(lambda: numbers(view)["all"] == articles, 30, lambda: str(numbers(view)))
    return numbers(view)


def test_the_same_article_three_times_and_a_kill_change_no_number(wire: Wire) -> None:
    wire.start_worker("enrich")
    view = wire.start_worker("view").wait_ready()
    wire.send(ARTICLES)
    wire.wait_drained()
    once = counted(view, 3)
    assert once == {"all": 3, "RU": 1, "UA": 1, "KR": 1, "KP": 1, "GB": 1, "FR": 1}

    wire.send([ARTICLES[0], ARTICLES[0], {**ARTICLES[1], "version": 2}])
    wire.wait_drained()
    wait_until(lambda: orjson.loads(view.get("/api/articles/b%2F1")[1])["version"] == 2, 30)
    assert numbers(view) == once

    view.kill()
    again = wire.start_worker("view").wait_ready()
    assert counted(again, 3) == once
    assert orjson.loads(again.get("/api/articles/b%2F1")[1])["version"] == 2


def test_a_stream_goes_on_after_the_view_was_killed(wire: Wire) -> None:
    wire.start_worker("enrich")
    view = wire.start_worker("view").wait_ready()
    wire.send(ARTICLES[:1])
    wire.wait_drained()
    counted(view, 1)
    position, first = next_message(view, "0:-1,1:-1")
    view.kill()
    wire.send(ARTICLES[1:2])
    wire.wait_drained()
    again = wire.start_worker("view").wait_ready()
    counted(again, 2)
    assert (first, next_message(again, position)[1]) == ("a", "b/1")


def next_message(view: WorkerProcess, position: str) -> tuple[str, str]:
    """Id of the next message of the stream after a position, and of its article."""
    request = urllib.request.Request(f"http://127.0.0.1:{view.port}/stream", headers={"Last-Event-ID": position})
    fields: dict[str, str] = {}
    with urllib.request.urlopen(request, timeout=20) as answer:
        while "data" not in fields:
            name, _, value = answer.readline().decode().rstrip("\n").partition(": ")
            fields[name] = value
    return fields["id"], orjson.loads(fields["data"])["id"]


@pytest.mark.asyncio(loop_scope="module")
async def test_an_open_page_changes_as_articles_come_through_kafka(browser, wire: Wire) -> None:
    wire.start_worker("enrich")
    view = await asyncio.to_thread(wire.start_worker("view").wait_ready)
    page = await browser.new_page()
    await page.goto(f"http://127.0.0.1:{view.port}/")
    await expect(page.locator("body")).to_have_attribute("data-stream", "live")
    await page.evaluate("document.body.dataset.kept = 'yes'")
    await asyncio.to_thread(wire.send, [*ARTICLES, b"no JSON"])
    await expect(page.locator("#articles li")).to_have_count(3, timeout=30_000)
    await expect(page.locator("#rejected")).to_contain_text("not-json")
    await expect(page.locator("#m-KP")).to_have_attribute("class", "c5")
    await page.locator("#articles a", has_text="Moskau").click()
    await expect(page.locator("mark", has_text="Kiew")).to_have_count(1)
    await page.close()
