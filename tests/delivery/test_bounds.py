"""Lists of an enriched record are bounded, and say what they lack."""

from datetime import UTC, datetime

import msgspec

from streams.delivery.bounds import EVIDENCE_LIMIT, SURFACE_LIMIT, bounded
from streams.records import Actor, EnrichedArticle, Entity, Event, Evidence, Language, Pipeline, Trigger
from streams.settings import Settings

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
SETTINGS = Settings(entities_limit=10, events_limit=4)


def entity(at: int, text: str = "x") -> Entity:
    return Entity(start=at, end=at + 1, text=text, type="LOC", form="name")


def event(number: int, evidence: int = 1, actor: str = "a") -> Event:
    return Event(
        id=str(number), article="a", version=1, category="CONSULT", quad=1, intensity=1, cameo="04", confidence=1,
        modality="asserted", trigger=Trigger(start=0, end=1, text="x", lemma="x"), rule="r",
        evidence=[Evidence(sentence=(0, 1), trigger=(0, 1))] * evidence, actor=Actor(start=0, end=1, text=actor),
    )  # fmt: skip


def article(entities: list[Entity], events: list[Event]) -> EnrichedArticle:
    return EnrichedArticle(
        id="a", text="x", title_end=0, language=Language(code="de", confidence=1), coverage="full", entities=entities,
        countries=[], regions=[], groups=[], events=events, received_at=NOON, enriched_at=NOON,
        pipeline=Pipeline(version="1"), notes=["mended"],
    )  # fmt: skip


def test_what_is_within_the_bounds_stays_as_it_is() -> None:
    whole = article([entity(n) for n in range(10)], [event(n) for n in range(4)])
    assert next(bounded(whole, SETTINGS)) is whole


def test_the_first_of_the_text_are_kept_and_the_rest_is_counted() -> None:
    cut = next(bounded(article([entity(n) for n in range(13)], [event(n) for n in range(9)]), SETTINGS))
    assert [one.start for one in cut.entities] == list(range(10))
    assert [one.id for one in cut.events] == ["0", "1", "2", "3"]
    assert cut.notes == ["mended", "entities-cut:3", "events-cut:5"]


def test_what_is_too_long_for_a_name_is_none() -> None:
    long = "x" * (SURFACE_LIMIT + 1)
    cut = next(bounded(article([entity(0), entity(1, long)], [event(0), event(1, actor=long)]), SETTINGS))
    assert (len(cut.entities), len(cut.events)) == (1, 1)
    assert cut.notes[1:] == ["entities-cut:1", "events-cut:1"]


def test_evidence_is_bounded() -> None:
    whole = article([], [event(0, EVIDENCE_LIMIT + 7)])
    cut = next(bounded(whole, SETTINGS))
    assert len(cut.events[0].evidence) == EVIDENCE_LIMIT
    assert len(whole.events[0].evidence) == EVIDENCE_LIMIT + 7
    assert cut.notes[1:] == ["evidence-cut:7"]


def test_who_asks_again_gets_less_in_the_end_nothing() -> None:
    sizes = [
        (len(cut.entities), len(cut.events))
        for cut in bounded(article([entity(n) for n in range(20)], [event(0)]), SETTINGS)
    ]
    assert sizes == [(10, 1), (2, 1), (0, 0)]
    assert msgspec.json.encode(sizes)
