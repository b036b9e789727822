"""How fast a feed goes in."""

import time

import pytest

from streams.feeds.fetch import Limits
from streams.feeds.producer import feed
from streams.feeds.registry import read_sources
from streams.feeds.sources import web_source
from streams.settings import Settings
from tests.feeds import badserver
from tests.feeds.test_rss import feed as rss

ITEMS = 1_000
LEAST_PER_SECOND = 1_000  # of processor time; 2,000 to 3,500 on a fast machine, and a slow or busy one has half of that


@pytest.mark.broker
def test_a_feed_of_a_thousand_items_goes_in_at_a_thousand_a_second(broker, topic_prefix):
    """From the request to the last acknowledgement, by the processor time that this takes, the web server's included.

    The rate by the clock is printed: beside other work it says more about that.
    """
    settings = Settings(brokers=broker.bootstrap, topic_prefix=topic_prefix)
    text = "<![CDATA[<p>Rom (dpa) - " + "Italien &amp; Österreich haben sich geeinigt. " * 10 + "</p>]]>"
    data = rss(
        *(
            f"<item><guid>https://wire.example/{number}</guid><title>Nr. {number}</title>"
            f"<pubDate>Tue, 22 Oct 2024 10:30:00 +0200</pubDate><description>{text}</description></item>"
            for number in range(ITEMS)
        )
    )
    rates = []
    with badserver.bad_server() as server:
        server.answers["/feed"] = badserver.page(data)
        source = web_source(server.url("/feed"), Limits(private=True))
        for _ in range(3):
            started, busy = time.perf_counter(), time.process_time()
            assert feed(read_sources([source], settings), settings).sent == ITEMS
            rates.append(ITEMS / (time.process_time() - busy))
            print(f"{rates[-1]:.0f} items a processor second, {ITEMS / (time.perf_counter() - started):.0f} a second")
    assert max(rates) >= LEAST_PER_SECOND
