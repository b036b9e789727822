"""Real samples, changed at random: what the sample forbids stays forbidden, and nothing goes without a reason."""

import json
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.decode import decode
from streams.feeds.items import Item, Refusal
from tests.feeds.reading import outcomes
from tests.feeds.test_protection import gets_out

SHARED = Path(os.environ.get("LAGEBILD_SHARED", Path(__file__).parents[2].parent / "shared"))
SAMPLES = sorted((SHARED / "data" / "formats").glob("*/**/*.json"))
pytestmark = pytest.mark.skipif(not SAMPLES, reason="the shared samples are not beside this checkout")
LIMITS = {"text_limit_bytes": 10**6, "raw_limit_bytes": 10**7}
FORBIDDING = [
    {"embargoed": "2099-01-01T10:00:00Z"},
    {"embargoedUntil": "soon"},
    {"pubstatus": "canceled"},
    {"pubStatus": "withheld"},
]


def objects(path: Path) -> list[dict]:
    loaded = json.loads(path.read_text("utf-8-sig"))
    return [found for found in (loaded if isinstance(loaded, list) else [loaded]) if isinstance(found, dict)]


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: "/".join(path.parts[-3:]))
def test_every_sample_is_read_or_refused_with_a_reason(path):
    found = outcomes(path.read_bytes(), name=path.name)
    assert found
    assert all(o.reason if isinstance(o, Refusal) else decode(o.value, **LIMITS) for o in found)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_sample_that_is_forbidden_stays_so_whatever_happens_to_the_rest(data):
    path = data.draw(st.sampled_from(SAMPLES))
    news = data.draw(st.sampled_from(objects(path)))
    protection = data.draw(st.sampled_from(FORBIDDING))
    (name,) = protection
    own = {key: value for key, value in news.items() if key.lower() not in ("pubstatus", "embargoed", "embargoeduntil")}
    items = data.draw(st.permutations(list({**own, **protection}.items())))
    text = json.dumps(dict(items), ensure_ascii=data.draw(st.booleans()), indent=data.draw(st.sampled_from([None, 2])))
    raw = bytearray(data.draw(st.sampled_from([b"", b"\xef\xbb\xbf"])) + text.encode("utf-8", "replace"))
    kept = raw.find(f'"{name}"'.encode())
    for _ in range(data.draw(st.integers(0, 3))):
        at = data.draw(st.integers(0, len(raw) - 1))
        if not kept - 1 <= at <= kept + 60:
            raw[at] = data.draw(st.integers(0, 255))
    assert not gets_out(bytes(raw), name="wire.json")
    for outcome in outcomes(bytes(raw), name="wire.json"):
        assert isinstance(outcome, Item) or outcome.reason
