"""The lexicons are sound, say the same things in every language, and are large enough."""

from pathlib import Path

import pytest

from streams.errors import ConfigurationError
from streams.events import is_trigger, load_lexicon, load_scheme
from streams.events.forms import TAIL
from streams.events.lexicon import FOLDER, Contexts, languages
from streams.events.patterns import parse_pattern
from streams.events.scheme import OPERATORS, read_toml

LEAST = 700  # triggers of a language
MODES = ("THREATEN", "SANCTION", "COERCE", "ASSAULT", "MOBILIZE", "REQUEST", "REJECT", "CONSULT", "PROTEST")
SCHEME = load_scheme()


@pytest.fixture(params=languages())
def lexicon(request):
    return load_lexicon(request.param)


def test_german_and_english_are_there():
    assert {"de", "en"} <= set(languages())


def test_every_meaning_has_words_in_every_language(lexicon):
    assert not [m.name for m in SCHEME.meanings.values() if m.kind != "nothing" and m.name not in lexicon.to]


def test_every_operator_has_words_in_every_language(lexicon):
    assert not [name for name in OPERATORS if f"operators.{name}" not in lexicon.to]


def test_a_language_has_at_least_seven_hundred_triggers(lexicon):
    assert lexicon.triggers >= LEAST


def test_the_closed_lists_are_the_same_in_every_language():
    german, english = load_lexicon("de"), load_lexicon("en")
    grammar = read_toml(FOLDER / "de_words.toml")["grammar"]
    assert set(german.words) - set(grammar) == set(english.words)
    assert set(german.blockers) == set(english.blockers)
    assert set(german.contexts.names) == set(english.contexts.names)


def test_every_category_is_reached():
    standing = {"AGREE", "REJECT", "REQUEST", "THREATEN", "ACCUSE"}
    assert {m.category for m in SCHEME.meanings.values()} | standing >= set(SCHEME.categories)


@pytest.mark.parametrize("category", MODES)
def test_every_mode_can_be_told(category: str):
    modes = {m.mode for m in SCHEME.meanings.values() if m.category == category}
    modes |= {SCHEME.ask(m) for m in SCHEME.meanings.values()} if category in {"REQUEST", "REJECT"} else set()
    modes |= {SCHEME.threat(m) for m in SCHEME.meanings.values()} if category == "THREATEN" else set()
    missing = set(SCHEME.categories[category].modes) - modes
    assert missing <= {"third-party", "multilateral"}  # these follow from the host, not from the deed


def test_a_future_deed_becomes_a_promise_or_a_threat():
    assert SCHEME.categories["AID"].future == "AGREE"
    assert SCHEME.categories["ASSAULT"].future == "THREATEN"
    assert SCHEME.categories["RETREAT"].future is None


@pytest.mark.parametrize("word", ["sanktionen", "raketenangriff", "verurteilte", "treffen", "freigelassen"])
def test_forms_of_triggers_pass_the_filter(word: str):
    assert is_trigger("de")(word)


@pytest.mark.parametrize("word", ["und", "blumentopf", "17", ""])
def test_other_words_do_not(word: str):
    assert not is_trigger("de")(word)


def test_a_pattern_with_an_unknown_class_is_refused_by_name():
    with pytest.raises(ConfigurationError, match="@nobody"):
        parse_pattern("aid.give", "give obj:@nobody", {})


def test_a_pattern_without_a_lemma_is_refused():
    with pytest.raises(ConfigurationError, match="lemma"):
        parse_pattern("aid.give", "obj:help", {})


def test_slots_and_parties_of_a_pattern_are_read():
    pattern = parse_pattern("aid.give", "@get obj:help < from > subj", {"get": ["receive", "obtain"]})
    assert pattern.lemmas == {"receive", "obtain"}
    assert pattern.slots == (("obj", frozenset({"help"})),)
    assert (pattern.actor, pattern.recipient) == (("from",), ("subj",))


def test_a_lexicon_with_an_unknown_meaning_is_refused(tmp_path: Path):
    (tmp_path / "xx.toml").write_text('[deeds."aid.magic"]\nverbs = ["x"]\n', encoding="utf-8")
    with pytest.raises(ConfigurationError, match="xx"):
        load_lexicon("xx", tmp_path)


def test_a_noun_may_be_looked_up_as_any_word_that_the_rules_ask_for(lexicon):
    rules = [pattern for found in (*lexicon.verbs.values(), *lexicon.nouns.values()) for pattern in found]
    for words in (
        lexicon.vocabulary,
        lexicon.nouns.keys(),
        lexicon.roles.keys(),
        lexicon.instruments.keys(),
        *lexicon.words.values(),
        *lexicon.blockers.values(),
        *(nouns for pattern in rules for _, nouns in pattern.slots),
    ):
        assert words <= lexicon.forms.asked
    assert all(len(word) in lexicon.forms.lengths[word[-TAIL:]] for word in lexicon.forms.asked if len(word) >= TAIL)


@pytest.mark.parametrize(
    ("form", "verb"),
    [("attacked", "attack"), ("invades", "invade"), ("shelling", "shell"), ("seizing", "seize"), ("met", "meet")],
)
def test_english_forms_lead_to_their_verb(form: str, verb: str):
    assert load_lexicon("en").verb_forms[form] == verb


def test_contexts_are_told_by_whole_words_and_beginnings_in_their_order():
    contexts = Contexts(("a", "b", "c"), {"mine": frozenset({"b", "c"})}, {"mi": [("mig", "c"), ("milit", "a")]}, 2)
    assert contexts.of(["mine", "military"]) == ["a", "b", "c"]
    assert contexts.of(["migrants"]) == ["c"]
    assert contexts.of(["mi", "mili", "undermine", ""]) == []
