"""What was read becomes events: pairs, parties, places, dates, evidence; nothing the reader said is overruled."""

from datetime import UTC, datetime

import pytest

from streams.events.coding import Told, events_of, sentence_of
from streams.events.contexts import contexts_of
from streams.events.dates import date_of
from streams.events.lemmas import lemma_of
from streams.reading.reading import Deed, Link, Reading, Side
from streams.reading.sentences import sentence_starts
from streams.records import Event

AT = datetime(2024, 6, 12, 9, tzinfo=UTC)  # a Wednesday


def deed(text: str, trigger: str, category: str, mode: str | None = None, **sides: str | list[str]) -> Deed:
    """A deed whose parts are found by their words; what is no side is a flag."""
    start = text.index(trigger)
    roles = ("actor", "recipient", "speaker", "place", "date")
    found = []
    for role in roles:
        words = sides.get(role, [])
        for word in [words] if isinstance(words, str) else words:
            at = text.index(word)
            found.append(Side(at, at + len(word), role))
    flags = {name: value for name, value in sides.items() if name not in roles}
    return Deed(
        ((start, start + len(trigger)),), category, mode, flags.get("modality", "asserted"),
        flags.get("reported", False), flags.get("mutual", False), tuple(found), flags.get("confidence", 0.9),
    )  # fmt: skip


@pytest.fixture(scope="module")
def coded(knowledge):
    def events(text: str, *deeds: Deed, language: str = "de", links: tuple[Link, ...] = ()) -> list[Event]:
        told = Told("a", 1, text, language, sentence_starts(text), AT)
        entities = knowledge.link(text, language=language, published_at=AT)
        return events_of(told, Reading(deeds=[*deeds], links=[*links]), entities, knowledge, "reader-1")

    return events


def test_an_event_has_parties_scores_and_evidence(coded):
    text = "Am Montag hat Russland die Ukraine angegriffen. Es regnete."
    one = deed(text, "angegriffen", "ASSAULT", actor="Russland", recipient="Ukraine", date="Montag")
    (event,) = coded(text, one)
    assert (event.actor.country, event.recipient.country) == ("RU", "UA")
    assert (event.category, event.quad, event.cameo, event.date) == ("ASSAULT", 4, "19", "2024-06-10")
    assert (event.rule, event.confidence) == ("reader-1", 0.9)
    assert [text[slice(*evidence.sentence)] for evidence in event.evidence] == [text[:47]]


def test_two_actors_and_two_recipients_are_four_events(coded):
    text = "Deutschland und Frankreich warnten Iran und Syrien."
    sides = {"actor": ["Deutschland", "Frankreich"], "recipient": ["Iran", "Syrien"]}
    events = coded(text, deed(text, "warnten", "THREATEN", **sides))
    assert [(e.actor.country, e.recipient.country) for e in events] == [
        ("DE", "IR"), ("DE", "SY"), ("FR", "IR"), ("FR", "SY"),
    ]  # fmt: skip


def test_a_mutual_deed_is_one_event_with_the_first_named_as_actor(coded):
    text = "Polen und Litauen vereinbarten eine Übung."
    (event,) = coded(text, deed(text, "Übung", "COOPERATE", actor="Litauen", recipient="Polen", mutual=True))
    assert (event.actor.country, event.recipient.country, event.reciprocal) == ("PL", "LT", True)


def test_the_same_deed_told_twice_is_one_event_with_two_pieces_of_evidence(coded):
    text = "Iran kritisierte Israel. Am Abend hat Teheran Israel noch einmal verurteilt."
    first = deed(text, "kritisierte", "ACCUSE", actor="Iran", recipient="Israel")
    again = deed(text, "verurteilt", "ACCUSE", actor="Teheran", recipient="Israel", confidence=0.6)
    (event,) = coded(text, first, again)
    assert len(event.evidence) == 2
    assert event.confidence == 0.95


def test_a_denied_and_an_asserted_deed_stay_two(coded):
    text = "Iran griff Israel an. Iran griff Israel nicht an."
    one = deed(text, "griff", "ASSAULT", actor="Iran", recipient="Israel")
    other = deed(text, "nicht", "ASSAULT", actor="Iran", recipient="Israel", modality="negated")
    assert [event.modality for event in coded(text, one, other)] == ["asserted", "negated"]


def test_the_id_of_an_event_does_not_depend_on_what_else_the_article_tells(coded):
    text = "Iran kritisierte Israel. Polen lobte Litauen."
    one = deed(text, "kritisierte", "ACCUSE", actor="Iran", recipient="Israel")
    other = deed(text, "lobte", "SUPPORT", actor="Polen", recipient="Litauen")
    assert coded(text, one)[0].id in {event.id for event in coded(text, other, one)}


def test_a_party_that_is_the_other_side_by_a_link_is_no_event_with_itself(coded):
    text = "Iran lobte sich. Die Regierung schwieg."
    link = Link((11, 15), (0, 4), "same")
    assert coded(text, deed(text, "lobte", "SUPPORT", actor="Iran", recipient="sich"), links=(link,)) == []


@pytest.mark.parametrize(
    ("words", "language", "date"),
    [
        ("1. September 1939", "de", "1939-09-01"),
        ("on Monday", "en", "2024-06-10"),
        ("gestern", "de", "2024-06-11"),
        ("im Mai", "de", "2024-05"),
        ("le 3 mars", "fr", "2024-03-03"),
        ("в четверг", "ru", "2024-06-06"),
        ("in 1956", "en", "1956"),
        ("last year", "en", None),
    ],
)
def test_words_of_a_date(words: str, language: str, date: str | None):
    assert date_of(words, language, AT) == date


def test_a_day_before_the_calendar_is_no_date():
    assert date_of("yesterday", "en", datetime(1, 1, 1, tzinfo=UTC)) is None


def test_lemmas_of_triggers():
    assert lemma_of(["angegriffen"], "de") == "angreifen"
    assert lemma_of(["nahm", "fest"], "de") == "festnehmen"
    assert lemma_of(["expulsé"], "fr") == "expulsé"


def test_contexts_are_told_by_words():
    assert "military" in contexts_of("Die Armee schoss auf Soldaten.", "de")
    assert contexts_of("Die Armee schoss.", "xx") == []


def test_a_sentence_has_no_white_space_at_its_ends():
    text = "Erster Satz.  Zweiter Satz. "
    told = Told("a", 1, text, "de", sentence_starts(text))
    assert text[slice(*sentence_of(told, (16, 20)))] == "Zweiter Satz."
