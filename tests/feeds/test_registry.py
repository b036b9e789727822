"""The choice of a format, and reading several sources."""

import io
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.errors import FeedError
from streams.feeds.items import Item, Refusal, Unreadable
from streams.feeds.registry import FORMATS, choose_format, read_sources
from streams.feeds.sources import Source, file_source
from streams.settings import Settings
from tests.feeds.reading import Trickle, articles


@pytest.mark.parametrize(
    ("name", "head", "expected"),
    [
        ("wire.jsonl", b'{"id": "1"}', "jsonl"),
        ("wire.jsonl", b"broken from the start", "jsonl"),
        ("wire.jsonl.gz", b"", "jsonl"),
        ("wire.NDJSON", b"x", "jsonl"),
        ("standard input", b' \n{"id": "1"}', "jsonl"),
        ("export.json", b'[\n {"id"', "jsonl"),
        ("note.txt", b"[Update] Moskau", "text"),
        ("note.txt", "Ein Minister in Brüssel".encode("cp1252"), "text"),
        ("note.txt", "Ein Minister".encode("utf-16"), "text"),
        ("note.txt.xz", b"Moskau", "text"),
        ("standard input", b"22. Oktober 2024", "text"),
        ("note.txt", b'{"id": "1"}', "jsonl"),
        ("index", b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- x --><rss version='2.0'>", "rss"),
        ("index.xml", b'<!DOCTYPE rss [<!ENTITY a "b">]><rss>', "rss"),
        ("index", b"<rdf:RDF xmlns:rdf='x'>", "rss"),
        ("index", "<?xml version='1.0' encoding='utf-16'?><rss>".encode("utf-16"), "rss"),
        ("index", b" \n<atom:feed xmlns:atom='x'>", "atom"),
        ("index.json", b'{"version": "https://jsonfeed.org/version/1", "items": []}', "jsonfeed"),
        ("index.json", b'{"version": "https:\\/\\/jsonfeed.org\\/version\\/1.1"}', "jsonfeed"),
        ("a.json", b'{"uri": "urn:1", "pubstatus": "usable"}', "ninjs"),
        ("a.json", b'[{"uri": "urn:1", "versionCreated": "2024-10-22T08:30:00Z"}]', "ninjs"),
        ("a.json", b'{"id": "1", "url": "u", "version": 2, "body": "b"}', "jsonl"),
        ("crawl.gz", b"WARC/1.0\r\n", "warc"),
    ],
)
def test_a_format_is_known_by_its_beginning_and_its_name(name, head, expected):
    assert choose_format(name, head).name == expected


@pytest.mark.parametrize(
    ("name", "head"), [("photo.jpg", b"\xff\xd8\xff\xe0\0"), ("README.md", b"# Text"), ("x", b"a\0b\0c")]
)
def test_what_is_not_read_here_is_said_so(name, head):
    with pytest.raises(FeedError, match="--format"):
        choose_format(name, head)


@pytest.mark.parametrize(
    ("head", "kind"), [(b"<!doctype html><html><head>", "a web page"), (b"<?xml version='1.0'?><nitf>", "<nitf>")]
)
def test_markup_that_is_no_feed_is_named(head, kind):
    with pytest.raises(FeedError, match=kind):
        choose_format("index", head)


def test_an_empty_source_has_no_items():
    assert articles(b"", name="empty.txt") == []


def test_a_source_that_breaks_does_not_end_the_others(tmp_path):
    (tmp_path / "good.txt").write_text("Eine Meldung.")
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\0")
    sources = [file_source(tmp_path / name) for name in ("photo.jpg", "gone.txt", "good.txt")]
    first, second, third = read_sources(sources, Settings())
    assert isinstance(first, Unreadable) and "photo.jpg" in first.where
    assert isinstance(second, Unreadable) and "No such file" in second.reason
    assert isinstance(third, Item)


def test_a_source_that_comes_in_small_pieces_is_read_whole():
    data = b'{"id": "1", "body": "Moskau"}\n' * 50
    found = list(read_sources([Source("pipe", lambda: Trickle(data))], Settings()))
    assert len(found) == 50


def test_a_feed_that_comes_in_small_pieces_is_known_all_the_same():
    prologue = b"<?xml version='1.0'?>\n<!-- a remark -->\n"
    data = prologue + b"<rss version='2.0'><channel><item><title>T</title></item></channel></rss>"
    (item,) = read_sources([Source("https://wire.example/feed", lambda: Trickle(data))], Settings())
    assert item.record.title == "T"


def test_a_line_of_json_is_read_before_the_next_has_come():
    reading, writing = os.pipe()
    with io.FileIO(writing, "w") as pipe:
        outcomes = read_sources([Source("standard input", lambda: io.FileIO(reading))], Settings())
        for number in range(3):
            pipe.write(b'{"id": "%d", "body": "Moskau"}\n' % number)
            assert next(outcomes).key == str(number)
    assert list(outcomes) == []


def test_every_format_names_itself_and_its_endings():
    for name, form in FORMATS.items():
        assert form.name == name
        assert all(suffix == "" or suffix.startswith(".") for suffix in form.suffixes)


@given(st.binary(max_size=300), st.sampled_from(["a", "a.txt", "a.jsonl", "a.json", "a.bin", "a.xml"]))
def test_any_bytes_under_any_name_are_read_or_refused(data, name):
    for outcome in read_sources([Source(name, lambda: io.BytesIO(data))], Settings()):
        assert isinstance(outcome, Item | Refusal)


def test_a_folder_cannot_be_read_as_a_file():
    (refusal,) = read_sources([file_source(Path(__file__).parent)], Settings())
    assert isinstance(refusal, Unreadable)
