"""Inputs from public bug reports, where the shared cases lie beside this checkout: all of them through the real feed.

A case is a sentence about an input; what it describes is made here, by its number. Those about events are not judged here:
their texts must come through unharmed.
"""

# ruff: noqa: E501 - samples of feeds are read best on one line

import base64
import io
import json
import os
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from streams.decode import decode, require_publishable
from streams.feeds.aside import beside_the_prose
from streams.feeds.items import Context, Item, Refusal, Unreadable
from streams.feeds.registry import read_stream
from streams.settings import Settings
from tests.feeds.reading import articles, outcomes
from tests.feeds.test_protection import LIMITS, gets_out

SHARED = Path(os.environ.get("LAGEBILD_SHARED", Path(__file__).parents[2].parent / "shared"))
WILD = SHARED / "cases" / "wild.jsonl"
CASES = {case["n"]: case for case in map(json.loads, WILD.read_text("utf-8").splitlines())} if WILD.exists() else {}
pytestmark = pytest.mark.skipif(not CASES, reason="the shared cases are not beside this checkout")
GERMAN = "Polen hat Russland gewarnt. Tschechien und Rumänien haben am Freitag in Köln Botschafter einbestellt und über die Lage beraten. "


def rss(item: str, *more: str, head: str = "") -> str:
    items = "".join(f"<item>{one}</item>" for one in (item, *more))
    return f'<rss version="2.0"><channel><title>D</title>{head}{items}</channel></rss>'


def quoted(n: int) -> str:
    return re.search(r'"(.+?)"', CASES[n]["input"])[1]


def line_keeps_its_dateline_out(n: int) -> None:
    (item,) = outcomes(json.dumps({"id": "1", "body": quoted(n), "language": "de"}).encode())
    body = decode(item.value, **LIMITS).body
    aside = beside_the_prose(body)
    assert body == quoted(n) and aside.place and body[aside.spans[0][1] :].startswith(("Israel", "Polen"))


def feed_splits_the_dateline(n: int) -> None:
    (article,) = articles(rss(f"<title>T</title><description>{quoted(n)}</description>").encode())
    assert article.dateline == "Frankfurt" and article.body.startswith("Russland")


def dispatch_splits_the_dateline(n: int) -> None:
    text = f"Von Paula Petersen\n\n{quoted(n)}\n\nWeiteres folgt."
    (article,) = articles(text.encode(), name="a.txt")
    joined = f"{article.title}\n\n{article.body}"
    aside = beside_the_prose(joined, len(article.title))
    assert article.dateline or aside.place == "Moskau"


def notice_asserts_nothing(n: int) -> None:
    text = f"Titel hier\n\n{CASES[n]['input']}\n\nDer Rest des Textes."
    spans = beside_the_prose(text, 10).spans
    assert any(text[start:end].lstrip("( ").startswith(("CORRECTION", "Berichtigung")) for start, end in spans)


def titles_have_a_language(n: int) -> None:
    from streams.reading.detect import LanguageDetector

    detector = LanguageDetector()
    assert [detector.detect(title, None).code for title in re.findall(r'"(.+?)"', CASES[n]["input"])] == [
        "de",
        "de",
        "en",
    ]


def text_overrules_the_tag(n: int) -> None:
    from streams.reading.detect import LanguageDetector

    (article,) = articles(
        rss(f"<title>T</title><description>{GERMAN}</description>", head="<language>en-US</language>").encode()
    )
    assert LanguageDetector().detect(article.body, article.language).code == "de"


def codes_of_three_letters(n: int) -> None:
    from streams.reading.detect import LanguageDetector

    detector = LanguageDetector()
    assert {detector.detect(GERMAN, tag).code for tag in ("deu", "ger")} == {"de"}


def xhtml_title(n: int) -> None:
    title = re.search(r"<title.*</title>", CASES[n]["input"])[0].replace(
        "<div>", '<div xmlns="http://www.w3.org/1999/xhtml">'
    )
    (article,) = articles(
        f'<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>urn:1</id>{title}</entry></feed>'.encode()
    )
    assert article.title == "Polen warnt Russland"


def one_bad_byte(n: int) -> None:
    data = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        + rss(f"<title>{GERMAN}</title>", "<title>HIER Küste</title>", f"<title>{GERMAN}Ü</title>")
    ).encode()
    found = articles(data.replace(b"HIER", b"\xfc"))
    assert [article.title for article in found] == [GERMAN.strip(), "\ufffd Küste", GERMAN + "Ü"]
    assert found[0].notes


def wrong_declaration(n: int) -> None:
    assert (
        articles(('<?xml version="1.0" encoding="ISO-8859-1"?>' + rss("<title>Köln</title>")).encode())[0].title
        == "Köln"
    )


