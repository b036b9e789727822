"""Whether a deed lies before the article's time."""

import re

from streams.events.sentence import Sentence
from streams.events.tokens import Token

YEAR = re.compile(r"^(1\d{3}|20\d\d)$")


class History:
    """What a sentence says of times past."""

    def __init__(self, sentence: Sentence, year: int | None) -> None:
        """`year`: the article's, if that is known."""
        self.sentence = sentence
        self._words = [t.lower_ for t in sentence.doc]
        self._remembers = bool(sentence.present("anniversary")) or self._past_year()
        self._years = [at for at, word in enumerate(self._words) if word[:1] in "12" and _is_before(word, year)]
        """Where a year before the article's stands."""

    def covers(self, token: Token, nominal: bool) -> bool:
        """Is the deed of this trigger dated before the article's year, at an anniversary, or finished "since 1953"?"""
        return self._remembers or any(self._dates(at, token, nominal) for at in self._years)

    def _past_year(self) -> bool:
        text = f" {' '.join(self._words)} "
        return any(f" {phrase} " in text for phrase in self.sentence.lexicon.any_of("past_year"))

    def _dates(self, index: int, token: Token, nominal: bool) -> bool:
        """Does the year there date the trigger, and is no part of a name?"""
        lists = self.sentence.lexicon.any_of
        before = self._words[max(0, index - 3) : index]
        if before and before[-1] in lists("in_year"):
            return True
        if not nominal and not lists("since").isdisjoint(before):
            return False
        head = self.sentence.up(self.sentence.doc[index])
        inside = head.pos_ in {"NOUN", "PROPN"} and head.i > index and head.dep_ != "ROOT"
        return not inside or head.lower_.isdigit() or head.i == token.i


def _is_before(word: str, year: int | None) -> bool:
    return year is not None and YEAR.match(word) is not None and int(word) < year
