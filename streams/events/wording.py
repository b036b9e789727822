"""What a sentence's other words say: sport, figures of speech, weapons, contexts."""

import re
from collections.abc import Sequence

from streams.events.claims import Claim
from streams.events.sentence import Sentence

SCORE = re.compile(r"\b(?:lost|won|win|beat|draw|drew|tied)\b[^.]{0,40}?\b\d{1,2} ?[-–:] ?\d{1,2}\b")
"""The result of a game: "lost 3-1 to Canada"."""


def blocked(sentence: Sentence) -> bool:
    """Sport speaks of countries and attacks too."""
    if SCORE.search(sentence.parsed.text):
        return True
    sports = sentence.lexicon.block("sports")
    return any(
        sentence.in_words(t, sports)
        for t in sentence.doc
        if t.pos_ in {"NOUN", "PROPN", "X"} or (t.pos_ == "ADJ" and t.dep_ in {"obl", "obj", "nmod"})
    )


def asked(sentence: Sentence) -> bool:
    """A question tells no event."""
    return sentence.parsed.text.rstrip(" \"“”«»'").endswith("?")


def sporting(blocked_sentences: Sequence[bool]) -> bool:
    """Is the article about sport: at least four of its sentences, and a third of those that were read?"""
    return sum(blocked_sentences) >= max(4, len(blocked_sentences) / 3)


def sentence_has(sentence: Sentence, key: str) -> bool:
    block = sentence.lexicon.block(key)
    return any(sentence.in_whole(t, block) for t in sentence.doc if t.pos_ not in {"PUNCT", "DET"})


def figurative(claim: Claim, sentence: Sentence) -> bool:
    """Storms and shares attack nobody, nor do words in parliament."""
    subjects = sentence.frame(claim.trigger).subj if sentence.is_predicate(claim.trigger) else []
    if any(sentence.in_words(t, sentence.lexicon.block("unreal_agents")) for t in subjects):
        return True
    if claim.category == "ASSAULT":
        if sentence_has(sentence, "markets"):
            return True
        if claim.meaning is None or claim.meaning.name != "assault.attack":
            return False
        return claim.mode is None and sentence_has(sentence, "words_not_weapons") and weapon(claim, sentence) is None
    return False


def weapon(claim: Claim, sentence: Sentence) -> str | None:
    """The mode that a weapon beside the trigger, or the first part of its compound, tells."""
    table = sentence.lexicon.instruments
    word = claim.trigger.lower_
    if (
        sentence.lexicon.compounds
        and claim.trigger.pos_ == "NOUN"
        and (
            found := next(
                (
                    table[w]
                    for w in sorted(table, key=len, reverse=True)
                    if word.startswith(w) and len(word) > len(w) + 3
                ),
                None,
            )
        )
    ):
        return found
    frame = sentence.frame(claim.trigger)
    near = [*frame.subj, *(t for tokens in frame.prep.values() for t in tokens), *sentence.children[claim.trigger.i]]
    near += [c for token in claim.chain[1:] for c in sentence.children[token.i]]
    for token in near:
        if token.pos_ in {"NOUN", "PROPN"} and (mode := sentence.lookup(token, table)):
            return mode
    return None


def contexts(sentence: Sentence) -> list[str]:
    words = {t.lower_ for t in sentence.doc if t.text.isalpha() or "-" in t.text}
    return sentence.lexicon.contexts.of(words | {t.lemma_.lower() for t in sentence.doc})
