"""Words that come again keep their lexeme and how they are tokenised, from text to text.

A memory zone forgets all words that it met, and spaCy computes the attributes of each word that it meets anew, in
Python, and what the tokenizer's rules make of it: measured, nine tenths of the time of the tokenizer (spaCy 3.8, German
newspaper: 20.7 against 1.2 ms an article). Neither depends on where a word stands, so that no result changes.
"""

from spacy.attrs import ORTH
from spacy.language import Language
from spacy.tokens import Doc

MOST = 10_000
"""Words that are kept, for good: half a kilobyte each."""
LONGEST = 40


class FamiliarWords:
    """Keeps the words of two texts or more."""

    def __init__(self, most: int = MOST) -> None:
        self.kept: set[str] = set()
        self._most = most
        self._once: set[str] = set()
        self._here: set[str] = set()

    def note(self, doc: Doc) -> None:
        """The words of one text, or of a part of it."""
        if len(self.kept) < self._most:
            strings = doc.vocab.strings
            self._here.update(word for key in set(doc.to_array(ORTH).tolist()) if len(word := strings[key]) <= LONGEST)

    def keep(self, nlp: Language) -> None:
        """At the end of a text, outside its memory zone."""
        new = self._here - self.kept
        self._here = set()
        again = new & self._once
        for word in sorted(again)[: self._most - len(self.kept)]:
            nlp.vocab[word]  # makes the lexeme
            nlp.tokenizer(word)  # and remembers what it makes of it
            self.kept.add(word)
        if len(self._once) > 2 * self._most:
            self._once.clear()
        self._once |= new - again
