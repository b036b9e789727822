"""Following feeds: polls with conditional requests, backs off from what fails, sends what is new or changed."""

import contextlib
import http.client
import io
import queue
import random
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from multiprocessing.pool import ThreadPool

from streams.errors import FeedError, Overrun
from streams.feeds.apart import Parsers
from streams.feeds.fetch import Limits, get
from streams.feeds.items import Context, Outcome, Refusal
from streams.feeds.producer import FeedResult, Sending
from streams.feeds.registry import read_stream
from streams.feeds.seen import Seen, changes, load, save, state_file
from streams.feeds.unpack import CHUNK, chunk_stream
from streams.settings import Settings
from streams.topics import ensure_topics

AT_ONCE = 8
"""Requests under way at the same time."""
JITTER = 0.1
"""Share of an interval by which polls are moved at random, so that many feeds do not come due together."""
LONGEST_WAIT_S = 86_400.0
"""However much later a server wants to be asked again."""
LONGEST_BACK_OFF = 16
"""A feed that fails is asked at least every so many intervals."""
GLANCE_S = 0.5
"""How often the loop looks up: for the status line and the wish to stop."""

Say = Callable[[str], None]
Reading = Callable[[io.BufferedReader, Context, str], Iterator[Outcome]]


@dataclass(slots=True)
class Poll:
    """What one request brought; `seen` is the state to keep once `outcomes` are acknowledged."""

    outcomes: list[Outcome] = field(default_factory=list)
    seen: Seen | None = None
    failure: str | None = None
    wait_s: float = 0.0
    """What the server asks for at least."""
    gone: bool = False
    overran: bool = False
    """Whether reading the feed took too long."""


@dataclass(slots=True)
class Followed:
    """One feed under way; `due` is a moment of `time.monotonic`."""

    url: str
    seen: Seen
    due: float = 0.0
    asked: bool = False
    """Whether a request is under way."""
    failures: int = 0
    failure: str | None = None
    told: set[str] = field(default_factory=set)
    """Reasons of refusals that people know already."""


@dataclass(frozen=True, slots=True)
class Status:
    """For the status line."""

    feeds: int
    failing: int
    sent: int
    next_s: float

    def __str__(self) -> str:
        failing = f", {self.failing} failing" if self.failing else ""
        feeds = "1 feed" if self.feeds == 1 else f"{self.feeds} feeds"
        return f"{feeds}{failing}, {self.sent} articles sent, next look in {self.next_s:.0f} s"


def follow(
    urls: list[str],
    settings: Settings,
    limits: Limits,
    *,
    interval_s: float,
    stop: threading.Event,
    format_name: str,
    wire: str | None = None,
    say: Say = lambda line: None,
    show: Callable[[Status], None] = lambda status: None,
) -> FeedResult:
    """Polls every feed about every `interval_s` seconds until `stop` is set, or all feeds are gone for good.

    `say` hears of feeds that begin to fail and that are back. Raises `BrokerError`; what was not acknowledged by then
    is sent again after a restart.
    """
    ensure_topics(settings, say)
    result = FeedResult()
    feeds = [Followed(url, load(state_file(settings, url), url)) for url in urls]
    answers: queue.Queue[tuple[Followed, Poll | BaseException]] = queue.Queue()
    with (
        contextlib.closing(Sending(settings, result)) as sending,
        ThreadPool(AT_ONCE) as pool,
        contextlib.closing(Parsers(AT_ONCE)) as parsers,
    ):
        while feeds and not stop.is_set():
            for feed in feeds:
                if not feed.asked and feed.due <= time.monotonic():
                    feed.asked = True
                    pool.apply_async(
                        poll,
                        (feed.url, feed.seen, limits, settings, format_name, wire, parsers.read),
                        callback=lambda polled, feed=feed: answers.put((feed, polled)),
                        error_callback=lambda error, feed=feed: answers.put((feed, error)),
                    )
            show(_status(feeds, result))
            try:
                feed, polled = answers.get(timeout=_pause_s(feeds))
            except queue.Empty:
                continue
            if isinstance(polled, BaseException):
                raise polled
            result.overrun += polled.overran
            _deliver(polled, feed, sending, settings)
            _plan(polled, feed, interval_s, say)
            if polled.gone:
                feeds.remove(feed)
    return result


