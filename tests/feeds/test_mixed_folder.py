"""A folder of every format, fed with one command, and every item of it accounted for."""

import gzip
import io
import json
import lzma
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from streams.feeds.registry import FORMATS, choose_format
from streams.feeds.sample import sample_files
from streams.feeds.sources import find_sources
from streams.feeds.unpack import unpack
from streams.settings import to_environment
from tests.feeds import test_atom, test_jsonfeed, test_ninjs, test_rss, test_warc
from tests.wire import Wire


def fill(folder: Path) -> int:
    """Writes a file of every format and returns how many items they hold, refusals included."""
    for path in sample_files():
        shutil.copy(path, folder)
    (folder / "feeds").mkdir()
    (folder / "feeds" / "rss.xml").write_bytes(test_rss.feed(test_rss.ITEM, "<item><guid>http://a/2</guid></item>"))
    (folder / "feeds" / "atom.xml").write_bytes(test_atom.feed(test_atom.entry("<summary>Text</summary>")))
    (folder / "feeds" / "feed.json").write_bytes(test_jsonfeed.feed(test_jsonfeed.ITEM))
    (folder / "news.json").write_text(json.dumps([test_ninjs.NEWS_1, {**test_ninjs.NEWS_3, "uri": "urn:3"}]))
    (folder / "news.jsonl.xz").write_bytes(lzma.compress(json.dumps({**test_ninjs.NEWS_2, "uri": "urn:2"}).encode()))
    (folder / "crawl.warc.gz").write_bytes(gzip.compress(test_warc.record("https://wire.example/p", test_warc.PAGE)))
    (folder / "photo.jpg").write_bytes(b"\xff\xd8\xff\xe0\0")
    return 44 + 2 + 1 + 1 + 2 + 1 + 1


def test_a_mixed_folder_is_fed_with_one_command_and_accounted_for(wire: Wire, tmp_path: Path) -> None:
    pytest.importorskip("trafilatura", reason="needs the extra lagebild[web]")
    folder = tmp_path / "wire"
    folder.mkdir()
    items = fill(folder)
    done = subprocess.run(
        [sys.executable, "-m", "streams.cli", "feed", str(folder), "--json", "--source", "Mixed"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **to_environment(wire.settings)},
        timeout=60,
    )
    counts = json.loads(done.stdout)
    assert (counts["read"], counts["sent"], counts["unreadable"]) == (items, items - 1, 1)
    assert [refusal["reason"] for refusal in counts["refused"] if "rss" in refusal["where"]] == ["it has no text"]
    assert done.returncode == 1  # photo.jpg
    wire.start_worker().wait_ready()
    wire.wait_drained()
    account = wire.audit()
    assert account.clean
    assert (account.raw, account.rejected) == (items - 1, 8)
    assert account.enriched == account.raw - account.rejected


def test_every_format_is_in_the_folder(tmp_path: Path) -> None:
    fill(tmp_path)
    found = set()
    for source in find_sources([str(tmp_path)]):
        with source.open() as raw, io.BufferedReader(raw) as packed:
            if not source.name.endswith(".jpg"):
                found.add(choose_format(source.name, unpack(packed, source.name, 10**9).peek()).name)
    assert found == set(FORMATS)