def charset_of_http(n: int) -> None:
    data = io.BufferedReader(io.BytesIO(rss("<title>Москва</title>").encode("cp1251")))
    (item,) = read_stream(data, Context("https://wire.example/", Settings(), charset="windows-1251"))
    assert item.record.title == "Москва"


def undeclared_prefix(n: int) -> None:
    assert [a.title for a in articles(rss("<title>A</title><foo:bar>x</foo:bar>", "<title>B</title>").encode())] == [
        "A",
        "B",
    ]


def junk_before(n: int) -> None:
    junk = "<br />\n<b>Warning</b>: include(): failed in <b>/srv/x.php</b> on line 3<br />\n"
    assert len(articles((junk + '<?xml version="1.0"?>' + rss("<title>A</title>")).encode())) == 1


def escaped_twice(n: int) -> None:
    (article,) = articles(
        rss(
            "<title>T</title><description>&amp;lt;p&amp;gt;Eins &amp;amp;amp; Zwei&amp;lt;/p&amp;gt;</description>"
        ).encode()
    )
    assert article.body == "Eins & Zwei"


def modules(n: int) -> None:
    spaces = {
        "dc:description": "http://purl.org/dc/elements/1.1/",
        "itunes:summary": "http://www.itunes.com/dtds/podcast-1.0.dtd",
        "xhtml:body": "http://www.w3.org/1999/xhtml",
    }
    for tag, space in spaces.items():
        item = f'<title>T</title><{tag} xmlns:{tag.partition(":")[0]}="{space}">Text</{tag}>'
        item += '<dcterms:modified xmlns:dcterms="http://purl.org/dc/terms/">2025-11-20T10:00:00Z</dcterms:modified>'
        (article,) = articles(rss(item).encode())
        assert (article.body, article.published_at) == ("Text", datetime(2025, 11, 20, 10, tzinfo=UTC))


def base64_content(n: int) -> None:
    letters = base64.b64encode(GERMAN.encode()).decode()
    for attributes in ("mode='base64'", "type='text/plain'"):
        entry = f"<entry><id>urn:1</id><title>T</title><content {attributes}>{letters}</content></entry>"
        assert (
            articles(f'<feed xmlns="http://www.w3.org/2005/Atom">{entry}</feed>'.encode())[0].body.strip()
            == GERMAN.strip()
        )


def zones(n: int) -> None:
    written = re.findall(r'"?([A-Z]{3,4}[+:\d]*|\+01:00)"?', CASES[n]["input"].partition("10:00:00 ")[2])
    hours = {"CET": 9, "CEST": 8, "MEZ": 9, "MESZ": 8, "+01:00": 9, "GMT+1": 9, "UTC+02:00": 8, "BST": 9, "JST": 1}
    assert set(hours) <= set(written)
    for zone, hour in {**hours, "AM EST": 15}.items():
        (article,) = articles(rss(f"<title>T</title><pubDate>Thu, 20 Nov 2025 10:00:00 {zone}</pubDate>").encode())
        assert article.published_at == datetime(2025, 11, 20, hour, tzinfo=UTC), zone


def empty_encoded(n: int) -> None:
    space = 'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    item = f"<title>T</title><content:encoded {space}></content:encoded><description>Text</description>"
    assert articles(rss(item).encode())[0].body == "Text"


def apostrophe(n: int) -> None:
    assert articles(rss("<title>Rom&amp;apos;s</title>").encode())[0].title == "Rom's"


def control_character(n: int) -> None:
    assert len(articles(rss("<title>R\x07om</title>", "<title>B</title>").encode())) == 2


def declared_1251(n: int) -> None:
    data = ('<?xml version="1.0" encoding="windows-1251"?>' + rss("<title>Москва и Киев</title>")).encode("cp1251")
    assert articles(data)[0].title == "Москва и Киев"


def summary_inside(n: int) -> None:
    content = '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><details><summary/>Text</details></div></content>'
    assert (
        articles(
            f'<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>urn:1</id><title>T</title>{content}</entry></feed>'.encode()
        )[0].body
        == "Text"
    )


def superdesk(n: int) -> None:
    news = {
        "guid": "urn:1",
        "version": "2",
        "type": "text",
        "headline": "T",
        "body_html": "<p>Text</p>",
        "authors": [{"code": "x", "name": "A"}],
        "versioncreated": "2025-11-20T10:00:00Z",
    }
    (article,) = articles(json.dumps(news, indent=4).encode())
    assert (article.id, article.body, article.version, article.authors) == ("urn:1", "Text", 2, ["A"])


