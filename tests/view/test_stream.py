import asyncio
import json
import socket

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from streams.records import Language, encode
from streams.view.stream import Streams, message, read_positions
from tests.view.sample import NOW, article, client_of, event, projection_of, state_of


async def read_message(answer) -> dict[str, str]:
    """The fields of the next message; comments and the retry line are passed over."""
    fields: dict[str, str] = {}
    async with asyncio.timeout(10):
        async for raw in answer.content:
            line = raw.decode().rstrip("\n")
            if not line and "data" in fields:
                return fields
            name, _, value = line.partition(": ")
            fields[name] = value
    raise AssertionError("the stream ended")


def take(view, one, partition: int, offset: int) -> None:
    view.projection.enriched(encode(one), partition, offset, NOW)


async def test_a_new_article_is_streamed_with_its_position():
    view = state_of(projection_of(article("old")))
    async with client_of(view) as client, client.get("/stream") as answer:
        assert answer.content_type == "text/event-stream"
        take(view, article("new"), 3, 41)
        got = await read_message(answer)
    assert got["event"] == "article"
    assert got["id"] == "0:0,3:41"
    assert json.loads(got["data"])["id"] == "new"


async def test_a_stream_resumes_after_the_last_event_id():
    view = state_of(projection_of(*(article(str(n)) for n in range(5))))
    headers = {"Last-Event-ID": "0:2"}
    async with client_of(view) as client, client.get("/stream", headers=headers) as answer:
        got = [await read_message(answer) for _ in range(2)]
    assert [(json.loads(one["data"])["id"], one["id"]) for one in got] == [("3", "0:3"), ("4", "0:4")]


async def test_a_stream_resumes_also_where_the_view_was_rebuilt():
    first = state_of(projection_of(article("a")))
    async with client_of(first) as client, client.get("/stream", headers={"Last-Event-ID": "0:-1"}) as answer:
        position = (await read_message(answer))["id"]
    rebuilt = state_of(projection_of(article("a"), article("b")))
    async with client_of(rebuilt) as client, client.get("/stream", headers={"Last-Event-ID": position}) as answer:
        assert json.loads((await read_message(answer))["data"])["id"] == "b"


async def test_a_stream_of_events_carries_their_sentences():
    view = state_of(projection_of())
    async with client_of(view) as client, client.get("/stream?as=events&category=THREATEN") as answer:
        take(view, article(events=[event(id="x", category="AID"), event(id="y")]), 0, 0)
        got = await read_message(answer)
    item = json.loads(got["data"])
    assert got["event"] == "event"
    assert item["id"] == "y"
    assert item["quote"] == "MOSCOW - The Kremlin threatened Ukraine with new strikes on Tuesday."


async def test_a_stream_can_be_filtered():
    view = state_of(projection_of())
    async with client_of(view) as client, client.get("/stream?language=de") as answer:
        take(view, article("en"), 0, 0)
        take(view, article("de", language=Language(code="de", confidence=1.0)), 0, 1)
        assert json.loads((await read_message(answer))["data"])["id"] == "de"


async def test_more_arrivals_than_are_remembered_are_all_streamed():
    view = state_of(projection_of())
    view.projection._recent = type(view.projection._recent)(maxlen=3)
    async with client_of(view) as client, client.get("/stream") as answer:
        for n in range(10):
            take(view, article(str(n)), 0, n)
        got = [json.loads((await read_message(answer))["data"])["id"] for _ in range(10)]
    assert got == [str(n) for n in range(10)]


async def test_the_page_stream_sends_only_the_parts_that_changed():
    view = state_of(projection_of(article("a")))
    async with client_of(view) as client, client.get("/stream?as=page") as answer:
        first = json.loads((await read_message(answer))["data"])
        assert set(first["sections"]) == {"status", "map-h", "events", "pairs", "countries", "articles", "rejected"}
        assert first["map"]["RU"][0] == "c5"
        view.projection.rejected(b"k", b"{", {"error.code": b"not-json"}, 0, 0)
        second = json.loads((await read_message(answer))["data"])
    assert set(second["sections"]) == {"status", "rejected"}
    assert second["map"] == {}


async def test_the_page_stream_tells_which_countries_went_blank():
    view = state_of(projection_of(article("a")))
    async with client_of(view) as client, client.get("/stream?as=page") as answer:
        await read_message(answer)
        view.projection.enriched(None, 0, 1, NOW, key=b"a")
        assert json.loads((await read_message(answer))["data"])["map"] == {"RU": None, "UA": None}


@pytest.mark.parametrize("options", [{"path": "/stream?as=x"}, {"headers": {"Last-Event-ID": "yesterday"}}])
async def test_an_impossible_stream_is_a_400(options):
    options = {"path": "/stream"} | options
    async with client_of(state_of(projection_of())) as client, client.get(**options) as answer:
        assert answer.status == 400
        assert (await answer.json())["error"]


async def test_over_the_limit_of_streams_the_next_is_told_to_wait():
    async with client_of(state_of(projection_of(), streams=2)) as client:
        answers = [await client.get("/stream") for _ in range(3)]
        assert [answer.status for answer in answers] == [200, 200, 503]
        assert answers[2].headers["Retry-After"] == "10"
        for answer in answers:
            answer.close()


async def test_a_hundred_streams_hear_of_the_same_article():
    view = state_of(projection_of())
    async with client_of(view) as client:
        answers = [await client.get("/stream?as=page" if n % 2 else "/stream") for n in range(100)]
        for answer in answers[1::2]:
            await read_message(answer)
        take(view, article("new"), 0, 0)
        got = await asyncio.gather(*map(read_message, answers))
        for answer in answers:
            answer.close()
    assert all("Russia threatens Ukraine" in one["data"].replace("<mark>", "") for one in got)


async def test_a_reader_that_takes_nothing_is_dropped():
    view = state_of(projection_of())
    streams = Streams(view, write_limit_s=0.2)
    web_app = web.Application()
    web_app.router.add_get("/stream", streams.handle)
    web_app.on_shutdown.append(streams.close)
    async with TestClient(TestServer(web_app)) as client:
        with socket.socket() as reader:
            reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            reader.setblocking(False)
            await asyncio.get_running_loop().sock_connect(reader, (client.host, client.port))
            await asyncio.get_running_loop().sock_sendall(reader, b"GET /stream HTTP/1.1\r\nHost: x\r\n\r\n")
            async with asyncio.timeout(20):
                await asyncio.get_running_loop().sock_recv(reader, 100)
                assert streams.open == 1
                offset = 0
                while streams.open:
                    for _ in range(1_000):
                        take(view, article(str(offset), url="https://example.org/" + "x" * 5_000), 0, offset)
                        offset += 1
                    await asyncio.sleep(0.3)
        assert streams.open == 0


async def test_open_streams_do_not_hold_up_the_end_of_the_worker():
    client = client_of(state_of(projection_of()))
    await client.start_server()
    async with client.get("/stream") as answer:
        assert answer.status == 200
        async with asyncio.timeout(5):
            await client.server.close()
    await client.close()


def test_the_data_of_a_message_is_one_line():
    text = message("article", {"title": "a\nb\r\nc\u2028d"}, {0: 1})
    assert text.splitlines()[:2] == ["id: 0:1", "event: article"]
    assert text.count("\n") == 4
    assert "\r" not in text


def test_positions_are_read_as_they_are_written():
    assert read_positions("0:12,3:4") == {0: 12, 3: 4}
    assert read_positions("") is None
