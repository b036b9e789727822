"""Reading from servers that are slow, endless, lying or somewhere they should not be."""

import ipaddress
import socket
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams import __version__
from streams.errors import FeedError
from streams.feeds import address
from streams.feeds.fetch import Limits, get, open_url
from tests.feeds import badserver

LIMITS = Limits(time_s=5, size_bytes=100_000, redirects=3, private=True)


@pytest.fixture
def server():
    with badserver.bad_server() as running:
        yield running


def read(url: str, limits: Limits = LIMITS) -> bytes:
    with open_url(url, limits) as body:
        return body.read()


def test_a_page_is_read_and_we_say_who_we_are(server):
    server.answers["/feed"] = badserver.page(b"hello")
    assert read(server.url("/feed")) == b"hello"
    ((_, headers),) = server.seen
    assert headers["User-Agent"] == f"Lagebild/{__version__} (news feed reader)"
    assert headers["Host"] == f"127.0.0.1:{server.server_address[1]}"


def test_an_address_with_a_query_and_umlauts_is_asked_for(server):
    server.answers["/%C3%BCber%20uns?q=a%20b&x=%C3%B6"] = badserver.page(b"hello")
    assert read(server.url("/über uns?q=a b&x=ö")) == b"hello"


def test_redirects_are_followed_up_to_the_limit(server):
    server.answers |= {
        "/1": badserver.redirect("/2"),
        "/2": badserver.redirect("3", 301),
        "/3": badserver.redirect(server.url("/4"), 308),
        "/4": badserver.page(b"there"),
    }
    assert read(server.url("/1")) == b"there"
    server.answers["/0"] = badserver.redirect("/1")
    with pytest.raises(FeedError, match="more than 3 redirects"):
        read(server.url("/0"))


def test_a_redirect_loop_ends(server):
    server.answers["/loop"] = badserver.redirect("/loop")
    with pytest.raises(FeedError, match="redirects"):
        read(server.url("/loop"))
    assert len(server.seen) == 4


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://example.org/", "gopher://127.0.0.1/", "//", "http://"])
def test_a_redirect_out_of_the_web_is_refused(server, target):
    server.answers["/out"] = badserver.redirect(target)
    with pytest.raises(FeedError):
        read(server.url("/out"))


def test_loopback_is_refused_unless_it_is_allowed(server):
    server.answers["/feed"] = badserver.page(b"secret")
    for host in ("127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "0.0.0.0"):  # noqa: S104
        with pytest.raises(FeedError, match="private network"):
            read(server.url("/feed", host), Limits())
    assert server.seen == []


def test_every_redirect_is_checked_for_private_addresses(server, monkeypatch):
    """A host that counts as public sends us to one that does not."""
    monkeypatch.setattr(address, "is_public", lambda ip: ip == ipaddress.ip_address("127.0.0.1"))
    server.answers["/away"] = badserver.redirect("http://127.0.0.2:1/secret")
    with pytest.raises(FeedError, match=r"127\.0\.0\.2 is an address of a private network"):
        read(server.url("/away"), Limits())


def test_the_checked_address_is_the_one_connected_to(server, monkeypatch):
    """A name that resolves to something else the second time is asked only once."""
    real, answers = socket.getaddrinfo, iter(["127.0.0.1"])
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda host, *rest, **options: real(next(answers) if host == "rebinding.example" else host, *rest, **options),
    )
    server.answers["/feed"] = badserver.page(b"hello")
    assert read(f"http://rebinding.example:{server.server_address[1]}/feed") == b"hello"
    assert server.seen[0][1]["Host"].startswith("rebinding.example")


@pytest.mark.parametrize(
    "text",
    [
        "10.1.2.3", "172.16.0.1", "192.168.1.1", "127.0.0.1", "127.1.2.3", "169.254.169.254", "100.64.0.1", "0.0.0.0",  # noqa: S104
        "224.0.0.1", "240.0.0.1", "255.255.255.255", "::1", "::", "fe80::1",
        "fec0::1", "feff::1", "fc00::1", "ff02::1", "::ffff:10.0.0.1",
        "64:ff9b::a00:1", "2002:a00:1::", "2001:db8::1",
    ],
)  # fmt: skip
def test_private_addresses_are_not_public(text):
    assert not address.is_public(ipaddress.ip_address(text))


