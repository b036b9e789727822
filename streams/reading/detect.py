"""Which language an article is in: the wire's own tag unless the text clearly is another's, else a guess."""

import re
import tomllib
from importlib.resources import files

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from streams.records import Language

UNDETERMINED = "und"
_TAG = re.compile(r"([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]{1,8})*")


class LanguageDetector:
    """Loads py3langid's model (about 1 s, 120 MB peak) limited to the languages of `detection.toml`."""

    def __init__(self) -> None:
        facts = tomllib.loads((files("streams.reading") / "detection.toml").read_text("utf-8"))
        self._facts = facts
        self._supported = frozenset(facts["supported"])
        self._minimum: int = facts["minimum_characters"]
        self._sample: int = facts["sample_characters"]
        self._aliases: dict[str, str] = facts["aliases"]
        self._plain = {word: code for code, words in facts["plain"].items() for word in words}
        self._identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
        self._identifier.set_languages(facts["supported"])

    def detect(self, text: str, given: str | None) -> Language:
        """`given` has confidence 1 where it is a language tag that the text does not contradict; 0 goes with `und`."""
        told = self.told(given)
        if told is not None:
            return self._overruling(text, told, given) or Language(code=told, confidence=1.0, given=given)
        if len(text) < self._facts["short_characters"]:
            return self._by_plain_words(text, given)
        code, probability = self._identifier.classify(text[: self._sample])
        if len(text) < self._minimum and probability < self._facts["short_probability"]:
            return self._by_plain_words(text, given)
        return Language(code=self._canonical(code), confidence=round(float(probability), 4), given=given)

    def told(self, given: str | None) -> str | None:
        """The language that a tag names; None where it names none."""
        tag = _TAG.fullmatch(given.strip()) if given else None
        return self._canonical(tag[1]) if tag and tag[1].lower() not in self._facts["no_language"] else None

    def _by_plain_words(self, text: str, given: str | None) -> Language:
        """The one language whose plain words a short text has; `und` where it has none, or those of several."""
        codes = {self._plain[word] for word in re.findall(r"[^\W\d_]+", text.lower()) if word in self._plain}
        if len(codes) != 1:
            return Language(code=UNDETERMINED, confidence=0.0, given=given)
        return Language(code=codes.pop(), confidence=self._facts["plain_confidence"], given=given)

    def _overruling(self, text: str, told: str, given: str | None) -> Language | None:
        """The language of the text where it clearly is not the one that was told."""
        if told not in self._supported or len(text) < self._facts["overruling_characters"]:
            return None
        ranks = dict(self._identifier.rank(text[: self._sample]))
        code, probability = max(ranks.items(), key=lambda rank: rank[1])
        near = any(told in group and code in group for group in self._facts["neighbours"])
        unlikely = ranks.get(told, 1.0) <= self._facts["overruled_probability"]
        if code == told or near or not unlikely or probability < self._facts["overruling_probability"]:
            return None
        return Language(code=self._canonical(code), confidence=round(float(probability), 4), given=given)

    def _canonical(self, code: str) -> str:
        return self._aliases.get(code.lower(), code.lower())
