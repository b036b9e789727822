"""Byte streams: gzip and xz are unpacked as they are read, never beyond a limit."""

import gzip
import io
import lzma
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from streams.errors import FeedError

GZIP_MAGIC, XZ_MAGIC = b"\x1f\x8b", b"\xfd7zXZ\x00"
CHUNK = 65_536
XZ_MEMORY = 128 * 2**20
"""Bytes the xz decoder may use; `xz -9` needs 65 MB."""


class ChunkStream(io.RawIOBase):
    """Chunks of bytes as a stream; an empty chunk ends it."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._pending = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        if not self._pending:
            self._pending = memoryview(next(self._chunks, b""))
        size = min(len(buffer), len(self._pending))
        buffer[:size] = self._pending[:size]
        self._pending = self._pending[size:]
        return size


def chunk_stream(chunks: Iterator[bytes]) -> io.BufferedReader:
    return io.BufferedReader(ChunkStream(chunks), CHUNK)


def unpack(packed: io.BufferedReader, name: str, limit: int) -> io.BufferedReader:
    """The stream itself, or what it holds where it is gzip or xz.

    Reading raises `FeedError` past `limit` unpacked bytes and where the compressed data are damaged or cut short.
    """
    head = packed.peek(len(XZ_MAGIC))
    if head.startswith(GZIP_MAGIC):
        return chunk_stream(_capped(_gzip_chunks(packed), name, limit))
    if head.startswith(XZ_MAGIC):
        return chunk_stream(_capped(_xz_chunks(packed), name, limit))
    return packed


def _capped(chunks: Iterator[bytes], name: str, limit: int) -> Iterator[bytes]:
    unpacked = 0
    try:
        for chunk in chunks:
            unpacked += len(chunk)
            if unpacked > limit:
                raise FeedError(f"{name}: more than {limit} bytes when unpacked (LAGEBILD_FEED_LIMIT_BYTES)")
            yield chunk
    except (EOFError, OSError, zlib.error, lzma.LZMAError) as error:
        raise FeedError(f"{name}: the compressed data are damaged or cut short ({error})") from error


def _gzip_chunks(packed: BinaryIO) -> Iterator[bytes]:
    with gzip.GzipFile(fileobj=packed) as unpacked:
        while chunk := unpacked.read1(CHUNK):
            yield chunk


def _xz_chunks(packed: BinaryIO) -> Iterator[bytes]:
    """All streams of an xz file; zero bytes between them are padding (xz file format 1.1.0, section 2.2)."""
    data = packed.read(CHUNK)
    while data:
        decoder = lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=XZ_MEMORY)
        while not decoder.eof:
            if not data and decoder.needs_input:
                data = packed.read(CHUNK)
                if not data:
                    raise EOFError("it ends in the middle of a stream")
            if chunk := decoder.decompress(data, CHUNK):
                yield chunk
            data = b""
        data = decoder.unused_data.lstrip(b"\0") or packed.read(CHUNK).lstrip(b"\0")
