"""The coder on real sentences: who, what, whom, and how it is told; and never an exception."""

from collections import Counter
from datetime import UTC, datetime

import pytest
import spacy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc

from streams.events import load_scheme
from streams.events.finder import Finder
from streams.events.modality import Modality
from streams.events.old_parties import Parties
from streams.events.sentence import Sentence
from streams.language.analysis import Parsed
from streams.records import Entity, Event

AT = datetime(2024, 6, 12, tzinfo=UTC)
RELATIONS = [
    "nsubj",
    "nsubj:pass",
    "obj",
    "iobj",
    "obl",
    "obl:agent",
    "nmod",
    "amod",
    "case",
    "mark",
    "xcomp",
    "ccomp",
    "advcl",
    "conj",
    "cc",
    "aux",
    "aux:pass",
    "cop",
    "acl",
    "acl:relcl",
    "flat",
    "appos",
    "compound",
    "compound:prt",
    "det",
    "punct",
    "parataxis",
    "advmod",
]
WORDS = {
    "de": [
        "Russland",
        "Ukraine",
        "angreifen",
        "Sanktionen",
        "verhängen",
        "gegen",
        "nicht",
        "er",
        "Präsident",
        "wurde",
        "von",
        "und",
        ",",
        "sagte",
        "Angriff",
        "auf",
        "EU",
        "die",
        "könnte",
        "zu",
        "drohen",
        "mit",
        "Treffen",
    ],
    "en": [
        "Russia",
        "Ukraine",
        "attack",
        "sanctions",
        "impose",
        "against",
        "not",
        "he",
        "president",
        "was",
        "by",
        "and",
        ",",
        "said",
        "strike",
        "on",
        "EU",
        "the",
        "could",
        "to",
        "threaten",
        "with",
        "talks",
    ],
}


def one(events) -> Event:
    assert len(events) == 1, events
    return events[0]


def test_who_did_what_to_whom_in_the_active(code):
    event = one(code("Russland hat die Ukraine angegriffen.", "de", AT))
    assert (event.category, event.actor.country, event.recipient.country) == ("ASSAULT", "RU", "UA")
    assert (event.quad, event.cameo, event.modality) == (4, "19", "asserted")


def test_the_agent_of_a_passive_is_the_actor(code):
    event = one(code("Der Botschafter wurde von Frankreich ausgewiesen.", "de", AT))
    assert (event.category, event.mode, event.actor.country) == ("SANCTION", "expel", "FR")


def test_a_negation_leaves_the_category(code):
    event = one(code("Deutschland hat gegen Belarus keine Sanktionen verhängt.", "de", AT))
    assert (event.category, event.modality) == ("SANCTION", "negated")


def test_a_meeting_is_one_event_of_two(code):
    event = one(code("Frankreich und Polen haben sich in Paris getroffen.", "de", AT))
    assert event.reciprocal
    assert {event.actor.country, event.recipient.country} == {"FR", "PL"}


def test_sport_is_no_event(code):
    assert not code("Deutschland schlägt Frankreich im Halbfinale mit 2:1.", "de", AT)


def test_the_same_deed_told_twice_is_one_event_with_two_pieces_of_evidence(code):
    event = one(
        code("Russland hat die Ukraine angegriffen. In der Nacht hat Russland die Ukraine angegriffen.", "de", AT)
    )
    assert len(event.evidence) == 2


def test_ids_are_the_same_in_every_run(code):
    text = "Die EU verhängte Sanktionen gegen Belarus."
    assert [event.id for event in code(text, "de", AT)] == [event.id for event in code(text, "de", AT)]


def test_a_language_without_a_lexicon_gives_no_events(coder, knowledge):
    assert coder.code("a", 1, "text", "fr", [], [], None, knowledge) == []


@pytest.mark.parametrize(
    "text", ["", " \n\n ", "- a\n- b\n- c", "1 | 2 | 3\n4 | 5 | 6", "Angriff", "!!!", "Russland " * 500]
)
@pytest.mark.parametrize("language", ["de", "en"])
def test_lists_tables_and_endless_sentences_are_no_error(code, text: str, language: str):
    for event in code(text, language, AT):
        assert event.evidence


@pytest.mark.parametrize("language", ["de", "en"])
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_broken_parse_gives_at_most_fewer_events(language: str, coder, knowledge, data: st.DataObject):
    words = data.draw(st.lists(st.sampled_from(WORDS[language]), min_size=1, max_size=25))
    heads = [data.draw(st.integers(0, len(words) - 1)) for _ in words]
    deps = data.draw(st.lists(st.sampled_from(RELATIONS), min_size=len(words), max_size=len(words)))
    tags = data.draw(
        st.lists(
            st.sampled_from(["VERB", "NOUN", "PROPN", "ADJ", "PRON", "ADP", "AUX"]),
            min_size=len(words),
            max_size=len(words),
        )
    )
    text = " ".join(words)
    heads = [head if acyclic(heads, index) else index for index, head in enumerate(heads)]
    deps = ["ROOT" if head == index else dep for index, (head, dep) in enumerate(zip(heads, deps, strict=True))]
    doc = Doc(BLANK.vocab, words=words, heads=heads, deps=deps, pos=tags, lemmas=[word.lower() for word in words])
    offsets = tuple(token.idx for token in doc)
    entities: list[Entity] = knowledge.link(text, language=language)
    for event in coder.code("a", 1, text, language, entities, [Parsed(0, doc, offsets)], AT, knowledge):
        sound(event, text)


def acyclic(heads: list[int], index: int) -> bool:
    seen = set()
    while heads[index] != index:
        if index in seen:
            return False
        seen.add(index)
        index = heads[index]
    return True


def sound(event: Event, text: str) -> None:
    """Names and spans of an event hold."""
    category = load_scheme().categories[event.category]
    assert event.mode is None or event.mode in category.modes
    assert -10 <= event.intensity <= 10
    for part in (event.trigger, event.actor, event.recipient):
        assert part is None or text[part.start : part.end] == part.text
    for evidence in event.evidence:
        start, end = evidence.sentence
        assert all(
            span is None or start <= span[0] < span[1] <= end
            for span in (evidence.trigger, evidence.actor, evidence.recipient)
        )


BLANK = spacy.blank("de")


@pytest.mark.parametrize("kind", [Finder, Parties, Sentence, Modality])
def test_no_part_of_a_class_takes_a_name_from_another(kind: type):
    names = Counter(name for part in kind.__mro__[:-1] for name in vars(part) if not name.startswith("__"))
    assert [name for name, count in names.items() if count > 1] == []
