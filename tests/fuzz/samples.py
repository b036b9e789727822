"""What the fuzzer changes: the project's own samples, and the wire samples beside the checkout where they are."""

# ruff: noqa: E501 - samples are read best on one line

import gzip
import json
import os
import re
from pathlib import Path

from streams.feeds.sample import sample_files

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("LAGEBILD_SHARED", ROOT.parent / "shared"))
LARGEST = 60_000
"""Bytes; a longer sample is cut."""

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE rss [<!ENTITY own "inner">]>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:media="http://search.yahoo.com/mrss/"><channel><title>Dienst &amp; Wire</title><language>de</language>
<link>https://wire.example/</link><item><guid isPermaLink="false">17</guid><title>Rom &lt;b&gt;einig&lt;/b&gt;</title>
<author>a@wire.example (A. Autor)</author><pubDate>Tue, 22 Oct 2024 10:30:00 MESZ</pubDate><category>Politik</category>
<content:encoded><![CDATA[<p>Rom (dpa) - Italien &amp; Österreich <br>haben sich geeinigt.</p>]]></content:encoded></item>
<item><guid>https://wire.example/18</guid><title>Kurz</title><media:content url="x"/><dc:description>&own; &nbsp;Text
</dc:description><dc:date>2024-10-22</dc:date></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de" xml:base="https://wire.example/"><title type="xhtml">
<div xmlns="http://www.w3.org/1999/xhtml">Der <em>Dienst</em></div></title><entry><id>urn:1</id><link href="a/1"/>
<title type="html">Rom &amp;amp; Wien</title><updated>2024-10-22T08:30:00+02:00</updated><author><name>A. Autor</name></author>
<content type="text/plain" mode="base64">R3LDvMOfZSBhdXMgS8O2bG4=</content><summary>Kurz</summary></entry></feed>"""
DISPATCHES = """SPERRFRIST: 15. Dezember 2029, 10.00 Uhr MEZ

22. Oktober 2024
Politik
Rom und Wien einig
Rom und Wien einig

Rom, 22. Oktober (dpa/lni) - Italien und Österreich haben sich geeinigt. (Berichtigung: Das zweite Land ist Österreich.)

* * * *
Notizblock
Redaktionelle Hinweise: nicht zur Veröffentlichung bestimmt, Tel. 030 1234
--------
EMBARGOED UNTIL 0001 GMT DECEMBER 15, 2029

KYIV, Nov 20 (Reuters) - Ukraine said on Monday. (Reporting by A. Author; Editing by B. Editor)
___
Author reported from Berlin.
"""
REQUESTS = [
    "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n",
    "GET /?country=RU&category=THREATEN&language=de&text=Kyiv&window=7d&shade=balance HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "GET /api/articles?limit=20&country=UA&format=csv HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip\r\n\r\n",
    "GET /api/articles/urn%3Anewsml%3Aa?x=%FF HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Basic Ojox\r\n\r\n",
    "GET /articles/a?event=e1 HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer x\r\nRange: bytes=0-1\r\n\r\n",
    "GET /countries/RU?window=24h HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    'GET /pairs/RU/UA?window=30d HTTP/1.1\r\nHost: 127.0.0.1\r\nIf-None-Match: "x"\r\n\r\n',
    "HEAD /pipeline?table=workers HTTP/1.1\r\nHost: [::1]:6066\r\nLast-Event-ID: 3\r\n\r\n",
    "POST /api/events?limit=5 HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 3\r\n\r\na=b",
    "GET /api/pairs?window=7d HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
    "GET /static/view.css?v=1 HTTP/1.1\r\nHost: 127.0.0.1\r\nIf-Modified-Since: Tue, 22 Oct 2024 10:30:00 GMT\r\n\r\n",
    "GET /metrics HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Forwarded-For: ::1\r\n\r\n",
    "GET /stream?country=DE HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n\r\n",
]


def archive() -> bytes:
    page = gzip.compress(b"<html><head><title>T</title></head><body><article><h1>Rom</h1><p>Italien und</p></article>")
    answer = (
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n"
        % len(page)
    )
    head = b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://a.example/\r\nContent-Length: %d\r\n\r\n"
    return (head % len(answer + page) + answer + page + b"\r\n\r\n") * 2


def feed_samples() -> list[bytes]:
    """Documents of every format that is read, and of some that are not."""
    documentation = (ROOT / "docs" / "feeding.md").read_text("utf-8")
    found = [sample.encode() for sample in re.findall(r"```(?:text|json|xml)\n(.*?)```", documentation, re.DOTALL)]
    found += [RSS.encode(), ATOM.encode(), DISPATCHES.encode(), archive(), gzip.compress(RSS.encode())]
    found += [path.read_bytes() for path in sample_files()]
    for path in sorted((SHARED / "data" / "formats").glob("**/*.*")):
        if path.suffix in (".json", ".xml"):
            found.append(path.read_bytes())
    return [sample[:LARGEST] for sample in found]


def record_samples() -> list[bytes]:
    """Values of raw records."""
    schema = json.loads((ROOT / "schemas" / "articles.raw.v1.schema.json").read_text("utf-8"))
    full = {
        "id": "urn:1",
        "title": "Rom und Wien einig",
        "body": "Rom (dpa) - <p>Italien und Österreich haben sich geeinigt.</p> \ud83d\ude00",
        "published_at": "2024-10-22T10:30:00+02:00",
        "embargoed_until": "2029-10-22T10:30:00Z",
        "language": "de",
        "authors": ["A"],
        "version": 2,
        "status": "usable",
        "urgency": 3,
        "subjects": ["medtop:11000000"],
        "notes": [],
        "pubstatus": "stat:usable",
        "meta": {"rights": [{"embargoed": "2029-01-01T10:00:00Z"}]},
    }
    found = [json.dumps(full).encode(), json.dumps(full, ensure_ascii=False).encode("utf-8", "surrogatepass")]
    found += [json.dumps(example).encode() for example in schema.get("examples", [])]
    found += [json.dumps({"id": "1", "body": DISPATCHES, "published_at": 1729585800000}).encode()]
    found += [
        line for path in sample_files() if path.suffix == ".jsonl" for line in path.read_bytes().splitlines()[:20]
    ]
    return found
