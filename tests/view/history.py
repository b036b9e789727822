"""Rebuilds the projection from 100,000 articles in a process of its own; prints what it took as JSON."""

import json
import re
import time
from datetime import timedelta
from pathlib import Path

from streams.records import CountryShare, encode
from streams.view.buckets import WINDOWS
from streams.view.projection import Projection
from tests.view.sample import NOW, TEXT, Actor, article, event

ARTICLES = 100_000
BATCH = 1_000
CODES = ("RU", "UA", "US", "CN", "DE", "FR", "GB", "IL", "IR", "KP", "KR", "JP", "TR", "PL", "IN", "SY", "SD")


def record(n: int) -> bytes:
    """A wire article of 4 kB with two countries, two events and twenty entities, like no other."""
    a, b = CODES[n % 17], CODES[n * 7 % 16]
    one = article(f"urn:newsml:wire:{n}", seconds_ago=(ARTICLES - n) * 6)
    one.text = f"{TEXT[:23]} {n}\n\n{TEXT[25:]} {f'Nr. {n}: ' * 150}"
    one.entities = one.entities * 7
    one.countries = [CountryShare(code=a, mentions=2, share=0.7), CountryShare(code=b, mentions=1, share=0.3)]
    one.events = [
        event(f"urn:newsml:wire:{n}", id=f"{n}-{k}", category=category, actor=Actor(start=0, end=3, text=a, country=a))
        for k, category in enumerate(("THREATEN", "AID"))
    ]
    return encode(one)


def main() -> None:
    empty_mb = _peak_mb()
    projection, seconds, size = Projection(keep=2_000), 0.0, 0
    for first in range(0, ARTICLES, BATCH):
        values = [record(n) for n in range(first, first + BATCH)]
        size += sum(map(len, values))
        began = time.perf_counter()
        for n, value in enumerate(values, first):
            projection.enriched(value, n % 4, n, NOW + timedelta(seconds=1))
        seconds += time.perf_counter() - began
    week = projection.window(WINDOWS["7d"], NOW)
    print(
        json.dumps(
            {
                "articles": week.articles,
                "events": week.deeds.total(),
                "bytes_each": size // ARTICLES,
                "seconds": round(seconds, 1),
                "megabytes": round(_peak_mb()),
                "empty_megabytes": round(empty_mb),
            }
        )
    )


def _peak_mb() -> float:
    """Of this process alone: `ru_maxrss` would begin with that of the process it was forked from."""
    status = Path("/proc/self/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) / 1024


if __name__ == "__main__":
    main()
