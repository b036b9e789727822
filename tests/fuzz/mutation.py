"""Changes of bytes, as damage, wrong software and attackers make them; seeded, so that each can be made again."""

import json
import random
import re
from typing import Any

LARGEST = 200_000
"""Bytes that repetition makes at most."""
TOKENS = [
    *(
        b"<",
        b">",
        b"</",
        b"<![CDATA[",
        b"]]>",
        b"<!--",
        b"-->",
        b"<!DOCTYPE x [",
        b"]>",
        b'<!ENTITY a "b">',
        b"&a;",
        b"&#0;",
    ),
    *(
        b"&#x110000;",
        b"&amp;amp;",
        b"<?xml version='1.0' encoding='UTF-16'?>",
        b"<p>",
        b"<br ",
        b'xmlns:a="',
        b"a:",
        b"=",
        b'"',
    ),
    *(
        b"{",
        b"}",
        b"[",
        b"]",
        b",",
        b":",
        b"null",
        b"1e999",
        b"-0",
        b"\\ud83d",
        b"\\u0000",
        b'"embargoed":',
        b'"status":',
    ),
    *(
        b"\0",
        b"\xff\xfe",
        b"\xfe\xff",
        b"\xef\xbb\xbf",
        b"\xff",
        b"\xc3",
        b"\xed\xa0\x80",
        b"\n\n",
        b"\r\n",
        b" ",
        b"\t",
        b"\x02",
    ),
    *(
        b"Berlin (dpa) - ",
        b"SPERRFRIST: ",
        b"EMBARGOED UNTIL ",
        b"KILL",
        b"* * *",
        b"---\n",
        b"(",
        b"9" * 30,
        b"%",
        b"%00",
        b"..",
        b"/",
    ),
    *(
        "\u202e\ufeff\u2028".encode(),
        "é".encode(),
        "Ж".encode(),
        "中".encode(),
        "😀".encode(),
        b"\x1f\x8b\x08",
        b"\xfd7zXZ\0",
    ),
]
VALUES: list[Any] = [
    *(
        None,
        True,
        False,
        0,
        -1,
        2**63,
        2**64,
        1e308,
        "",
        " ",
        "\0",
        "x" * 3000,
        [],
        {},
        [[]],
        {"": {}},
        [None],
        "2024-13-40",
    ),
    *(
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59-14:00",
        1729585800,
        1e18,
        "killed",
        "stat:",
        "http://[::1",
        {"name": 1},
    ),
]
ENCODINGS = [
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "utf-32",
    "utf-32-le",
    "latin-1",
    "cp1252",
    "cp1251",
    "utf-7",
    "cp037",
    "utf-8-sig",
]


def mutated(samples: list[bytes], chance: random.Random) -> bytes:
    """One of the samples after one to four changes."""
    data = chance.choice(samples)
    for _ in range(chance.choice((1, 1, 1, 2, 2, 3, 4))):
        data = chance.choice(CHANGES)(data, samples, chance)
    return data


def _span(data: bytes, chance: random.Random) -> tuple[int, int]:
    start = chance.randrange(len(data) + 1)
    return start, min(len(data), start + int(chance.expovariate(1 / 40)))


def _bytes_changed(data: bytes, samples: list[bytes], chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 8, 64))):
        if changed:
            changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def _cut_out(data: bytes, samples: list[bytes], chance: random.Random) -> bytes:
    start, end = _span(data, chance)
    return data[:start] + data[end:]


def _broken_off(data: bytes, samples: list[bytes], chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


def _token_put_in(data: bytes, samples: list[bytes], chance: random.Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + chance.choice(TOKENS) + data[at:]


def _repeated(data: bytes, samples: list[bytes], chance: random.Random) -> bytes:
    """A piece of the sample, or one or two tokens, very often: what makes an algorithm slow."""
    start, end = _span(data, chance)
    pieces = (data[start:end], chance.choice(TOKENS), chance.choice(TOKENS) + chance.choice(TOKENS))
    piece = chance.choice(pieces) or b" "
    times = int(min(LARGEST, 10 ** chance.uniform(1, 5.3)) // len(piece)) + 1
    return data[:start] + piece * times + data[end:]


def _spliced(data: bytes, samples: list[bytes], chance: random.Random) -> bytes:
    other = chance.choice(samples)
    return data[: chance.randrange(len(data) + 1)] + other[chance.randrange(len(other) + 1) :]


def _encoded_anew(data: bytes, samples: list[bytes], chance: random.Random) -> bytes:
    return data.decode("utf-8", "replace").encode(chance.choice(ENCODINGS), "replace")


def _declared_otherwise(data: bytes, samples: list[bytes], chance: random.Random) -> bytes:
    name = chance.choice(
        [*ENCODINGS, "ascii", "iso2022_jp", "hz", "rot13", "base64", "idna", "x" * 50, "undefined"]
    ).encode()
    rest = re.sub(rb"^\s*<\?xml.{0,200}?\?>", b"", data, count=1, flags=re.DOTALL)
    return b'<?xml version="1.0" encoding="' + name + b'"?>' + rest


def _prefixed_otherwise(data: bytes, samples: list[bytes], chance: random.Random) -> bytes:
    names = re.findall(rb"</?([A-Za-z][\w.:-]{0,40})", data[:20_000])
    if not names:
        return data
    name, other = chance.choice(names), chance.choice([b"x:", b"atom:", b"", b"rss:", b"dc:"]) + chance.choice(names)
    return data.replace(b"<" + name, b"<" + other).replace(b"</" + name, b"</" + other)


def _value_changed(data: bytes, samples: list[bytes], chance: random.Random) -> bytes:
    """In JSON, a value or the name of a field."""
    try:
        whole = json.loads(data)
    except ValueError:
        return _token_put_in(data, samples, chance)
    places: list[tuple[Any, Any]] = []
    _places(whole, places)
    if not places:
        return json.dumps(chance.choice(VALUES)).encode()
    holder, key = chance.choice(places)
    if isinstance(holder, dict) and chance.random() < 0.3:
        others = [str(other) for _, other in places]
        holder[chance.choice([*others, "embargoed", "status", "uri", "body"])] = holder.pop(key)
    else:
        holder[key] = chance.choice(VALUES)
    return json.dumps(whole, ensure_ascii=chance.random() < 0.5).encode("utf-8", "surrogatepass")


def _places(value: Any, places: list[tuple[Any, Any]]) -> None:
    for key in value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        places.append((value, key))
        _places(value[key], places)


CHANGES = [
    _bytes_changed,
    _cut_out,
    _broken_off,
    _token_put_in,
    _repeated,
    _repeated,
    _spliced,
    _encoded_anew,
    _declared_otherwise,
    _prefixed_otherwise,
    _value_changed,
    _value_changed,
]
