"""The formats that can be fed, and the choice between them by name and first bytes."""

import contextlib
import io
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import PurePath

from streams.errors import FeedError
from streams.feeds.encoding import decode_text, in_utf8, json_encoding, wide_encoding
from streams.feeds.items import Context, Outcome, Reader, Unreadable
from streams.feeds.prologue import root_name
from streams.feeds.sources import Source
from streams.feeds.unpack import CHUNK, chunk_stream, unpack
from streams.settings import Settings

AUTO = "auto"
HEAD = 16_384
"""Bytes that the choice of a format looks at."""
PACKED_SUFFIXES = (".gz", ".xz")


@dataclass(frozen=True, slots=True)
class Format:
    """A wire format: the file endings it goes by, and whether a source begins like one.

    Its reader is `read_<name>` of the module of its name, imported when it is needed.
    """

    name: str
    suffixes: tuple[str, ...]
    begins: Callable[[bytes], bool]

    @property
    def read(self) -> Reader:
        reader: Reader = getattr(import_module(f"streams.feeds.{self.name}"), f"read_{self.name}")
        return reader


def _begins_as_json(head: bytes) -> bool:
    return re.match(rb'(?:\xef\xbb\xbf)?\s*(?:\{\s*["}]|\[\s*[{\]])', head) is not None


def _begins_as_jsonfeed(head: bytes) -> bool:
    return _begins_as_json(head) and re.search(rb'"https?:\\?/\\?/jsonfeed\.org\\?/version\\?/', head) is not None


def _begins_as_ninjs(head: bytes) -> bool:
    return _begins_as_json(head) and _NINJS_ID.search(head) is not None and _NINJS.search(head) is not None


_NINJS = re.compile(
    rb'"(?:version_?created|pubstatus|representationtype|headlines?|headline_\w+|bodies|body_\w+|article_html|\$?standard)"\s*:',
    re.IGNORECASE,
)
_NINJS_ID = re.compile(rb'"(?:uri|guid|urn)"\s*:')


def _begins_as_xml(*roots: str) -> Callable[[bytes], bool]:
    return lambda head: root_name(decode_text(head)) in roots


def agency_format(head: bytes) -> str | None:
    """The name of an agency's format that is known but not read: told by its control characters.

    ANPA 1312 opens with SYN SYN SOH; IPTC 7901 with SOH, a header line, STX, and ends with ETX and EOT.
    """
    if wide_encoding(head) is not None:
        return None
    if re.match(rb"[\0\s]{0,64}\x16{2}\x01", head):
        return "ANPA 1312"
    if re.match(rb"[\0\s\x16]{0,64}\x01", head) or re.match(rb"\s{0,64}[^\x00-\x1f]{0,200}\s{0,8}\x02", head):
        return "IPTC 7901"
    return None


def _begins_as_text(head: bytes) -> bool:
    return "\0" not in decode_text(head[:-4] if len(head) > 8 else head) and root_name(decode_text(head)) is None


FORMATS: dict[str, Format] = {
    form.name: form
    for form in (
        Format("warc", (".warc",), lambda head: head.startswith(b"WARC/")),
        Format("rss", (".rss",), _begins_as_xml("rss", "RDF")),
        Format("atom", (".atom",), _begins_as_xml("feed")),
        Format("jsonfeed", (), _begins_as_jsonfeed),
        Format("ninjs", (".ninjs",), _begins_as_ninjs),
        Format("jsonl", (".jsonl", ".ndjson", ".jsonlines", ".json"), _begins_as_json),
        Format("text", (".txt", ".text", ""), _begins_as_text),
    )
}
"""By name; the first whose beginning fits is taken, so the particular ones come before the general."""


def choose_format(name: str, head: bytes) -> Format:
    """The format of a source called `name` that begins with `head`. Raises `FeedError` where none fits."""
    if (agency := agency_format(head)) is not None:
        raise FeedError(f"{name}: {agency}, an agency's format that is not read yet")
    suffix = _suffix(name)
    if (encoding := json_encoding(head)) is not None and _begins_as_json(json := b"".join(in_utf8([head], encoding))):
        head = json
    for form in FORMATS.values():
        if form.begins(head) and (form.name != "text" or suffix in form.suffixes):
            return form
    root = root_name(decode_text(head))
    for form in FORMATS.values():
        if (
            suffix
            and suffix in form.suffixes
            and form.name != "text"
            and (root is None or form.name in ("rss", "atom"))
        ):
            return form
    if root is not None:
        kind = "a web page" if root.lower() == "html" else f"an XML document of <{root}>"
        raise FeedError(f"{name}: {kind}, not a feed that is read here")
    raise FeedError(f"{name}: not a format that is read here; say --format {'|'.join(FORMATS)} if it is one")


def _suffix(name: str) -> str:
    path = PurePath(name.lower())
    return PurePath(path.stem).suffix if path.suffix in PACKED_SUFFIXES else path.suffix


def read_source(
    source: Source, settings: Settings, format_name: str = AUTO, wire: str | None = None
) -> Iterator[Outcome]:
    """All items and refusals of one source; `wire` is the source name of records without one.

    Raises `FeedError` where the source cannot be read any further.
    """
    with opened(source, settings, wire) as (packed, context):
        yield from read_stream(packed, context, format_name)


@contextlib.contextmanager
def opened(source: Source, settings: Settings, wire: str | None) -> Iterator[tuple[io.BufferedReader, Context]]:
    """The bytes of a source, and what is known beside them. Raises `FeedError`, for an `OSError` too."""
    try:
        with source.open() as raw, io.BufferedReader(raw, CHUNK) as packed:
            yield packed, Context(source.name, settings, wire, getattr(raw, "charset", None))
    except OSError as error:
        raise FeedError(f"{source.name}: cannot be read ({error.strerror or error})") from error


def read_stream(packed: io.BufferedReader, context: Context, format_name: str = AUTO) -> Iterator[Outcome]:
    """All items and refusals of an open source. Raises `FeedError`."""
    yield from read_unpacked(unpack(packed, context.name, context.settings.feed_limit_bytes), context, format_name)


def read_unpacked(stream: io.BufferedReader, context: Context, format_name: str = AUTO) -> Iterator[Outcome]:
    """As `read_stream`, of what was unpacked. Raises `FeedError`."""
    if format_name != AUTO:
        yield from FORMATS[format_name].read(stream, context)
        return
    head, stream = _with_head(stream)
    if head:
        yield from choose_format(context.name, head).read(stream, context)


def _with_head(stream: io.BufferedReader) -> tuple[bytes, io.BufferedReader]:
    """Enough bytes to tell a format by, and the stream from its beginning.

    A server or a pipe may give a few bytes at first. A whole line of JSON is enough: the next may be long in coming.
    """
    head = b""
    broken = None
    try:
        while len(head) < HEAD and not (_begins_as_json(head) and b"\n" in head):
            piece = stream.read1(HEAD - len(head))
            if not piece:
                break
            head += piece
    except FeedError as error:
        broken = error

    def whole() -> Iterator[bytes]:
        yield head
        if broken is not None:
            raise broken
        while chunk := stream.read1(CHUNK):
            yield chunk

    return head, chunk_stream(whole())


def read_sources(
    sources: Iterable[Source], settings: Settings, format_name: str = AUTO, wire: str | None = None
) -> Iterator[Outcome]:
    """The outcomes of all sources; one that cannot be read further ends in an `Unreadable`, and the next follows."""
    for source in sources:
        try:
            yield from read_source(source, settings, format_name, wire)
        except FeedError as error:
            yield Unreadable(str(error), source.name)
