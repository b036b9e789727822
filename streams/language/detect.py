"""Which language an article is in: the wire's own tag first, else a guess among the supported ones."""

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
        facts = tomllib.loads((files("streams.language") / "detection.toml").read_text("utf-8"))
        self._minimum: int = facts["minimum_characters"]
        self._sample: int = facts["sample_characters"]
        self._aliases: dict[str, str] = facts["aliases"]
        self._identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
        self._identifier.set_languages(facts["supported"])

    def detect(self, text: str, given: str | None) -> Language:
        """`given` wins with confidence 1 where it is a language tag; confidence 0 goes with `und`."""
        tag = _TAG.fullmatch(given.strip()) if given else None
        if tag and tag[1].lower() != UNDETERMINED:
            return Language(code=self._canonical(tag[1]), confidence=1.0, given=given)
        if len(text) < self._minimum:
            return Language(code=UNDETERMINED, confidence=0.0, given=given)
        code, probability = self._identifier.classify(text[: self._sample])
        return Language(code=self._canonical(code), confidence=round(float(probability), 4), given=given)

    def _canonical(self, code: str) -> str:
        return self._aliases.get(code.lower(), code.lower())
