"""What the coder skips early could have told nothing: without the skips the events are the same."""

import pytest

from streams.events import mending
from streams.events.matching import Matcher
from streams.events.phrases import Phrases
from streams.events.slots import Slots
from streams.feeds.sample import sample_files

PARAGRAPHS = 40


def patterns(matcher: Matcher, token):
    """All of a predicate, whatever prepositions the sentence has."""
    lemma, base = matcher.sentence.lemma(token), token.lemma_.lower()
    more = matcher.lexicon.verbs.get(base, ()) if base != lemma and not matcher.lexicon.compounds else ()
    return [*matcher.lexicon.verbs.get(lemma, ()), *more]


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_early_skips_lose_no_event(language, code, monkeypatch):
    file = next(path for path in sample_files() if path.name == f"dispatches_{language}.txt")
    texts = [text for text in file.read_text(encoding="utf-8").split("\n\n") if text.strip()][:PARAGRAPHS]
    quick = [code(text, language, None) for text in texts]
    monkeypatch.setattr(Matcher, "_patterns", patterns)
    monkeypatch.setattr(Slots, "may_turn", lambda *_: True)
    monkeypatch.setattr(Phrases, "reaches", lambda *_: True)
    monkeypatch.setattr(mending, "_verb_forms", lambda doc, _: range(len(doc)))
    assert sum(map(len, quick)) > len(texts) / 4
    assert [code(text, language, None) for text in texts] == quick
