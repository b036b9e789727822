"""Articles whose text says so take their analysis process down."""

import os
import re
import sys
from dataclasses import replace

from streams.enrich import Analyst, load_analyst
from streams.reading.detect import LanguageDetector
from streams.records import Language
from streams.settings import Settings

EXIT, LOOP, MEMORY, RAISE = "poison: exit", "poison: loop", "poison: memory", "poison: raise"
LOOP_AT_END = "poison: loop at the end"
LEAVE_QUIETLY = "poison: exit with 0"


class Poisonable:
    """A language detector that does what the text says."""

    def __init__(self, detector: LanguageDetector) -> None:
        self._detector = detector

    def detect(self, text: str, given: str | None) -> Language:
        if text == EXIT:
            os._exit(7)
        if text == LEAVE_QUIETLY:
            os._exit(0)
        if text == LOOP or text.endswith(LOOP_AT_END):
            re.match(r"(a+)+$", "a" * 64 + "b")  # exponential, in C, without giving the interpreter back
        if text == MEMORY:
            sys.stderr.write(str(len(bytearray(8 * 2**30))))
        if text == RAISE:
            raise ArithmeticError("as the text says")
        return self._detector.detect(text, given)

    def told(self, given: str | None) -> str | None:
        return self._detector.told(given)


def load(settings: Settings) -> Analyst:
    analyst = load_analyst(settings)
    return replace(analyst, detector=Poisonable(analyst.detector))  # type: ignore[arg-type]
