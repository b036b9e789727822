"""Every kind of fault that was found in files of people who feed wires, three inputs of our own each."""

# ruff: noqa: E501 - samples of feeds are read best on one line

import base64
import json
from datetime import UTC, datetime

import pytest

from streams.decode import decode
from streams.errors import Rejected
from streams.feeds.aside import beside_the_prose
from streams.feeds.items import Item, Refusal, Unreadable
from tests.feeds.reading import articles, outcomes
from tests.feeds.test_protection import LIMITS, gets_out

SENTENCE = "Norwegen hat am Donnerstag zwei Schiffe der Küstenwache nach Spitzbergen geschickt."
HELD = {
    "embargoed": "2098-06-01T06:00:00Z",
    "SPERRFRIST": "Freigabe folgt",
    "pub-status": "stat:canceled",
}
LINES = (
    "SPERRFRIST: Freitag, 1. Juni 2098, 6.00 Uhr",
    "EMBARGOED UNTIL 6 A.M. EDT JUNE 1, 2098",
    "MANDATORY KILL - Oslo",
)


def rss(item: str, head: str = "") -> str:
    return f'<rss version="2.0" xmlns:x="http://x.example/"><channel><title>Dienst</title>{head}<item><guid>urn:9</guid>{item}</item></channel></rss>'


def atom(entry: str) -> str:
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Dienst</title><entry><id>urn:9</id>{entry}</entry></feed>'