def ninjs_embargo(n: int) -> None:
    news = {"uri": "urn:1", "title": "T", "description_text": GERMAN, "embargoed": "2099-01-01T10:00:00Z"}
    assert not gets_out(json.dumps(news).encode())


def text_embargo(n: int) -> None:
    for line in re.findall(r'"(.+?)"', CASES[n]["input"]):
        assert not gets_out(f"{line.replace('...', ', 10 Uhr')}\n\nTitel\n\n{GERMAN}".encode(), name="a.txt")


def headline_main(n: int) -> None:
    assert (
        articles(json.dumps({"uri": "u", "headline_main": "Titel", "body_text": GERMAN}).encode())[0].title == "Titel"
    )


def notepad(n: int) -> None:
    text = f"Titel\n\n{GERMAN}\n\n* * * *\n\nNotizblock\n\nDie folgenden Informationen sind nicht zur Veröffentlichung bestimmt\n\nPaula Petersen, Berlin"
    (article,) = articles(text.encode(), name="a.txt")
    assert "Petersen" not in article.body


def ap_credits(n: int) -> None:
    text = f"Title here\n\n{GERMAN}\n\n___\n\nAssociated Press writers Jan Kowalski in Warsaw and Ivan Petrov in Moscow contributed to this report."
    (article,) = articles(text.encode(), name="a.txt")
    assert "Warsaw" not in article.body


def refused(data: bytes, name: str) -> None:
    assert any(isinstance(outcome, Unreadable) and outcome.reason for outcome in outcomes(data, name=name))


def nitf(n: int) -> None:
    refused(b"<?xml version='1.0'?><nitf><head/><body/></nitf>", "a.xml")


def anpa(n: int) -> None:
    refused(b"\x16\x16\x01a1234\x1fu a\x13\x02Text\x03", "a.tst")


def agency_api(n: int) -> None:
    for news in (
        {"data": {"item": {"uri": "u", "headline": "T"}}},
        {"item": [{"uri": "u", "headline": "T", "body_text": "x"}]},
    ):
        for outcome in outcomes(json.dumps(news).encode(), "ninjs"):
            assert isinstance(outcome, Refusal) and outcome.reason


def archives(n: int) -> None:
    from tests.fuzz.samples import archive

    whole = outcomes(archive())
    assert whole
    assert isinstance(outcomes(archive()[:-40])[-1], Unreadable)


def as_a_record(n: int) -> None:
    """What lies beside the value on Kafka is the delivery's; the value is what the decoder takes."""
    require_publishable(decode(b'{"id":"1","body":"Text"}', **LIMITS), datetime.now(UTC))


def half_a_pair(n: int) -> None:
    assert decode(b'{"id":"1","body":"Text \\ud83d"}', **LIMITS).notes == ["surrogate-replaced:1"]


def dates_of_records(n: int) -> None:
    for date in (1763632800000, "Thu, 20 Nov 2025 10:00:00 GMT"):
        assert decode(
            json.dumps({"id": "1", "body": "T", "published_at": date}).encode(), **LIMITS
        ).published_at == datetime(2025, 11, 20, 10, tzinfo=UTC)


CHECKS = {
    **dict.fromkeys((1, 2), line_keeps_its_dateline_out),
    4: feed_splits_the_dateline,
    5: dispatch_splits_the_dateline,
    **dict.fromkeys((16, 17), notice_asserts_nothing),
    53: titles_have_a_language,
    55: text_overrules_the_tag,
    56: codes_of_three_letters,
    **{
        89: xhtml_title,
        91: one_bad_byte,
        92: wrong_declaration,
        94: charset_of_http,
        95: undeclared_prefix,
        97: junk_before,
    },
    **{98: escaped_twice, 100: modules, 101: base64_content, 103: zones, 104: empty_encoded, 106: apostrophe},
    **{
        107: control_character,
        109: declared_1251,
        110: summary_inside,
        112: superdesk,
        113: ninjs_embargo,
        115: text_embargo,
    },
    **{116: headline_main, 118: notepad, 119: ap_credits, 121: nitf, 122: anpa, 124: agency_api, 125: archives},
    **{127: as_a_record, 128: as_a_record, 130: half_a_pair, 131: dates_of_records},
}


def text_comes_through(n: int) -> None:
    text = CASES[n]["input"]
    (item,) = outcomes(json.dumps({"id": str(n), "body": text}).encode())
    assert isinstance(item, Item)
    assert decode(item.value, **LIMITS).body == text


@pytest.mark.parametrize("n", sorted(CASES), ids=lambda n: f"{n} {CASES[n]['kind']}")
def test_a_case_found_in_the_wild_holds(n):
    CHECKS.get(n, text_comes_through)(n)
