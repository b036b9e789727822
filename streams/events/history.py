"""Whether a deed lies before the article's time."""

import re

from streams.events.sentence import Sentence
from streams.events.tokens import Token

YEAR = re.compile(r"^(1\d{3}|20\d\d)$")


def is_historical(sentence: Sentence, token: Token, nominal: bool, year: int | None) -> bool:
    """Dated before the article's year, an anniversary, or "since 1953" of a finished deed."""
    words = sentence.lexicon.any_of
    lowered = [t.lower_ for t in sentence.doc]
    if not words("anniversary").isdisjoint((*lowered, *(t.lemma_.lower() for t in sentence.doc))):
        return True
    text = f" {' '.join(lowered)} "
    if any(f" {phrase} " in text for phrase in words("past_year")):
        return True
    if year is None:
        return False
    for index, word in enumerate(lowered):
        if word[:1] in {"1", "2"} and YEAR.match(word) and int(word) < year:
            before = lowered[max(0, index - 3) : index]
            if before and before[-1] in words("in_year"):
                return True
            if set(before) & words("since") and not nominal:
                continue
            head = sentence.up(sentence.doc[index])
            if (
                head.pos_ in {"NOUN", "PROPN"}
                and head.i > index
                and head.dep_ != "ROOT"
                and not head.lower_.isdigit()
                and head.i != token.i
            ):
                continue
            return True
    return False
