"""Bytes -> text. The order of evidence is that of `docs/feeding.md`."""

import codecs
import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import NamedTuple

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WIDER = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
}
"""An encoding that is declared -> the wider one that is meant (WHATWG, Encoding Standard, section 4.2)."""
_DECLARED = re.compile(rb"""^\s{0,100}<\?xml[^>]{0,200}?encoding\s*=\s*["\']([A-Za-z][\w.:-]{0,40})["\']""")
_MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_WITH_ESCAPES = ("iso2022", "hz", "utf-7", "utf_7")
_NO_CHARSETS = frozenset(
    {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "unicode-escape", "raw-unicode-escape", "undefined"}
)
_CONTROL = re.compile("[\0-\x08\x0e-\x1f]")
WIDE_SAMPLE = 4_096
"""Bytes in which UTF-16 and UTF-32 without a mark must show themselves."""
SAMPLE = 100_000
"""Bytes that the statistics look at."""
BAD_SHARE = 10
"""UTF-8 with at most one bad place to so many good characters beyond ASCII is UTF-8 that was damaged."""
_LETTERS = {
    "cp1251": "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъіїє",
    "koi8-r": "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъ",
    "cp866": "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъ",
    "iso8859-5": "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъ",
    "cp1253": "αβγδεζηθικλμνξοπρστυφχψωάέήίόύώς",
    "cp1256": "ابتثجحخدذرزسشصضطظعغفقكلمنهويةىأإآء",
}
"""Encodings of scripts that are told by their small letters, which are most of any text in them."""


_JSON = (
    (re.compile(rb"\xff\xfe\0\0|[^\0]\0\0\0"), "utf-32-le"),
    (re.compile(rb"\0\0\xfe\xff|\0\0\0[^\0]"), "utf-32-be"),
    (re.compile(rb"\xff\xfe|[^\0]\0[^\0]\0"), "utf-16-le"),
    (re.compile(rb"\xfe\xff|\0[^\0]\0[^\0]"), "utf-16-be"),
)
"""The first four bytes of JSON, which begins with two signs of ASCII (RFC 4627, section 3), or with a mark."""


class Decoded(NamedTuple):
    """`replaced`: places where bytes that are nothing in the encoding became U+FFFD."""

    text: str
    encoding: str
    replaced: int

    @property
    def notes(self) -> list[str]:
        return [f"byte-replaced:{self.replaced}"] if self.replaced else []


def decode_text(data: bytes, charset: str | None = None) -> str:
    return decode_bytes(data, charset).text


def decode_bytes(data: bytes, charset: str | None = None) -> Decoded:
    """By the byte order mark, else as UTF-8 where it is that, else by `charset` (HTTP), the declaration, statistics."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _replaced(data[len(mark) :], encoding)
    if (wide := wide_encoding(data)) is not None:
        return _replaced(data, wide)
    declaration = _DECLARED.match(data)
    told = [name for name in (_known(charset), _known(declaration[1].decode("ascii")) if declaration else None) if name]
    if not (told and told[0].startswith(_WITH_ESCAPES)):
        try:
            return Decoded(data.decode("utf-8"), "utf-8", 0)
        except UnicodeDecodeError:
            pass
        as_utf8 = _replaced(data, "utf-8")
        good = sum(1 for _ in _MULTIBYTE.finditer(data))
        if good >= BAD_SHARE * as_utf8.replaced or (told and told[0] == "utf-8" and good >= as_utf8.replaced):
            return as_utf8
    for encoding in told:
        if encoding != "utf-8" and not encoding.startswith(("utf-16", "utf-32")):
            return _replaced(data, encoding)
    return _replaced(data, _guessed(data[:SAMPLE]))


def _known(name: str | None) -> str | None:
    """The codec's name, or the wider one that is meant; None of a name that stands for no encoding of text."""
    try:
        codec = codecs.lookup((name or "").strip(" \"'"))
    except (LookupError, ValueError):
        return None
    found = codec.name
    if found in _NO_CHARSETS:
        return None
    return _WIDER.get(found, found) if getattr(codec, "_is_text_encoding", True) else None


def wide_encoding(data: bytes) -> str | None:
    """UTF-16 or UTF-32 without a mark: text of some script in it, with the zero bytes of its spaces and line ends.

    Four bytes at random are hardly ever a character of UTF-32; two bytes mostly are one of UTF-16, so there the zeros
    must lie on one side, and be half of all or stand beside what is no letter of ASCII.
    """
    head = data[: min(len(data), WIDE_SAMPLE) // 4 * 4]
    if b"\0" not in head:
        return None
    if any(_is_text(head, encoding) for encoding in ("utf-32-le", "utf-32-be")):
        return "utf-32-le" if _is_text(head, "utf-32-le") else "utf-32-be"
    high, low = head[1::2].count(0), head[0::2].count(0)
    encoding = "utf-16-le" if high > low else "utf-16-be"
    zeros, others = max(high, low), min(high, low)
    foreign = sum(byte >= 0x80 or 0 < byte < 9 for byte in head)
    plausible = zeros >= 2 and others * 10 <= zeros and (zeros * 5 >= len(head) * 2 or foreign * 20 >= len(head))
    return encoding if plausible and _is_text(head, encoding) else None


def _is_text(data: bytes, encoding: str) -> bool:
    """Whether it is well-formed but for a pair cut at the end, and has no control characters but white space."""
    try:
        text = data.decode(encoding) if len(data) >= 8 else ""
    except UnicodeDecodeError as error:
        text = data[: error.start].decode(encoding) if error.start >= max(8, len(data) - 4) else ""
    return bool(text) and not _CONTROL.search(text)


def _replaced(data: bytes, encoding: str) -> Decoded:
    try:
        return Decoded(data.decode(encoding), encoding, 0)
    except UnicodeDecodeError:
        text = data.decode(encoding, "replace")
        return Decoded(text, encoding, text.count("\ufffd"))


def _guessed(data: bytes) -> str:
    """Windows-1252 unless the bytes beyond ASCII are mostly small letters of another script, as words have them."""
    high = sum(byte > 0x7F for byte in data)
    if high * 3 < sum(chr(byte).isalpha() for byte in data if byte < 0x80):
        return "cp1252"

    def fit(encoding: str) -> float:
        text = data.decode(encoding, "replace")
        common = _LETTERS[encoding]
        return sum((2.0 if c in common[:12] else 1.0) for c in text if c in common) / max(high, 1)

    best = max(_LETTERS, key=fit)
    return best if fit(best) > 0.7 else "cp1252"


def json_encoding(head: bytes) -> str | None:
    """UTF-16 or UTF-32 where JSON that begins with `head` is in it."""
    return next((encoding for pattern, encoding in _JSON if pattern.match(head)), None)


def in_utf8(chunks: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """The chunks in UTF-8, without a mark; what is nothing in their encoding becomes 0xFF, nothing in UTF-8."""
    decoder = codecs.getincrementaldecoder(encoding)("lagebild-bad-byte")
    first = True
    for chunk, last in chain(((chunk, False) for chunk in chunks), [(b"", True)]):
        text = decoder.decode(chunk, last)
        if first and text:
            text, first = text.removeprefix("\ufeff"), False
        if text:
            yield text.encode("utf-8", "surrogateescape")


codecs.register_error("lagebild-bad-byte", lambda error: ("\udcff", error.end))
