"""Plain text dispatches."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.feeds.items import DOCUMENT_LIMIT, Unreadable
from tests.feeds.reading import articles, items, outcomes

SEED = Path(__file__).parents[2].parent / "shared" / "data" / "wire" / "seed_de.txt"
DISPATCH = """22. Oktober, 2024

Politik

Rom und Wien einig

Rom und Wien einig

Italien und Österreich haben sich geeinigt. Das teilten beide mit.

Ein zweiter Absatz.
"""


def text_articles(text: str):
    return articles(text.encode(), "text")


def test_a_dispatch_has_its_date_section_headline_and_body():
    (article,) = text_articles(DISPATCH)
    assert article.published_at == datetime(2024, 10, 22, tzinfo=UTC)
    assert article.section == "Politik"
    assert article.title == "Rom und Wien einig"
    assert article.body == ("Italien und Österreich haben sich geeinigt. Das teilten beide mit.\n\nEin zweiter Absatz.")
    assert article.language is None


@pytest.mark.skipif(not SEED.exists(), reason="the shared wire is not beside this checkout")
def test_the_seed_dispatch_is_read():
    (article,) = articles(SEED.read_bytes(), name=SEED.name)
    assert article.published_at == datetime(2024, 10, 22, tzinfo=UTC)
    assert article.section == "Politik"
    assert article.title == "Nordkorea und Russland – Eine gefährliche Allianz im Ukraine-Konflikt?"
    assert article.body.startswith("Die Vereinigten Staaten beobachten")
    assert article.body.endswith("aktiviert werden.")


def test_a_headline_that_is_printed_once_counts():
    (article,) = text_articles("Rom und Wien einig\n\nItalien und Österreich haben sich geeinigt.")
    assert (article.title, article.body) == ("Rom und Wien einig", "Italien und Österreich haben sich geeinigt.")


def test_a_body_alone_is_a_body():
    (article,) = text_articles("Italien und Österreich haben sich geeinigt.\n\nEin zweiter Absatz.")
    assert article.title == ""
    assert article.body == "Italien und Österreich haben sich geeinigt.\n\nEin zweiter Absatz."


def test_one_line_alone_is_a_body():
    (article,) = text_articles("Rom und Wien einig")
    assert (article.title, article.body) == ("", "Rom und Wien einig")


def test_an_unknown_section_is_seen_before_a_doubled_headline():
    (article,) = text_articles("Rote Ecke\n\nRom und Wien einig\n\nRom und Wien einig\n\nItalien hat gesprochen.")
    assert (article.section, article.title) == ("Rote Ecke", "Rom und Wien einig")


def test_the_section_may_stand_before_the_date():
    (article,) = text_articles("Politik\n22. Oktober 2024\n\nRom einig\n\nItalien hat gesprochen.")
    assert article.section == "Politik"
    assert article.published_at == datetime(2024, 10, 22, tzinfo=UTC)


def test_windows_line_ends_and_a_byte_order_mark_change_nothing():
    (plain,) = articles(DISPATCH.encode(), "text")
    (marked,) = articles(b"\xef\xbb\xbf" + DISPATCH.replace("\n", "\r\n").encode(), "text")
    assert marked == plain


def test_other_encodings_are_read():
    (plain,) = articles(DISPATCH.encode(), "text")
    for encoding in ("cp1252", "utf-16"):
        (read,) = articles(DISPATCH.encode(encoding), "text")
        assert read == plain


def test_a_date_line_after_a_blank_line_begins_the_next_dispatch():
    first, second = text_articles(DISPATCH + "\nOctober 23, 2024\n\nRome agrees\n\nItaly has agreed.")
    assert first.body.endswith("Ein zweiter Absatz.")
    assert (second.title, second.body) == ("Rome agrees", "Italy has agreed.")
    assert second.published_at == datetime(2024, 10, 23, tzinfo=UTC)


def test_a_date_within_a_paragraph_begins_nothing():
    (article,) = text_articles("Der Vertrag gilt ab dem\n22. Oktober 2024\nin beiden Ländern.")
    assert article.body == "Der Vertrag gilt ab dem\n22. Oktober 2024\nin beiden Ländern."


@pytest.mark.parametrize("rule", ["---", "----------", "* * *", "=====", "———"])
def test_a_line_of_dashes_ends_a_dispatch(rule):
    first, second = text_articles(f"Eine Meldung.\n\n{rule}\n\nEine andere Meldung.")
    assert (first.body, second.body) == ("Eine Meldung.", "Eine andere Meldung.")


def test_the_dateline_is_split_off_the_body():
    (article,) = text_articles("Rom einig\n\nRom (dpa) - Italien hat sich geeinigt.")
    assert (article.dateline, article.body) == ("Rom", "Italien hat sich geeinigt.")


def test_a_dispatch_of_a_date_alone_still_is_text():
    (article,) = text_articles("22. Oktober 2024\n")
    assert article.body == "22. Oktober 2024"


@pytest.mark.parametrize("blank", ["", "\n\n \n", "---\n---\n"])
def test_no_text_is_no_dispatch(blank):
    assert items(blank.encode(), "text") == []


def test_binary_data_are_refused_with_a_reason():
    (refusal,) = outcomes(b"PK\x03\x04\x00\x00\x00\x08", "text")
    assert isinstance(refusal, Unreadable)
    assert "not text" in refusal.reason


def test_a_text_over_the_document_limit_is_refused():
    (refusal,) = outcomes(b"a" * (DOCUMENT_LIMIT + 1), "text")
    assert isinstance(refusal, Unreadable)


words = st.text(st.characters(categories=["L"]), min_size=1, max_size=6)
paragraphs = st.lists(st.lists(words, min_size=1, max_size=8).map(" ".join), min_size=1, max_size=4)


@given(paragraphs)
def test_no_word_of_a_text_is_lost(lines):
    (article,) = text_articles("\n\n".join(lines))
    kept = f"{article.section or ''} {article.dateline or ''} {article.title} {article.body}".split()
    assert set(" ".join(lines).split()) <= set(kept)


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data):
    for outcome in outcomes(data, "text"):
        assert isinstance(outcome, Unreadable) or outcome.record is not None
