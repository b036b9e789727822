"""The steps of many sentences at once are those that spaCy takes for each."""

from collections.abc import Sequence
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc

from streams.language.analysis import tokenise
from streams.language.packs import FOLDER, Pack, load_pack
from streams.language.stepping import annotate
from tests.language.sample import sample_sentences

ODD = ["", " ", "\n\n", "\u00a0", "U.S.", "Bonn", ". . .", "\u201eNATO\u201c 3:1 \u2013 x", "AAAA " * 40]


@cache
def pack_of(language: str) -> Pack:
    """Not a fixture: hypothesis would print all of it with a counter-example."""
    return load_pack(FOLDER / language)


def names_of(doc: Doc) -> list[tuple[int, int, str]]:
    return [(ent.start, ent.end, ent.label_) for ent in doc.ents]


def tree_of(doc: Doc) -> list[tuple[str, str, int, str]]:
    return [(token.pos_, token.dep_, token.head.i, str(token.morph)) for token in doc]


def check(pack: Pack, texts: Sequence[str]) -> None:
    ours, theirs = ([doc for text in texts if len(doc := tokenise(pack.entities_nlp, text))] for _ in range(2))
    if not ours:
        return
    names = annotate(pack.entities_nlp, ours)
    assert names == [names_of(doc) for doc in pack.entities_nlp.pipe(theirs)]
    assert [[token.is_sent_start for token in doc] for doc in ours] == [
        [token.is_sent_start for token in doc] for doc in theirs
    ]
    words = [[token.text for token in sentence] for doc in theirs for sentence in doc.sents]
    parsed, oracle = ([Doc(pack.syntax_nlp.vocab, each) for each in words] for _ in range(2))
    assert annotate(pack.syntax_nlp, parsed) == [[] for _ in words]
    assert [tree_of(doc) for doc in parsed] == [tree_of(doc) for doc in pack.syntax_nlp.pipe(oracle)]


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_sample_wire_is_read_as_spacy_reads_it(language: str) -> None:
    sentences = sample_sentences(language)
    check(pack_of(language), [" ".join(sentences[at : at + 5]) for at in range(0, len(sentences), 5)])


@pytest.mark.parametrize("language", ["de", "en"])
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_recombined_texts_are_read_as_spacy_reads_them(language: str, data: st.DataObject) -> None:
    sentence = st.sampled_from([*sample_sentences(language), *ODD])
    text = st.lists(sentence, min_size=1, max_size=4).map(" ".join)
    check(pack_of(language), data.draw(st.lists(text, min_size=1, max_size=6)))
