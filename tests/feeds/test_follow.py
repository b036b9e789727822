"""Following feeds that a real server serves, into a real Apache Kafka."""

import threading
import time
from collections.abc import Callable

import msgspec
import pytest

from streams.feeds.fetch import Limits
from streams.feeds.follow import Followed, Poll, _plan, follow, poll
from streams.feeds.seen import Seen
from streams.records import RawArticle
from streams.settings import Settings
from tests.feeds import badserver
from tests.feeds.test_producer import raw_records

LIMITS = Limits(time_s=2, size_bytes=1_000_000, private=True)


@pytest.fixture
def server():
    with badserver.bad_server() as running:
        yield running


@pytest.fixture
def settings(broker, topic_prefix, tmp_path) -> Settings:
    return Settings(brokers=broker.bootstrap, topic_prefix=topic_prefix, partitions=1, data=str(tmp_path))


def rss(*bodies: str) -> bytes:
    items = "".join(
        f"<item><guid>https://wire.example/{number}</guid><title>Nr. {number}</title>"
        f"<description>{body}</description></item>"
        for number, body in enumerate(bodies, 1)
        if body
    )
    return f"<rss version='2.0'><channel><title>Dienst</title>{items}</channel></rss>".encode()


class Following:
    """`follow` in a thread, until a condition holds."""

    def __init__(self, urls: list[str], settings: Settings) -> None:
        self.said: list[str] = []
        self.shown: list[str] = []
        self.stop = threading.Event()
        self.result = None
        self._arguments = (urls, settings)

    def until(self, condition: Callable[["Following"], bool], limit_s: float = 30) -> "Following":
        def run() -> None:
            urls, settings = self._arguments
            self.result = follow(
                urls,
                settings,
                LIMITS,
                interval_s=0.1,
                stop=self.stop,
                format_name="auto",
                say=self.said.append,
                show=lambda status: self.shown.append(str(status)),
            )

        thread = threading.Thread(target=run)
        thread.start()
        deadline = time.monotonic() + limit_s
        try:
            while thread.is_alive() and not condition(self):
                assert time.monotonic() < deadline, (self.said, self.shown[-1:])
                time.sleep(0.05)
        finally:
            self.stop.set()
            thread.join()
        return self


def sent(settings: Settings) -> list[tuple[str, int, str]]:
    found = [msgspec.json.decode(record.value, type=RawArticle) for record in raw_records(settings)]
    return [(article.id.rpartition("/")[2], article.version, article.body) for article in found]


@pytest.mark.broker
def test_what_is_new_or_changed_is_sent_and_the_rest_is_not(server, settings):
    server.answers["/feed"] = badserver.in_turn(
        badserver.page(rss("a", "b")), badserver.page(rss("a", "b")), badserver.page(rss("a", "B", "c"))
    )
    Following([server.url("/feed")], settings).until(lambda f: len(server.seen) >= 5)
    assert sent(settings) == [("1", 1, "a"), ("2", 1, "b"), ("2", 2, "B"), ("3", 1, "c")]


@pytest.mark.broker
def test_what_was_seen_is_known_after_a_restart(server, settings):
    server.answers["/feed"] = badserver.conditional(rss("a", "b"), '"v1"')
    Following([server.url("/feed")], settings).until(lambda f: len(server.seen) >= 2)
    asked = len(server.seen)
    Following([server.url("/feed")], settings).until(lambda f: len(server.seen) >= asked + 2)
    assert [headers.get("If-None-Match") for _, headers in server.seen[:2]] == [None, '"v1"']
    assert server.seen[asked][1]["If-None-Match"] == '"v1"'
    assert sent(settings) == [("1", 1, "a"), ("2", 1, "b")]


@pytest.mark.broker
def test_a_feed_that_breaks_and_comes_back_is_survived_and_told(server, settings):
    server.answers["/feed"] = badserver.in_turn(
        badserver.page(rss("a")),
        badserver.status(500),
        badserver.truncated(rss("a", "b")),
        badserver.page(b"<html><body>Wartung</body></html>"),
        badserver.page(rss("a", "b")),
    )
    following = Following([server.url("/feed")], settings).until(lambda f: any("is back" in line for line in f.said))
    assert sent(settings) == [("1", 1, "a"), ("2", 1, "b")]
    assert any("500" in line and "next try in" in line for line in following.said)
    assert any("breaks off" in line for line in following.said)
    assert any("a web page" in line for line in following.said)


