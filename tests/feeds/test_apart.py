"""Sources are read in a process apart, which may be ended without harm to the feed."""

import io
import time

import pytest

from streams.errors import FeedError
from streams.feeds.apart import ParserProcess, Parsers, read_apart
from streams.feeds.items import Context, Item, OutOfTime, Unreadable
from streams.feeds.registry import read_sources
from streams.feeds.sample import sample_files
from streams.feeds.sources import Source, file_source
from streams.settings import Settings
from tests.feeds.slow import slow_archive

GOOD = b'{"id":"1","body":"Rom"}\n'


def source(data: bytes, name: str = "wire") -> Source:
    return Source(name, lambda: io.BytesIO(data))


@pytest.fixture
def parser():
    process = ParserProcess()
    yield process
    process.end()


def test_what_is_read_apart_is_what_is_read_here():
    sources = [file_source(path) for path in sample_files()]
    sources += [source(b"<rss><item><title>T</title></item><x", "broken"), source(b"\x01\x02", "no format")]
    apart, here = list(read_apart(sources, Settings())), list(read_sources(sources, Settings()))
    assert apart == here
    assert len(apart) > 40


def test_a_document_that_takes_too_long_ends_alone_and_is_told():
    begin = time.monotonic()
    found = list(read_apart([source(slow_archive(), "a"), source(GOOD, "b")], Settings(feed_cpu_limit_s=1)))
    slow, good = found
    assert isinstance(slow, OutOfTime) and isinstance(good, Item)
    assert slow.reason.startswith("a: reading it takes longer than 1 s (LAGEBILD_FEED_CPU_LIMIT_S)")
    assert time.monotonic() - begin < 60


def test_a_large_source_has_more_time_than_a_small_one():
    data = b"".join(b'{"id":"%d","body":"%s"}\n' % (number, b"Rom " * 250) for number in range(20_000))
    assert len(list(read_apart([source(data)], Settings(feed_cpu_limit_s=1)))) == 20_000


def test_one_process_reads_one_source_after_another(parser):
    context = Context("wire", Settings())
    processes = set()
    for _ in range(3):
        assert len(list(parser.read(io.BufferedReader(io.BytesIO(GOOD)), context))) == 1
        processes.add(parser._process.pid)
    assert len(processes) == 1


def test_a_process_that_dies_is_told_and_replaced(parser):
    class Deadly(io.BytesIO):
        def readinto(self, buffer) -> int:
            if self.tell():
                parser._process.kill()
            return super().readinto(buffer)

    context = Context("wire", Settings())
    with pytest.raises(FeedError, match="wire: the process that read it died of signal 9"):
        list(parser.read(io.BufferedReader(Deadly(GOOD)), context))
    assert len(list(parser.read(io.BufferedReader(io.BytesIO(GOOD)), context))) == 1


@pytest.mark.parametrize("error", [OSError(5, "Input/output error"), FeedError("wire: breaks off")], ids=str)
def test_a_source_that_fails_gives_what_came_before(error):
    class Failing(io.BytesIO):
        def readinto(self, buffer) -> int:
            size = super().readinto(buffer)
            if not size:
                raise error
            return size

    item, failure = read_apart([Source("wire", lambda: Failing(GOOD * 1))], Settings())
    assert isinstance(item, Item) and isinstance(failure, Unreadable)
    assert "Input/output error" in failure.reason or failure.reason == "wire: breaks off"


def test_who_stops_listening_ends_the_process(parser):
    outcomes = parser.read(io.BufferedReader(io.BytesIO(GOOD * 1000)), Context("wire", Settings()))
    next(outcomes)
    process = parser._process
    outcomes.close()
    assert process.poll() is not None


def test_as_many_processes_are_started_as_are_in_use():
    parsers = Parsers(8)
    for _ in range(3):
        list(parsers.read(io.BufferedReader(io.BytesIO(GOOD)), Context("wire", Settings())))
    assert sum(process._process is not None for process in parsers._all) == 1
    parsers.close()
