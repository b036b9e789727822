"""The sentence cache: results are the same with it and without it, and it stays within its bounds."""

from array import array
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from streams.enrich import Analyst, Found, load_analyst, read
from streams.language.cache import LONGEST_KEPT, Segment, SentenceCache
from streams.language.packs import Pack
from streams.language.usage import CacheUse
from streams.settings import Settings
from tests.language.sample import sample_sentences

SEGMENT = Segment(array("I", [0]), array("I", [1]), ((0, 1),), ())


@cache
def plain_analyst() -> Analyst:
    """Not a fixture: hypothesis would print all of it with a counter-example."""
    return load_analyst(Settings(sentence_cache=0))


def analyst_with(entries: int) -> Analyst:
    """The same analyst with an empty cache of its own."""
    plain, kept = plain_analyst(), SentenceCache(entries)
    packs = {code: replace(pack, cache=kept) for code, pack in plain.packs.items()}
    return replace(plain, packs=packs, cache=kept)


def results(analyst: Analyst, texts: Sequence[tuple[str, str]]) -> list[Found]:
    return [read(text, language, analyst) for language, text in texts]


def text_of(language: str) -> st.SearchStrategy[tuple[str, str]]:
    """Recombined sentences: some to a paragraph, some paragraphs to a text, some of them more than once."""
    paragraph = st.lists(st.sampled_from(sample_sentences(language)), min_size=1, max_size=3).map(" ".join)
    text = st.lists(paragraph, min_size=1, max_size=3).map("\n\n".join)
    return st.tuples(st.just(language), text)


@settings(max_examples=15, deadline=None)
@given(texts=st.lists(text_of("de") | text_of("en"), min_size=1, max_size=4), entries=st.integers(1, 6))
def test_recombined_texts_give_the_same_with_the_cache_and_without(texts: list[tuple[str, str]], entries: int) -> None:
    plain = results(plain_analyst(), texts)
    for size in (entries, 10_000):
        cached = analyst_with(size)
        assert results(cached, texts) == plain
        assert results(cached, texts[::-1]) == plain[::-1]
        assert len(cached.cache) <= size


@pytest.mark.parametrize("language", ["de", "en"])
def test_all_of_the_sample_wire_gives_the_same_from_a_warm_cache(language: str) -> None:
    text = "\n\n".join(sample_sentences(language))
    cached = analyst_with(10_000)
    cold, warm = results(cached, [(language, text)] * 2)
    assert cold == warm == read(text, language, plain_analyst())
    assert warm.entities
    assert warm.events
    assert cached.cache.use.hits == cached.cache.use.lookups // 2 > 0


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_parse_from_the_cache_is_the_parse(language: str) -> None:
    pack: Pack = analyst_with(1_000).packs[language]
    text = " ".join(sample_sentences(language)[:40])
    seen = []
    for _ in range(2):
        with pack.memory_zone():
            analysis = pack.entities(text)
            seen.append(
                [
                    (s.number, s.offsets, t.i, t.text, t.whitespace_, t.pos_, t.dep_, t.head.i, t.lemma_, str(t.morph))
                    for s in pack.parse(analysis, range(len(analysis.sentences)))
                    for t in s.doc
                ]
            )
    assert seen[0] == seen[1]


def test_what_was_not_used_for_the_longest_time_is_forgotten() -> None:
    cache = SentenceCache(2)
    cache.put("de", "a", SEGMENT)
    cache.put("de", "b", SEGMENT)
    assert cache.get("de", "a")
    cache.put("de", "c", SEGMENT)
    assert cache.get("de", "b") is None
    assert cache.get("de", "a")
    assert len(cache) == 2
    assert cache.use == CacheUse(lookups=3, hits=2)


def test_the_same_words_in_another_language_are_another_entry() -> None:
    cache = SentenceCache(2)
    cache.put("de", "Die", SEGMENT)
    assert cache.get("en", "Die") is None


def test_a_cache_without_entries_keeps_and_counts_nothing() -> None:
    cache = SentenceCache(0)
    cache.put("de", "a", SEGMENT)
    assert cache.get("de", "a") is None
    assert cache.use == CacheUse(0, 0)


def test_a_very_long_segment_is_not_kept() -> None:
    cache = SentenceCache(2)
    cache.put("de", "a" * (LONGEST_KEPT + 1), SEGMENT)
    assert len(cache) == 0
