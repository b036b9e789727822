"""Texts that are analysed side by side: the same results, and no one's failure is another's."""

from collections.abc import Iterator
from datetime import UTC, datetime

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.enrich import Analyst, load_analyst
from streams.language.packs import Pack
from streams.language.together import AskNames, Steps, together
from streams.outcome import Outcome, RawRecord, outcomes_of
from streams.records import Origin
from streams.settings import Settings

SETTINGS = Settings()
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
SENTENCES = [
    "Russland hat am Montag die Ukraine angegriffen.",
    "Der Bundeskanzler traf in Paris den französischen Präsidenten.",
    "The United States imposed sanctions on Iran, the White House said.",
    "Rebels attacked the village of Bor.",
    "Es regnet.",
    "NATO: 3:1 \u2013 \u201eja\u201c",
    "Le président français s'est rendu à Berlin.",
]
TEXTS = st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=6).flatmap(
    lambda chosen: st.sampled_from([" ", "\n", "\n\n"]).map(lambda gap: gap.join(chosen))
)


@pytest.fixture(scope="module")
def analyst() -> Analyst:
    return load_analyst(SETTINGS.with_(sentence_cache=0))


def record(number: int, body: str) -> RawRecord:
    value = orjson.dumps({"id": f"test:{number}", "body": body})
    return RawRecord(Origin("articles.raw", 0, number), b"", value, (), 0)


def outcomes(records: list[RawRecord], analyst: Analyst) -> list[Outcome]:
    return outcomes_of(records, analyst, SETTINGS, lambda: NOW)


@settings(max_examples=25, deadline=None)
@given(st.lists(TEXTS, min_size=2, max_size=8))
def test_an_article_says_the_same_alone_and_among_others(analyst: Analyst, texts: list[str]) -> None:
    records = [record(number, text) for number, text in enumerate(texts)]
    assert outcomes(records, analyst) == [one for each in records for one in outcomes([each], analyst)]


def test_what_is_wrong_with_one_article_is_its_own(analyst: Analyst) -> None:
    records = [record(0, SENTENCES[0]), record(1, ""), record(2, SENTENCES[2])]
    assert [outcome.code is None for outcome in outcomes(records, analyst)] == [True, False, True]


class FailingPack:
    """A pack whose networks fail at a word, as they might at any text."""

    code = "xx"

    def __init__(self) -> None:
        self.asked: list[list[str]] = []

    def entities_of_all(self, texts: list[str]) -> list[str]:
        self.asked.append(list(texts))
        if "bad" in texts:
            raise MemoryError("too large")
        return [text.upper() for text in texts]


def asking(pack: Pack, text: str) -> Steps[str]:
    try:
        return f"found {yield AskNames(pack, text)}"
    except MemoryError as error:
        return f"failed: {error}"


def ending(text: str) -> Iterator[AskNames]:
    yield from ()
    return text


def test_a_network_that_fails_at_one_text_is_asked_for_the_others_again() -> None:
    pack: Pack = FailingPack()  # type: ignore[assignment]
    results = together([asking(pack, text) for text in ("one", "bad", "two")], [])
    assert results == ["found ONE", "failed: too large", "found TWO"]
    assert pack.asked == [["one", "bad", "two"], ["one"], ["bad"], ["two"]]


def test_who_asks_nothing_is_done_at_once() -> None:
    pack: Pack = FailingPack()  # type: ignore[assignment]
    assert together([ending("short"), asking(pack, "one")], []) == ["short", "found ONE"]
    assert together([], []) == []
