"""The sample wire: what is in it, and that its broken records are broken in the ways it says."""

from collections import Counter
from datetime import UTC, datetime

from streams.decode import decode, require_publishable
from streams.errors import Rejected
from streams.feeds.items import Item
from streams.feeds.registry import read_sources
from streams.feeds.sample import WIRE, sample_files
from streams.feeds.sources import file_source
from streams.settings import Settings

SETTINGS = Settings()


def sample_items() -> list[Item]:
    found = list(read_sources([file_source(path) for path in sample_files()], SETTINGS, wire=WIRE))
    assert all(isinstance(outcome, Item) for outcome in found)
    return found


def code_of(item: Item) -> str | None:
    try:
        limits = {"text_limit_bytes": SETTINGS.text_limit_bytes, "raw_limit_bytes": SETTINGS.raw_limit_bytes}
        require_publishable(decode(item.value, **limits), datetime.now(UTC))
    except Rejected as error:
        return error.code
    return None


def good_articles():
    return [item.record for item in sample_items() if code_of(item) is None]


def test_there_are_36_articles_and_one_record_for_each_of_8_ways_to_be_rejected():
    codes = Counter(map(code_of, sample_items()))
    broken = ["not-json", "not-utf8", "empty-text", "wrong-type", "bad-date", "embargoed", "canceled", "withheld"]
    assert codes == {None: 36} | dict.fromkeys(broken, 1)


def test_every_article_has_a_date_of_2022_to_2025_a_title_a_dateline_and_a_source():
    for article in good_articles():
        assert 2022 <= article.published_at.year <= 2025
        assert article.title and article.body and article.dateline and article.source and article.section


def test_no_two_records_share_an_id():
    keys = [item.key for item in sample_items()]
    assert len(set(keys)) == len(keys) == 44


def test_eight_more_languages_have_one_article_each():
    tags = Counter(article.language for article in good_articles())
    assert {tag: tags[tag] for tag in ("fr", "es", "ru", "uk", "pl", "ko", "zh", "ar")} == dict.fromkeys(
        ("fr", "es", "ru", "uk", "pl", "ko", "zh", "ar"), 1
    )


def test_two_articles_are_syndicated_copies_of_others():
    by_source = {article.source: article for article in good_articles()}
    own = [article for article in good_articles() if article.source == WIRE]
    copies = [article for source, article in by_source.items() if source != WIRE]
    assert len(copies) == 2
    for copy in copies:
        (first,) = [article for article in own if article.title == copy.title]
        assert copy.body.startswith(first.body)
        assert (copy.dateline, copy.body) != (first.dateline, first.body)
