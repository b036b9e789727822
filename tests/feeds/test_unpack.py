"""Compressed sources."""

import gzip
import lzma
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.feeds.items import Item, Unreadable
from tests.feeds.reading import items, outcomes

LINES = b"".join(b'{"id": "a:%d", "body": "Text number %d"}\n' % (n, n) for n in range(20_000))
PACKERS = {"gz": gzip.compress, "xz": lzma.compress}


@pytest.mark.parametrize("packed", PACKERS)
def test_packed_lines_are_read_whatever_the_name(packed):
    assert len(items(PACKERS[packed](LINES), name="wire.dat")) == 20_000


@pytest.mark.parametrize("packed", PACKERS)
def test_members_one_after_the_other_are_all_read(packed):
    pack = PACKERS[packed]
    assert [item.key for item in items(pack(b'{"id":"1","body":"x"}\n') + pack(b'{"id":"2","body":"y"}'))] == ["1", "2"]


def test_padding_between_xz_streams_is_skipped():
    data = lzma.compress(b'{"id":"1","body":"x"}\n') + b"\0" * 8 + lzma.compress(b'{"id":"2","body":"y"}')
    assert len(items(data)) == 2


@pytest.mark.parametrize("packed", PACKERS)
def test_what_came_before_a_cut_is_kept(packed):
    data = PACKERS[packed](LINES)
    found = outcomes(data[: len(data) // 2])
    assert isinstance(found[-1], Unreadable)
    assert "cut short" in found[-1].reason
    assert len(found) > 5_000
    assert all(isinstance(outcome, Item) and outcome.record for outcome in found[:-1])


@pytest.mark.parametrize("packed", PACKERS)
def test_a_bomb_is_read_no_further_than_the_limit(packed):
    bomb = PACKERS[packed](b'{"id": "a:1", "body": "Text"}\n' + b" " * 50_000_000)
    found = outcomes(bomb, "jsonl", feed_limit_bytes=1_000_000)
    assert isinstance(found[-1], Unreadable)
    assert "more than 1000000 bytes" in found[-1].reason
    assert "LAGEBILD_FEED_LIMIT_BYTES" in found[-1].reason


def test_an_xz_file_that_wants_too_much_memory_is_refused():
    packed = bytearray(
        lzma.compress(b'{"id": "a:1", "body": "Text"}', filters=[{"id": lzma.FILTER_LZMA2, "dict_size": 4096}])
    )
    # The block header (xz file format 1.1.0, section 3.1): size, flags, filter, length, dictionary, CRC32.
    assert packed[14:16] == b"\x21\x01"
    packed[16] = 39  # a dictionary of 3 GB
    packed[20:24] = zlib.crc32(packed[12:20]).to_bytes(4, "little")
    (refusal,) = outcomes(bytes(packed), "jsonl")
    assert isinstance(refusal, Unreadable)
    assert "Memory usage limit" in refusal.reason


@pytest.mark.parametrize("magic", [b"\x1f\x8b", b"\xfd7zXZ\x00"])
@given(st.binary(max_size=200))
def test_any_bytes_behind_the_magic_are_read_or_refused(magic, data):
    for outcome in outcomes(magic + data, "jsonl"):
        assert outcome
