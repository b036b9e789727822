"""`docs/feeding.md` shows every format, and its samples are what it says they are."""

import re
from pathlib import Path

import pytest

from streams.feeds.registry import FORMATS
from tests.feeds.reading import articles

TEXT = (Path(__file__).parents[2] / "docs" / "feeding.md").read_text(encoding="utf-8")
SAMPLES = dict(re.findall(r"^### `(\w+)`\n\n```(?:text|json|xml)\n(.*?)```", TEXT, re.DOTALL | re.MULTILINE))


def test_every_format_has_a_section():
    assert re.findall(r"^### `(\w+)`$", TEXT, re.MULTILINE) == [*dict.fromkeys([*SAMPLES, "warc"])]
    assert set(FORMATS) == {*SAMPLES, "warc"}


@pytest.mark.parametrize("name", SAMPLES)
def test_every_sample_is_one_article(name):
    for chosen in (name, "auto"):
        (article,) = articles(SAMPLES[name].encode(), chosen)
        assert article.title == "Rom und Wien einig"
        assert article.body.startswith("Italien")
