"""The order of evidence for an encoding, and what one bad byte costs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.feeds.encoding import decode_bytes
from tests.feeds.reading import articles

GERMAN = "Köln grüßt Düsseldorf: „Schöne Grüße“ – für 5 €"
RUSSIAN = "Москва предупредила Киев о последствиях, сообщили в министерстве иностранных дел России."


@pytest.mark.parametrize(
    ("data", "charset", "text", "encoding"),
    [
        (b"\xef\xbb\xbf" + GERMAN.encode(), "windows-1251", GERMAN, "utf-8"),
        (GERMAN.encode("utf-16"), "utf-8", GERMAN, "utf-16-le"),
        (GERMAN.encode("utf-16-le"), None, GERMAN, "utf-16-le"),
        (GERMAN.encode("utf-16-be"), None, GERMAN, "utf-16-be"),
        (GERMAN.encode("utf-32-le"), None, GERMAN, "utf-32-le"),
        (GERMAN.encode(), "iso-8859-1", GERMAN, "utf-8"),
        (RUSSIAN.encode("cp1251"), "windows-1251", RUSSIAN, "cp1251"),
        (RUSSIAN.encode("koi8-r"), "koi8-r", RUSSIAN, "koi8-r"),
        (b'<?xml version="1.0" encoding="windows-1251"?>' + RUSSIAN.encode("cp1251"), None, RUSSIAN, "cp1251"),
        (b'<?xml version="1.0" encoding="iso-8859-1"?>' + GERMAN.encode("cp1252"), None, GERMAN, "cp1252"),
        (b'<?xml version="1.0" encoding="koi8-r"?>' + RUSSIAN.encode("cp1251"), "cp1251", RUSSIAN, "cp1251"),
        (RUSSIAN.encode("cp1251"), None, RUSSIAN, "cp1251"),
        (RUSSIAN.encode("koi8-r"), None, RUSSIAN, "koi8-r"),
        (GERMAN.encode("cp1252"), None, GERMAN, "cp1252"),
        (GERMAN.encode("cp1252"), "utf-8", GERMAN, "cp1252"),
        (GERMAN.encode(), "no such thing", GERMAN, "utf-8"),
        ("東京は".encode("shift_jis"), "shift_jis", "東京は", "cp932"),
        ("北京市".encode("gbk"), "gb2312", "北京市", "gb18030"),
        (b"plain", "iso-8859-1", "plain", "utf-8"),
    ],
)
def test_the_evidence_is_weighed_in_its_order(data, charset, text, encoding):
    decoded = decode_bytes(data, charset)
    assert decoded.text.endswith(text)
    assert (decoded.encoding, decoded.replaced) == (encoding, 0)


@pytest.mark.parametrize("charset", ["utf-8", None, "iso-8859-1"])
@pytest.mark.parametrize("bad", [b"\xfc", b"\xff", b"\xc3"])
def test_one_bad_byte_costs_one_character_and_is_counted(charset, bad):
    good = GERMAN.encode() * 3
    decoded = decode_bytes(good + b" M" + bad + b"nchen " + good, charset)
    assert decoded.text == f"{GERMAN * 3} M\ufffdnchen {GERMAN * 3}"
    assert decoded.notes == ["byte-replaced:1"]


def rss(body: bytes) -> bytes:
    head = b'<?xml version="1.0" encoding="UTF-8"?><rss><channel>'
    return (
        head + b"".join(b"<item><title>" + part + b"</title></item>" for part in body.split(b"|")) + b"</channel></rss>"
    )


def test_a_bad_byte_in_one_item_leaves_the_others_as_they_are():
    one, two, three = articles(rss(b"|".join([GERMAN.encode(), "Mün".encode() + b"\xfc" + b"chen", RUSSIAN.encode()])))
    assert (one.title, two.title, three.title) == (GERMAN, "Mün\ufffdchen", RUSSIAN)
    assert one.notes == two.notes == ["byte-replaced:1"]


def test_a_bad_byte_in_a_text_and_in_ninjs_is_noted():
    (text,) = articles(f"{GERMAN} ".encode() * 3 + b"\xfc.", name="a.txt")
    assert text.notes == ["byte-replaced:1"]
    news = b'{"uri": "urn:1", "pubstatus": "usable", "headline": "' + GERMAN.encode() * 2 + b'\xfc"}'
    (read,) = articles(news, "ninjs")
    assert read.title.endswith("\ufffd") and read.notes == ["byte-replaced:1"]


@given(
    st.binary(max_size=200),
    st.sampled_from([None, "utf-8", "utf-16", "cp1251", "idna", "rot13", "base64", "utf-7", "\0"]),
)
def test_any_bytes_under_any_name_are_text(data, charset):
    assert isinstance(decode_bytes(data, charset).text, str)