def ways_in(text: str) -> dict[str, tuple[bytes, str]]:
    """A text by every way in that a text has: the bytes and a name of the source."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    html = "".join(f"<p>{part}</p>" for part in escaped.split("\n\n"))
    return {
        "text": (text.encode(), "a.txt"),
        "text in UTF-16": (text.encode("utf-16"), "a.txt"),
        "rss": (rss(f"<title>T</title><description><![CDATA[{html}]]></description>").encode(), "a.xml"),
        "atom": (atom(f"<title>T</title><content type='html'><![CDATA[{html}]]></content>").encode(), "a.xml"),
        "atom in Base64": (
            atom(
                f"<title>T</title><content type='text/html' mode='base64'>{base64.b64encode(html.encode()).decode()}</content>"
            ).encode(),
            "a.xml",
        ),
        "jsonfeed": (
            json.dumps(
                {"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "content_html": html}]}
            ).encode(),
            "a.json",
        ),
        "ninjs": (
            json.dumps(
                {"uri": "urn:9", "pubstatus": "usable", "headline": "T", "body_html": html}, ensure_ascii=False
            ).encode(),
            "a.json",
        ),
        "superdesk": (
            json.dumps({"guid": "urn:9", "version": "2", "headline": "T", "body_html": html}, indent=1).encode(),
            "a.json",
        ),
        "dpa": (json.dumps({"urn": "urn:9", "version": 3, "headline": "T", "article_html": html}).encode(), "a.json"),
        "json lines": (json.dumps({"id": "9", "title": "T", "body": text}).encode(), "a.jsonl"),
        "json lines in HTML": (json.dumps({"title": "T", "body": html}).encode(), "a.jsonl"),
    }


WAYS = list(ways_in(""))


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("line", LINES)
def test_a_line_that_holds_the_article_holds_it_by_every_way_in(way, line):
    data, name = ways_in(f"{line}\n\nOslo schickt Schiffe\n\n{SENTENCE}")[way]
    assert not gets_out(data, name=name)
    free, name = ways_in(f"Oslo schickt Schiffe\n\n{SENTENCE}")[way]
    assert gets_out(free, name=name)


@pytest.mark.parametrize("field", HELD)
@pytest.mark.parametrize("way", ["ninjs", "superdesk", "dpa", "json lines", "json lines in HTML"])
def test_a_field_that_holds_the_article_holds_it_wherever_it_lies(way, field):
    data, name = ways_in(SENTENCE)[way]
    record = json.loads(data)
    for held in (
        {**record, field: HELD[field]},
        {field: HELD[field], **record},
        {**record, "rights": {field: HELD[field]}},
    ):
        assert not gets_out(json.dumps(held).encode(), name=name)
        assert not gets_out(json.dumps([held], indent=2).encode(), name=name)
        assert not gets_out(json.dumps(held).encode("utf-8-sig"), name=name)


@pytest.mark.parametrize(
    "encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"]
)
@pytest.mark.parametrize("way", ["jsonfeed", "ninjs", "superdesk", "dpa", "json lines"])
@pytest.mark.parametrize("name", ["a.json", "a.txt", "wire"])
def test_json_in_any_unicode_is_read_and_held(way, encoding, name):
    text = ways_in(SENTENCE)[way][0].decode()
    (article,) = articles(text.encode(encoding), name=name)
    assert article.body == SENTENCE
    if way != "jsonfeed":
        held = json.dumps({**json.loads(text), "embargoed": "2098-06-01T06:00:00Z"}, indent=1)
        assert not gets_out(held.encode(encoding), name=name)


def test_a_bad_place_in_json_of_two_bytes_costs_one_character_and_is_noted():
    text = json.dumps({"uri": "u", "headline": "T", "body_text": f"{SENTENCE} HIER Größe"}, ensure_ascii=False)
    (item,) = outcomes(text.encode("utf-16-le").replace("HIER".encode("utf-16-le"), b"\x00\xdc"))
    assert item.record.body == f"{SENTENCE} \ufffd Größe" and item.record.notes == ["byte-replaced:1"]


@pytest.mark.parametrize(
    "secret",
    [
        "* * *\n\nNotizblock\n\n## Ansprechpartner: Frau Vogel, +49 30 555 0101\n\nDie folgenden Angaben sind nicht zur Veröffentlichung bestimmt",
        "___\n\nPetersen reported from Bergen.",
        "(Reporting by Kari Vogel in Dubai; Editing by Ola Nord)",
    ],
)
@pytest.mark.parametrize("way", ["text", "rss", "atom", "jsonfeed", "ninjs", "superdesk", "dpa", "json lines"])
def test_what_is_not_for_publication_is_cut_off_by_every_way_in(way, secret):
    data, name = ways_in(f"Oslo schickt Schiffe\n\n{SENTENCE}\n\n{secret}")[way]
    texts = [decode(o.value, **LIMITS) for o in outcomes(data, name=name) if isinstance(o, Item)]
    assert len(texts) == 1
    assert SENTENCE in texts[0].body
    assert not [word for word in ("Vogel", "Petersen", "555") if word in texts[0].title + texts[0].body]


@pytest.mark.parametrize(
    ("dateline", "place"),
    [
        ("Oslo, 3. April (NTB) - ", "Oslo"),
        ("KAIRO/TUNIS (dpa/kde) - ", "KAIRO/TUNIS"),
        ("Wien (APA/Reuters) – ", "Wien"),
        ("LIMA, Sept 3 (Reuters) - ", "LIMA"),
        ("TASHKENT, April 3. /TASS/. ", "TASHKENT"),
        ("HAMBURG taz | ", "HAMBURG"),
        ("Köln (KNA) ", "Köln"),
    ],
)
@pytest.mark.parametrize("way", ["text", "rss", "atom", "jsonfeed", "ninjs", "dpa", "json lines"])
def test_a_dateline_is_no_prose_by_any_way_in(way, dateline, place):
    data, name = ways_in(f"Oslo schickt Schiffe\n\n{dateline}{SENTENCE}" if way == "text" else dateline + SENTENCE)[way]
    (item,) = outcomes(data, name=name)
    article = decode(item.value, **LIMITS)
    if article.dateline is None:  # a raw record keeps its text; the dateline is left out of what is read
        aside = beside_the_prose(article.body)
        assert aside.place == place
        assert "".join(article.body[start:end] for start, end in aside.spans) == dateline
    else:
        assert (article.dateline, article.body) == (place, SENTENCE)


ENCODED = rss(f"<title>Ärger in Łódź</title><description>{SENTENCE} Größe</description>")


@pytest.mark.parametrize("declared", [None, "UTF-8", "ISO-8859-1", "UTF-16", "x-none"])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"]
)
@pytest.mark.parametrize("charset", [None, "utf-8", "iso-8859-1"])
def test_unicode_is_read_whatever_is_declared(encoding, declared, charset):
    from streams.feeds.encoding import decode_bytes

    head = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    data = (head + ENCODED).encode(encoding)
    assert decode_bytes(data, charset).text == head + ENCODED
    (article,) = articles(data, name="a.xml")
    assert (article.title, article.body, article.notes) == ("Ärger in Łódź", f"{SENTENCE} Größe", [])


@pytest.mark.parametrize("text", ["Größe", "Łódź 50 €", "Привет мир"])
@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be"])
def test_a_text_file_in_unicode_of_any_width_is_text(text, encoding):
    (article,) = articles(f"{text}\n\n{SENTENCE}".encode(encoding), name="a.txt")
    assert (article.title, article.body) == (text, SENTENCE)


@pytest.mark.parametrize("bad", [b"\xe9", b"\xc3(", b"\xff"])
@pytest.mark.parametrize("form", ["rss", "text", "ninjs"])
def test_one_bad_byte_costs_one_character_and_is_noted(form, bad):
    long = f"{SENTENCE} Größe, Maß, Öl, Übung, Äther, Straße, für, möglich, über, früher. "
    data, name = ways_in(f"Oslo schickt Schiffe\n\n{long}HIER{long}")[form]
    (item,) = outcomes(data.replace(b"HIER", bad), name=name)
    text = item.record.title + item.record.body
    assert text.count("\ufffd") == 1 and "Küstenwache" in text
    assert "byte-replaced:1" in item.record.notes


@pytest.mark.parametrize(
    ("date", "hour", "notes"),
    [
        ("Wed, 05 Nov 2025 12:00:00 MEZ", 11, []),
        ("05 Nov 2025 12:00:00 GMT+3", 9, []),
        ("05 Nov 2025 12:00 PM PST", 20, []),
        ("2025-11-05T12:00:00 JST", 3, []),
        ("Wed, 05 Nov 2025 12:00:00 QQT", 12, ["zone-unknown"]),
        ("05 Nov 2025 12:00:00 Europe/Oslo", 12, ["zone-unknown"]),
        ("05 Nov 2025 12:00 Ortszeit", 12, ["zone-unknown"]),
    ],
)
def test_a_zone_is_known_or_noted(date, hour, notes):
    moment = datetime(2025, 11, 5, hour, tzinfo=UTC)
    feed = json.dumps(
        {"version": "https://jsonfeed.org/version/1.1", "items": [{"title": "T", "date_published": date}]}
    )
    news = json.dumps({"uri": "u", "headline": "T", "body_text": SENTENCE, "versioncreated": date})
    for data in (
        rss(f"<title>T</title><pubDate>{date}</pubDate>"),
        atom(f"<title>T</title><updated>{date}</updated>"),
        feed,
        news,
    ):
        (article,) = articles(data.encode())
        assert (article.published_at, article.notes) == (moment, notes)
    record = decode(json.dumps({"id": "1", "title": "T", "published_at": date}).encode(), **LIMITS)
    assert record.published_at == moment
    assert record.notes == (notes or ["date-mended"])


def test_an_embargo_in_an_unknown_zone_holds_until_it_has_come_everywhere():
    (item,) = outcomes(
        json.dumps(
            {"uri": "u", "headline": "T", "body_text": SENTENCE, "embargoed": "1 Jun 2098 06:00:00 QQT"}
        ).encode()
    )
    assert item.record.embargoed_until == datetime(2098, 6, 1, 18, tzinfo=UTC)


NEWSML = '<{p}newsMessage xmlns{q}="http://iptc.org/std/nar/2006-10-01/"><{p}itemSet><{p}newsItem guid="urn:9"><{p}itemMeta><{p}pubStatus qcode="stat:withheld"/></{p}itemMeta><{p}contentSet><{p}inlineXML>{s}</{p}inlineXML></{p}contentSet></{p}newsItem></{p}itemSet></{p}newsMessage>'


@pytest.mark.parametrize("prefix", ["", "nar:", "g2:", "N-1.x:"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le"])
@pytest.mark.parametrize("name", ["a.xml", "a.txt", "a", "a.json", "https://wire.example/g2"])
def test_newsml_g2_is_refused_by_name_in_every_dress(prefix, encoding, name):
    body = NEWSML.format(p=prefix, q=":" + prefix[:-1] if prefix else "", s=SENTENCE)
    for head in ("", '<?xml version="1.0" encoding="UTF-8"?>\n', "<!-- wire -->"):
        (refusal,) = outcomes((head + body).encode(encoding), name=name)
        assert isinstance(refusal, Unreadable)
        assert "<newsMessage>" in refusal.reason


@pytest.mark.parametrize(
    ("told", "given"),
    [(["no", None, "no"], "no"), (["de", None], "de"), (["de", "en", None], None), ([None, None], None)],
)
def test_an_entry_without_a_language_has_that_of_the_others(told, given):
    items = [{"id": str(n), "title": f"Nr. {n}", **({"language": tag} if tag else {})} for n, tag in enumerate(told)]
    found = articles(json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items}).encode())
    assert next(article.language for article, tag in zip(found, told, strict=True) if tag is None) == given


@pytest.mark.parametrize(
    "record",
    [
        b'\xef\xbb\xbf{"id":"1","body":"Oslo"}',
        b'{"id":"1","body":"Oslo \\udfff"}',
        b'{"id":"1","body":"<div>Oslo</div>","published_at":"Wed, 05 Nov 2025 12:00:00 +0100"}',
        b'{"id":"1","body":"Oslo","published_at":1762340400}',
        b'{"id":"1","body":"Oslo","published_at":"0001-01-01T00:00:00Z"}',
    ],
)
def test_a_raw_record_that_can_be_mended_is_and_says_so(record):
    article = decode(record, **LIMITS)
    assert article.body.startswith("Oslo") and "<" not in article.body
    assert article.notes


@pytest.mark.parametrize(
    "data",
    [
        b"<nitf><body/></nitf>",
        b"\x16\x16\x01a1234\x1fu a\x13\x02Text\x03",
        b'{"data":{"item":{"headline":"T","uri":"u"}}}',
    ],
)
def test_what_is_not_read_is_refused_with_a_reason_or_goes_to_the_worker_as_it_came(data):
    for outcome in outcomes(data, name="a.dat"):
        if isinstance(outcome, Refusal):
            assert outcome.reason
        else:
            assert outcome.value == data
            with pytest.raises(Rejected):
                decode(outcome.value, **LIMITS)