@pytest.mark.parametrize("text", ["93.184.215.14", "8.8.8.8", "2606:2800::1", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_public_addresses_are(text):
    assert address.is_public(ipaddress.ip_address(text))


@given(st.ip_addresses(v=4, network="10.0.0.0/8"))
def test_no_wrapping_makes_a_private_address_public(ip):
    number = int(ip)
    for wrapped in (0xFFFF << 32 | number, 0x64FF9B << 96 | number, 0x2002 << 112 | number << 80):
        assert not address.is_public(ipaddress.IPv6Address(wrapped))


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "http://", "feed.xml", "http://a b/", "http://[::1", "http://h:x/"]
)
def test_what_is_no_web_address_is_refused(url):
    with pytest.raises(FeedError):
        read(url)


def test_a_password_in_an_address_is_not_sent_and_not_shown(server):
    with pytest.raises(FeedError, match="not sent") as caught:
        read(f"http://user:geheim@127.0.0.1:{server.server_address[1]}/feed")
    assert "geheim" not in str(caught.value)
    assert server.seen == []


@pytest.mark.parametrize("answer", [badserver.slow_headers, badserver.silent, badserver.endless(b"x", 0.05)])
def test_a_slow_server_is_given_up_at_the_time_limit(server, answer):
    server.answers["/slow"] = answer
    started = time.monotonic()
    with pytest.raises(FeedError, match=r"not done after 0\.5 s"):
        read(server.url("/slow"), Limits(time_s=0.5, private=True))
    assert time.monotonic() - started < 3


def test_an_endless_answer_is_given_up_at_the_size_limit(server):
    server.answers["/endless"] = badserver.endless(b"x" * 10_000)
    with pytest.raises(FeedError, match="more than 100000 bytes"):
        read(server.url("/endless"))


def test_a_truncated_answer_is_told_from_a_whole_one_and_keeps_what_came(server):
    server.answers["/cut"] = badserver.truncated(b"half")
    with open_url(server.url("/cut"), LIMITS) as body:
        assert body.read1() == b"half"
        with pytest.raises(FeedError, match="breaks off"):
            body.read1()


def test_an_answer_that_is_not_http_is_one_line(server):
    server.answers["/garbage"] = badserver.garbage
    with pytest.raises(FeedError) as caught:
        read(server.url("/garbage"))
    assert "\n" not in str(caught.value)


def test_a_status_that_is_no_success_is_named(server):
    with pytest.raises(FeedError, match="404 Not Found"):
        read(server.url("/missing"))


def test_an_address_that_does_not_answer_is_passed_over_for_the_next(server, monkeypatch):
    real = socket.getaddrinfo
    monkeypatch.setattr(
        address.socket,
        "getaddrinfo",
        lambda host, *rest, **options: (
            real("127.0.0.9", *rest, **options) + real("127.0.0.1", *rest, **options)
            if host == "two.example"
            else real(host, *rest, **options)
        ),
    )
    server.answers["/feed"] = badserver.page(b"hello")
    assert read(server.url("/feed", "two.example")) == b"hello"


def test_nobody_there_is_one_line(unused_tcp_port):
    with pytest.raises(FeedError, match="refused"):
        read(f"http://127.0.0.1:{unused_tcp_port}/")


def test_a_host_that_does_not_exist_is_one_line():
    with pytest.raises(FeedError, match="no such host"):
        read("http://no-such-host.invalid/")


def test_retry_after_is_read_as_seconds_or_a_date(server):
    later = datetime.now(UTC) + timedelta(minutes=10)
    server.answers["/seconds"] = badserver.status(503, Retry_After="120")
    server.answers["/date"] = badserver.status(429, Retry_After=format_datetime(later, usegmt=True))
    server.answers["/none"] = badserver.status(500)
    waits = []
    for path in ("/seconds", "/date", "/none"):
        response = get(server.url(path), LIMITS)
        response.body.close()
        waits.append(response.retry_after_s)
    assert waits[0] == 120
    assert waits[1] == pytest.approx(600, abs=5)
    assert waits[2] is None
