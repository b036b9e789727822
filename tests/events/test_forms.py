"""Words are looked up under the same forms, whether they came before or not; nothing is kept beyond need."""

import gc

import pytest

from streams.events import load_lexicon
from streams.events.forms import MOST, Forms
from streams.feeds.sample import sample_files


@pytest.mark.parametrize(
    ("language", "text", "lemma", "key"),
    [
        ("de", "Luftangriffen", "Luftangriff", "angriff"),
        ("de", "Häusern", "Häusern", "hausern"),
        ("en", "Policemen", "policemen", "policeman"),
        ("en", "armies", "armies", "army"),
        ("en", "$", "$", "dollar"),
    ],
)
def test_a_word_is_found_under_its_base(language: str, text: str, lemma: str, key: str):
    listed = load_lexicon(language).forms.of(text, lemma)
    assert key in (*listed.keys, *listed.asked)


def test_the_memory_is_bounded_and_changes_no_answer():
    forms = Forms(frozenset({"attack", "air attack"}), compounds=False)
    first = forms.of("attacks", "attack")
    for number in range(MOST + 1):
        forms.of(f"word{number}", "word")
    assert len(forms._kept) <= MOST
    assert forms.of("attacks", "attack") == first
    assert first.asked == ("attack",)


def test_what_an_entry_of_several_words_begins_or_ends_with_may_join():
    forms = load_lexicon("en").forms
    entries = [word.split(" ") for word in forms.asked if " " in word]
    assert entries
    assert all(forms.of(word, word).joins for words in entries for word in (words[0], words[-1]))
    assert not forms.of("xylophone", "xylophone").joins


@pytest.mark.parametrize("language", ["de", "en"])
def test_coding_leaves_python_s_collector_next_to_nothing(language, code):
    file = next(path for path in sample_files() if path.name == f"dispatches_{language}.txt")
    text = file.read_text(encoding="utf-8")[:3000]
    code(text, language, None)
    gc.collect()
    gc.disable()
    try:
        assert code(text, language, None)
        tokens = [found for found in gc.get_objects() if type(found).__qualname__ == "Token"]
    finally:
        gc.enable()
    assert len(tokens) < len(text.split()) / 5  # a sentence put right is copied
