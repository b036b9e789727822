"""The live page's contents: everything its sections show, for one query."""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from streams.view.answers import countries
from streams.view.buckets import Tally
from streams.view.query import Query
from streams.view.rows import EventRow, Row
from streams.view.state import ViewState
from streams.view.wording import Line, lines
from streams.view.world import name_of
from streams.view.worldmap import legend, shades

LINES, ARTICLES, PAIRS, COUNTRIES = 24, 15, 8, 10
"""Entries of each section."""
EVENTS_READ = 400
"""Events that are gathered into lines, at most."""


class Pair(NamedTuple):
    """Events from `a` to `b` in the window, and their number in each of its steps."""

    a: str
    b: str
    a_name: str
    b_name: str
    events: int
    balance: float
    series: list[int]


def live_model(view: ViewState, query: Query) -> dict[str, Any]:
    """The names that the templates of the live page use."""
    now = view.clock()
    view.projection.expire(now)
    tally = view.projection.window(query.span, now)
    answer = countries(query.span, tally, view.projection.window_before(query.span, now))
    articles, found = latest(view, query)
    return {
        "query": query,
        "now": now,
        "status": status(view),
        "countries": answer,
        "top_countries": answer.countries[:COUNTRIES],
        "shades": shades(answer, query.shade),
        "legend": legend(query.shade),
        "lines": found,
        "pairs": pairs(view, query, tally),
        "articles": articles,
        "rejections": view.projection.rejections,
        "languages": sorted(view.projection.total.languages),
    }


def status(view: ViewState) -> dict[str, Any]:
    """The thin line at the top."""
    projection = view.projection
    latency = projection.latency()
    ready, reason = view.flow.ready()
    return {
        "throughput": projection.throughput(view.clock()),
        "lag": sum(view.flow.lag().values()),
        "p95_s": latency.p95 if latency else None,
        "articles": len(projection.rows),
        "rejected": projection.rejections.total,
        "workers": len(view.pipeline().workers),
        "ready": ready,
        "reason": reason,
    }


def told(
    rows: Iterable[Row], accepts: Callable[[Row], bool], accepts_event: Callable[[EventRow], bool], limit: int
) -> list[tuple[Row, EventRow]]:
    """The accepted events of the accepted rows, in their order."""
    found: list[tuple[Row, EventRow]] = []
    for row in rows:
        if len(found) >= limit:
            break
        if accepts(row):
            found.extend((row, event) for event in row.events if accepts_event(event))
    return found[:limit]


def latest(view: ViewState, query: Query) -> tuple[list[Row], list[Line]]:
    """The latest articles and event lines that pass the filter, found in one pass over the rows."""
    rows: list[Row] = []

    def accepts(row: Row) -> bool:
        accepted = query.accepts(row)
        if accepted and len(rows) < ARTICLES:
            rows.append(row)
        return accepted

    newest = view.projection.newest()
    found = lines(told(newest, accepts, query.accepts_event, EVENTS_READ))
    while len(rows) < ARTICLES and (row := next(newest, None)):
        accepts(row)
    return rows, found[:LINES]


def pairs(view: ViewState, query: Query, tally: Tally, limit: int = PAIRS) -> list[Pair]:
    """The pairs with the most events; with a country, those that it is part of; with a category, its events alone."""

    def keys(part: Tally) -> Counter[tuple[str, str]]:
        return part.pairs(query.country, query.category)

    top = sorted(keys(tally).items(), key=lambda item: (-item[1], item[0]))[:limit]
    series = view.projection.series(query.span, view.clock(), keys, [pair for pair, _ in top])
    tenths = dict.fromkeys((pair for pair, _ in top), 0)
    for deed, n in tally.deeds.items():
        if (deed.actor, deed.recipient) in tenths and query.category in ("", deed.category):
            tenths[deed.actor, deed.recipient] += n * deed.tenths
    return [Pair(a, b, name_of(a), name_of(b), n, tenths[a, b] / n / 10, series[a, b]) for (a, b), n in top]
