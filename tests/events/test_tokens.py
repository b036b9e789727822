"""The coder's plain tokens say what spaCy's say."""

import pytest
import spacy
from spacy.tokens import Doc

from streams.events.tokens import Parse
from streams.language.analysis import Parsed

WORDS = ["The", "army", "of", "Niger", "has", "twice", "shelled", "two", "border", "posts", "."]
HEADS = [1, 6, 3, 1, 6, 6, 6, 9, 9, 6, 6]
DEPS = ["det", "nsubj", "case", "nmod", "aux", "advmod", "ROOT", "nummod", "compound", "obj", "punct"]
OFFSETS = tuple(100 + sum(len(word) + 1 for word in WORDS[:index]) for index in range(len(WORDS)))


@pytest.fixture
def parsed() -> Parsed:
    doc = Doc(spacy.blank("en").vocab, WORDS, heads=HEADS, deps=DEPS, pos=["X"] * len(WORDS), lemmas=WORDS)
    return Parsed(3, doc, OFFSETS)


def test_every_token_has_the_attributes_of_spacys(parsed: Parsed):
    for ours, theirs in zip(Parse.of(parsed).doc, parsed.doc, strict=True):
        for name in ("i", "text", "lower_", "lemma_", "pos_", "dep_", "is_lower"):
            assert getattr(ours, name) == getattr(theirs, name)
        assert (ours.head.i, len(ours), ours.morph) == (theirs.head.i, len(theirs), str(theirs.morph))


def test_the_tree_is_that_of_spacy(parsed: Parsed):
    for ours, theirs in zip(Parse.of(parsed).doc, parsed.doc, strict=True):
        assert [t.i for t in ours.children] == [t.i for t in theirs.children]
        assert [t.i for t in ours.ancestors] == [t.i for t in theirs.ancestors]
        assert sorted(t.i for t in ours.subtree) == [t.i for t in theirs.subtree]


def test_a_span_of_the_text_has_the_same_tokens_and_root(parsed: Parsed):
    parse = Parse.of(parsed)
    for start in range(95, OFFSETS[-1] + 5):
        for end in range(start + 1, OFFSETS[-1] + 5):
            expected = parsed.tokens_between(start, end)
            assert [t.i for t in parse.between(start, end)] == [t.i for t in expected or ()]
            head = parse.head_between(start, end)
            assert (head and head.i) == (expected and expected.root.i)


def test_spans_are_those_of_the_article(parsed: Parsed):
    parse = Parse.of(parsed)
    assert parse.span(parse.doc[6]) == parsed.span(parsed.doc[6])
    assert parse.span(parse.doc) == parsed.span(parsed.doc)


def test_a_copy_is_mended_without_the_original(parsed: Parsed):
    doc = Parse.of(parsed).doc
    copy = doc.copy()
    copy[8].head = copy[6]
    assert (doc[8].head.i, copy[8].head.i) == (9, 6)
    assert 8 in [t.i for t in copy[6].children]
    assert all(t.doc is copy for t in copy)