@pytest.mark.broker
def test_a_slow_feed_does_not_hold_up_the_others(server, settings):
    server.answers |= {"/slow": badserver.silent, "/quick": badserver.page(rss("a"))}
    started = time.monotonic()
    Following([server.url("/slow"), server.url("/quick")], settings).until(
        lambda f: sum(path == "/quick" for path, _ in server.seen) >= 3
    )
    assert time.monotonic() - started < 10
    assert sent(settings) == [("1", 1, "a")]


@pytest.mark.broker
def test_a_feed_that_is_gone_is_asked_no_more(server, settings):
    server.answers["/gone"] = badserver.status(410)
    following = Following([server.url("/gone")], settings).until(lambda f: False)
    assert len(server.seen) == 1
    assert "gone for good" in following.said[0]


@pytest.mark.broker
def test_a_refusal_is_told_once_and_the_status_line_counts(server, settings):
    server.answers["/feed"] = badserver.page(rss("a").replace(b"</channel>", b"<item><guid>x</guid></item></channel>"))
    following = Following([server.url("/feed")], settings).until(lambda f: len(server.seen) >= 3)
    assert len(following.result.refused) == 1
    assert following.shown[-1].startswith("1 feed, 1 articles sent, next look in")


def test_a_failing_feed_is_asked_ever_less_often_and_no_sooner_than_it_allows():
    feed = Followed("u", Seen("u"))
    waits = []
    for _ in range(8):
        _plan(Poll(failure="x"), feed, 100, lambda line: None)
        waits.append(feed.due - time.monotonic())
    assert waits == [pytest.approx(wanted, rel=0.11) for wanted in (200, 400, 800, 1600, 1600, 1600, 1600, 1600)]
    _plan(Poll(failure="x", wait_s=5_000), feed, 100, lambda line: None)
    assert feed.due - time.monotonic() == pytest.approx(5_000, abs=1)
    _plan(Poll(), feed, 100, lambda line: None)
    assert (feed.failures, feed.due - time.monotonic()) == (0, pytest.approx(100, rel=0.11))


def test_polls_are_spread():
    feed = Followed("u", Seen("u"))
    waits = set()
    for _ in range(20):
        _plan(Poll(), feed, 100, lambda line: None)
        waits.add(round(feed.due - time.monotonic(), 3))
    assert len(waits) > 5


def test_a_broken_document_leaves_no_validator_behind(server):
    answer = badserver.page(rss("a", "b")[:-60], ETag='"v1"')
    server.answers["/feed"] = answer
    polled = poll(server.url("/feed"), Seen("u"), LIMITS, Settings(), "auto")
    assert polled.failure is not None
    assert len(polled.outcomes) == 1
    assert polled.seen is not None and polled.seen.etag == ""


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "windows-1252", "nonsense"])
def test_a_wrong_charset_of_the_server_does_no_harm(server, charset):
    server.answers["/feed"] = badserver.page(rss("Brüssel"), Content_Type=f"application/rss+xml; charset={charset}")
    (item,) = poll(server.url("/feed"), Seen("u"), LIMITS, Settings(), "auto").outcomes
    assert item.record.body == "Brüssel"


def test_a_zipped_feed_is_read_and_a_bomb_is_not(server):
    server.answers |= {"/good": badserver.zipped(rss("a")), "/bomb": badserver.zipped(rss(" " * 50_000_000))}
    settings = Settings(feed_limit_bytes=1_000_000)
    assert len(poll(server.url("/good"), Seen("u"), LIMITS, settings, "auto").outcomes) == 1
    bomb = poll(server.url("/bomb"), Seen("u"), LIMITS, settings, "auto")
    assert bomb.outcomes == []
    assert bomb.failure is not None and "when unpacked" in bomb.failure