def _pause_s(feeds: list[Followed]) -> float:
    """Until the next feed is due, with a glance at the wish to stop in between."""
    waiting = [feed.due - time.monotonic() for feed in feeds if not feed.asked]
    return min(GLANCE_S, max(0.0, min(waiting, default=GLANCE_S)))


def _status(feeds: list[Followed], result: FeedResult) -> Status:
    waiting = [feed.due - time.monotonic() for feed in feeds if not feed.asked]
    failing = sum(feed.failures > 0 for feed in feeds)
    return Status(len(feeds), failing, result.sent, max(0.0, min(waiting, default=0.0)))


def poll(
    url: str,
    seen: Seen,
    limits: Limits,
    settings: Settings,
    format_name: str,
    wire: str | None = None,
    read: Reading = read_stream,
) -> Poll:
    """Asks a feed once, and has what it answers read. `seen` stays as it is; what it would become is in the answer."""
    try:
        response = get(url, limits, seen.validators())
    except FeedError as error:
        return Poll(failure=str(error))
    with response.body:
        if response.status == http.client.NOT_MODIFIED:
            return Poll()
        if response.status != http.client.OK:
            failure = f"{url}: the server answers {response.status} {response.reason}".rstrip()
            gone = response.status == http.client.GONE
            return Poll(failure=failure, wait_s=response.retry_after_s or 0.0, gone=gone)
        outcomes: list[Outcome] = []
        failure = None
        overran = False
        try:
            outcomes.extend(
                read(_fetched(response.body), Context(url, settings, wire, response.body.charset), format_name)
            )
        except FeedError as error:
            failure, overran = str(error), isinstance(error, Overrun)
    known = Seen(url, items=dict(seen.items))
    if failure is None:  # else the next request must not be answered with "you have it"
        known.etag, known.modified = response.headers.get("ETag", ""), response.headers.get("Last-Modified", "")
    return Poll(changes(outcomes, known, time.time()), known, failure, overran=overran)


def _fetched(body: io.BufferedReader) -> io.BufferedReader:
    """The body, fetched to its end or to where it breaks off: the server's time limit is not for those who read it."""
    chunks: list[bytes] = []
    broken: FeedError | None = None
    try:
        chunks.extend(iter(lambda: body.read1(CHUNK), b""))
    except FeedError as error:
        broken = error

    def again() -> Iterator[bytes]:
        yield from chunks
        if broken is not None:
            raise broken

    return chunk_stream(again())


def _deliver(polled: Poll, feed: Followed, sending: Sending, settings: Settings) -> None:
    """Sends first and remembers then: a crash between the two sends again, under the same ids and versions.

    A refusal is told once, not at every poll.
    """
    if polled.seen is None:
        return
    for outcome in polled.outcomes:
        if isinstance(outcome, Refusal):
            if outcome.reason in feed.told:
                continue
            feed.told.add(outcome.reason)
        sending.take(outcome)
    sending.finish()
    feed.seen = polled.seen
    save(state_file(settings, feed.url), feed.seen)


def _plan(polled: Poll, feed: Followed, interval_s: float, say: Say) -> None:
    """When to ask again: after an interval, after ever longer ones while it fails, never before the server allows."""
    if polled.failure is None:
        if feed.failures:
            say(f"{feed.url}: is back after {feed.failures} failed requests")
        feed.failures, feed.failure = 0, None
    else:
        feed.failures += 1
    back_off = min(2 ** min(feed.failures, 10), LONGEST_BACK_OFF)
    wait = interval_s * back_off * random.uniform(1 - JITTER, 1 + JITTER)
    wait = max(wait, min(polled.wait_s, LONGEST_WAIT_S))
    feed.asked = False
    feed.due = time.monotonic() + wait
    if polled.failure is not None and polled.failure != feed.failure:
        feed.failure = polled.failure
        say(f"{polled.failure}; {'it is gone for good' if polled.gone else f'next try in {wait:.0f} s'}")
