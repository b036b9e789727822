"""Web archives."""

import gzip
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.feeds import warc
from streams.feeds.items import Item, Refusal, Unreadable
from tests.feeds.reading import articles, outcomes

PAGE = (
    "<html><head><title>Rom einig - Dienst</title><meta property='og:title' content='Rom einig'>"
    "<meta property='article:published_time' content='2024-10-22T08:30:00Z'><meta property='og:site_name'"
    " content='Dienst'></head><body><nav>Menü</nav><article><h1>Rom einig</h1>"
    + "".join(
        f"<p>Absatz {number}: Italien und Österreich haben sich in Rom geeinigt, wie beide Seiten mitteilten.</p>"
        for number in range(5)
    )
    + "</article></body></html>"
).encode()


@pytest.fixture(autouse=True)
def _the_extra_is_there() -> None:
    pytest.importorskip("trafilatura", reason="needs the extra lagebild[web]")


def record(url: str, body: bytes, status: str = "200 OK", kind: str = "text/html; charset=utf-8") -> bytes:
    http = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n\r\n".encode() + body
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2024-10-22T09:00:00Z\r\n"
        f"WARC-Record-ID: <urn:uuid:{len(url):032}>\r\nContent-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(http)}\r\n\r\n"
    ).encode()
    return head + http + b"\r\n\r\n"


def test_a_page_is_an_article():
    (article,) = articles(record("https://wire.example/1", PAGE))
    assert (article.id, article.url) == ("https://wire.example/1", "https://wire.example/1")
    assert (article.title, article.source) == ("Rom einig", "Dienst")
    assert article.published_at == datetime(2024, 10, 22, tzinfo=UTC)
    assert article.body.startswith("Absatz 0: Italien und Österreich")
    assert article.body.count("\n\n") == 4
    assert "Menü" not in article.body


def test_zipped_archives_and_zipped_pages_are_read():
    data = gzip.compress(record("https://wire.example/1", PAGE)) + gzip.compress(
        record("https://wire.example/2", gzip.compress(PAGE))
    )
    assert len(articles(data, name="CC-NEWS.warc.gz")) == 2


def test_what_is_no_page_is_passed_over_and_a_page_without_an_article_is_refused():
    data = (
        record("https://wire.example/1.png", b"\x89PNG", kind="image/png")
        + record("https://wire.example/2", b"gone", status="404 Not Found")
        + record("https://wire.example/3", b"<html><body></body></html>")
        + record("https://wire.example/4", PAGE)
    )
    refusal, item = outcomes(data)
    assert isinstance(refusal, Refusal) and "https://wire.example/3" in refusal.reason
    assert isinstance(item, Item)


def test_what_came_before_a_cut_is_kept():
    whole = record("https://wire.example/1", PAGE)
    for length in (len(whole) + 60, len(whole) + 400):
        first, broken = outcomes((whole + record("https://wire.example/2", PAGE))[:length])
        assert isinstance(first, Item)
        assert isinstance(broken, Unreadable) and "breaks off" in broken.reason


def test_a_chunked_page_is_read():
    chunked = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in (PAGE[:100], PAGE[100:], b""))
    data = record("https://wire.example/1", chunked, kind="text/html\r\nTransfer-Encoding: chunked")
    unchunked = record("https://wire.example/1", PAGE, kind="text/html\r\nTransfer-Encoding: chunked")
    assert articles(data) == articles(unchunked)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data):
    for outcome in outcomes(record("https://wire.example/1", b"") + b"WARC/1.0\r\n" + data, "warc"):
        assert isinstance(outcome, Item | Refusal)


def test_without_the_extra_the_refusal_says_what_to_install(monkeypatch):
    monkeypatch.setattr(warc, "find_spec", lambda name: None)
    (broken,) = outcomes(record("https://wire.example/1", PAGE))
    assert isinstance(broken, Unreadable) and "pip install 'lagebild[web]'" in broken.reason
