"""Lists of feeds."""

import pytest

from streams.errors import FeedError
from streams.feeds.lists import listed_feeds
from streams.feeds.sources import find_sources

OPML = """<?xml version="1.0"?><opml version="2.0"><head><title>Feeds</title></head><body><outline text="Welt">
<outline text="A" type="rss" xmlUrl="https://a.example/feed"/><outline text="B" xmlUrl="http://b.example/?a=1&b=2"/>
</outline><outline text="A noch einmal" xmlUrl="https://a.example/feed"/><outline text="Nichts"/></body></opml>"""


def test_the_feeds_of_an_opml_file_are_found_at_any_depth(tmp_path):
    (tmp_path / "feeds.opml").write_text(OPML)
    assert listed_feeds(tmp_path / "feeds.opml") == ["https://a.example/feed", "http://b.example/?a=1&b=2"]


def test_a_list_has_an_address_a_line(tmp_path):
    (tmp_path / "feeds.urls").write_text("# Feeds\n\nhttps://a.example/feed  the first\r\nhttp://b.example/\n")
    assert listed_feeds(tmp_path / "feeds.urls") == ["https://a.example/feed", "http://b.example/"]


@pytest.mark.parametrize("text", ["", "# nothing\n", "a.example\n", "<opml><body/></opml>", "<opml>"])
def test_a_list_without_addresses_is_an_error(tmp_path, text):
    (tmp_path / "feeds.opml").write_text(text)
    with pytest.raises(FeedError):
        listed_feeds(tmp_path / "feeds.opml")


def test_a_missing_list_is_an_error(tmp_path):
    with pytest.raises(FeedError, match="No such file"):
        listed_feeds(tmp_path / "feeds.opml")


def test_a_list_in_a_folder_makes_nobody_go_online(tmp_path):
    (tmp_path / "feeds.opml").write_text(OPML)
    assert [source.name for source in find_sources([str(tmp_path)])] == [str(tmp_path / "feeds.opml")]


def test_a_list_among_the_sources_stands_for_its_feeds(tmp_path):
    (tmp_path / "feeds.opml").write_text(OPML)
    sources = find_sources([str(tmp_path / "feeds.opml"), "http://b.example/?a=1&b=2", "https://c.example/"])
    assert [source.name for source in sources] == [
        "https://a.example/feed",
        "http://b.example/?a=1&b=2",
        "https://c.example/",
    ]
