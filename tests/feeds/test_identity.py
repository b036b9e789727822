"""Derived ids."""

import re

from hypothesis import given
from hypothesis import strategies as st

from streams.feeds.identity import content_key, derive_id
from streams.records import RawArticle


def test_the_id_is_a_prefix_and_twenty_hex_digits():
    assert re.fullmatch(r"lb:[0-9a-f]{20}", derive_id(RawArticle(body="Text")))
    assert re.fullmatch(r"lb:[0-9a-f]{20}", content_key(b""))


def test_the_id_never_changes_between_releases():
    article = RawArticle(source="dpa", url="https://example.org/1", title="Titel", body="Text")
    assert derive_id(article) == "lb:3168eac5643177d166c2"


@given(*[st.text()] * 4)
def test_only_source_url_title_and_body_matter(source, url, title, body):
    plain = RawArticle(source=source, url=url, title=title, body=body)
    marked = RawArticle(source=source, url=url, title=title, body=body, version=3, language="de", urgency=1)
    assert derive_id(plain) == derive_id(marked)


def test_absent_and_empty_are_the_same():
    assert derive_id(RawArticle(body="Text")) == derive_id(RawArticle(body="Text", source="", url=""))


def test_the_border_between_title_and_body_matters():
    assert derive_id(RawArticle(title="ab", body="c")) != derive_id(RawArticle(title="a", body="bc"))
