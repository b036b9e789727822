"""The pages of one country or body, and of two: their share of the coverage, and what they do to whom."""

from collections import Counter
from collections.abc import Mapping
from typing import Any, NamedTuple

from streams.view.answers import Countries, countries
from streams.view.buckets import Tally
from streams.view.charts import Bar, bars
from streams.view.live import told
from streams.view.query import Query
from streams.view.rows import NOBODY, Deed, EventRow, Row
from streams.view.state import ViewState
from streams.view.wording import lines, noun_of
from streams.view.world import name_of, world

LINES, ARTICLES, PARTNERS = 15, 10, 12
EVENTS_READ = 200


class Kind(NamedTuple):
    """Events of one sort: how many, and their mean intensity."""

    key: str
    name: str
    events: int
    balance: float


def known_party(view: ViewState, code: str) -> bool:
    """Whether there can be a page: a country, or a body that some event names."""
    return code in world().names or any(code in (d.actor, d.recipient) for d in view.projection.total.deeds)


def country_answer(view: ViewState, query: Query) -> Countries:
    now = view.clock()
    window = query.span
    return countries(window, view.projection.window(window, now), view.projection.window_before(window, now))


def countries_model(view: ViewState, query: Query) -> dict[str, Any]:
    """The map as a table."""
    return {"query": query, "now": view.clock(), "answer": country_answer(view, query)}


def country_model(view: ViewState, query: Query, code: str) -> dict[str, Any]:
    now, window = view.clock(), query.span
    view.projection.expire(now)
    tally, before = view.projection.window(window, now), view.projection.window_before(window, now)
    deeds = tally.involving(code)
    series = view.projection.series(
        window, now, lambda part: {"": part.articles, code: part.countries[code]}, ["", code]
    )

    def acts(event: EventRow) -> bool:
        return any(party and party.code == code for party in (event.actor, event.recipient))

    def speaks_of(row: Row) -> bool:
        return any(share.code == code for share in row.countries) or any(map(acts, row.events))

    found = told(view.projection.newest(), speaks_of, acts, EVENTS_READ)
    return {
        "query": query,
        "now": now,
        "code": code,
        "name": name_of(code),
        "is_country": code in world().names,
        "articles_n": tally.countries[code],
        "share": _share(tally.countries[code], tally.articles),
        "share_before": _share(before.countries[code], before.articles) if before.articles else None,
        "events_n": sum(deeds.values()),
        "balance": tally.balances().get(code, (0, None))[1],
        "bars": _timeline(series[code], series[""]),
        "peak": max(_share(n, total) for n, total in zip(series[code], series[""], strict=True)),
        "kinds": _kinds(deeds, lambda deed: deed.category, noun_of),
        "partners": [k for k in _kinds(deeds, lambda d: _other(d, code), name_of) if k.key != NOBODY][:PARTNERS],
        "lines": lines(found)[:LINES],
        "articles": view.projection.latest(ARTICLES, speaks_of),
    }


def pair_model(view: ViewState, query: Query, a: str, b: str) -> dict[str, Any]:
    now, window = view.clock(), query.span
    view.projection.expire(now)
    tally = view.projection.window(window, now)

    def keys(part: Tally) -> dict[tuple[str, str], int]:
        result: Counter[tuple[str, str]] = Counter()
        for deed, n in part.deeds.items():
            result[deed.actor, deed.recipient] += n
        return result

    def between(event: EventRow) -> bool:
        actor, recipient = event.actor, event.recipient
        return bool(actor and recipient) and (actor.code, recipient.code) in ((a, b), (b, a))

    series = view.projection.series(window, now, keys, [(a, b), (b, a)])
    ways = []
    for actor, recipient in dict.fromkeys(((a, b), (b, a))):
        deeds = {d: n for d, n in tally.deeds.items() if (d.actor, d.recipient) == (actor, recipient)}
        ways.append(
            {
                "actor": name_of(actor),
                "recipient": name_of(recipient),
                "events": sum(deeds.values()),
                "balance": _mean(deeds),
                "bars": bars(series[actor, recipient]),
                "peak": max(series[actor, recipient]),
                "kinds": _kinds(deeds, lambda deed: deed.category, noun_of),
            }
        )
    found = told(view.projection.newest(), lambda row: True, between, EVENTS_READ)
    names = (name_of(a), name_of(b))
    return {
        "query": query,
        "now": now,
        "a": a,
        "b": b,
        "names": names,
        "ways": ways,
        "lines": lines(found)[: 2 * LINES],
    }


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def _timeline(part: list[int], whole: list[int]) -> list[Bar]:
    """Shares of all coverage, so that a busy hour of the wire does not look like news of the country."""
    shares = [_share(n, total) for n, total in zip(part, whole, strict=True)]
    titles = [f"{s:.1%}: {n} of {total} articles" for s, n, total in zip(shares, part, whole, strict=True)]
    return bars(shares, titles)


def _kinds(deeds: Mapping[Deed, int], key: Any, name: Any) -> list[Kind]:
    groups: dict[str, dict[Deed, int]] = {}
    for deed, n in deeds.items():
        groups.setdefault(key(deed), {})[deed] = n
    found = [Kind(k, name(k), sum(part.values()), _mean(part) or 0.0) for k, part in groups.items()]
    return sorted(found, key=lambda kind: (-kind.events, kind.key))


def _mean(deeds: Mapping[Deed, int]) -> float | None:
    """Mean intensity, -10 to +10."""
    n = sum(deeds.values())
    return sum(deed.tenths * count for deed, count in deeds.items()) / n / 10 if n else None


def _other(deed: Deed, code: str) -> str:
    return deed.recipient if deed.actor == code else deed.actor
