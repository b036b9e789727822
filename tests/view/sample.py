"""Enriched articles and a flow for the tests of the view."""

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from streams.records import (
    Actor,
    CountryShare,
    EnrichedArticle,
    Entity,
    Event,
    Evidence,
    Group,
    Language,
    Origin,
    Pipeline,
    Trigger,
    encode,
)
from streams.secret import Secret
from streams.view.projection import Projection
from streams.view.routes import add_routes
from streams.view.state import ViewState

NOW = datetime(2026, 3, 14, 15, 9, 26, tzinfo=UTC)
TITLE = "Russia threatens Ukraine"
TEXT = f"{TITLE}\n\nMOSCOW - The Kremlin threatened Ukraine with new strikes on Tuesday.\n\nKyiv rejected the claim."


def entity(text: str, words: str, kind: str = "LOC", form: str = "name", nth: int = 0, **facts: Any) -> Entity:
    start = -1
    for _ in range(nth + 1):
        start = text.index(words, start + 1)
    return Entity(start=start, end=start + len(words), text=words, type=kind, form=form, **facts)


def event(article: str = "a", text: str = TEXT, **changes: Any) -> Event:
    """The Kremlin's threat of `TEXT`."""
    start, end = text.index("MOSCOW"), text.index("\n\nKyiv")
    trigger, actor, recipient = (text.index(word) for word in ("threatened", "Kremlin", "Ukraine with"))
    plain = Event(
        id="e1",
        article=article,
        version=1,
        category="THREATEN",
        quad=3,
        intensity=-3.5,
        cameo="13",
        modality="asserted",
        trigger=Trigger(start=trigger, end=trigger + 10, text="threatened", lemma="threaten"),
        evidence=[
            Evidence(
                sentence=(start, end),
                trigger=(trigger, trigger + 10),
                actor=(actor, actor + 7),
                recipient=(recipient, recipient + 7),
            )
        ],
        confidence=0.9,
        rule="threaten-dobj",
        actor=Actor(start=actor, end=actor + 7, text="Kremlin", id="iso:RU", country="RU", sector="GOV"),
        recipient=Actor(start=recipient, end=recipient + 7, text="Ukraine", id="iso:UA", country="UA"),
    )
    return msgspec.structs.replace(plain, **changes)


def article(id: str = "a", **changes: Any) -> EnrichedArticle:
    """One article of now, about Russia and Ukraine; `seconds_ago` moves its reception."""
    received = NOW - timedelta(seconds=changes.pop("seconds_ago", 5))
    plain = EnrichedArticle(
        id=id,
        text=TEXT,
        title_end=len(TITLE),
        language=Language(code="en", confidence=0.99),
        coverage="full",
        entities=[
            entity(TEXT, "Russia", id="iso:RU", name="Russia", country="RU"),
            entity(TEXT, "Kremlin", kind="ORG", id="wikidata:Q133274", name="Kremlin", country="RU"),
            entity(TEXT, "Kyiv", id="geonames:703448", name="Kyiv", country="UA", lat=50.45, lon=30.52),
        ],
        countries=[
            CountryShare(code="RU", mentions=2, share=0.5),
            CountryShare(code="UA", mentions=2, share=0.5),
        ],
        regions=["151"],
        groups=[Group(code="NATO", how="named")],
        events=[],
        received_at=received,
        enriched_at=received + timedelta(milliseconds=400),
        pipeline=Pipeline(version="0.1.0", models={"en": "1.0"}),
        origin=Origin("articles.raw", 0, 7),
        source="wire",
        url="https://example.org/a",
        published_at=received - timedelta(minutes=3),
    )
    return msgspec.structs.replace(plain, **changes)


def projection_of(*articles: EnrichedArticle, **limits: Any) -> Projection:
    projection = Projection(**{"keep": 100} | limits)
    for offset, one in enumerate(articles):
        projection.enriched(encode(one), 0, offset, NOW)
    return projection


class SteadyFlow:
    """A flow that says what it was told to say."""

    def __init__(self, lag: dict[int, int] | None = None, ready: bool = True) -> None:
        self._lag, self._ready = lag or {0: 0, 1: 3}, ready

    def lag(self) -> dict[int, int]:
        return self._lag

    def committed_at(self) -> datetime | None:
        return NOW

    def live(self) -> tuple[bool, str]:
        return True, "the agent runs"

    def ready(self) -> tuple[bool, str]:
        return self._ready, "caught up" if self._ready else "catching up"


def state_of(projection: Projection, token: str = "", **changes: Any) -> ViewState:
    return ViewState(
        **{
            "projection": projection,
            "flow": SteadyFlow(),
            "version": "0.1.0",
            "token": Secret(token),
            "clock": lambda: NOW,
        }
        | changes
    )


def client_of(view: ViewState) -> TestClient[Any, Any]:
    """A real server on a free port; to be used as `async with`."""
    web_app = web.Application()
    add_routes(web_app, view)
    return TestClient(TestServer(web_app))
