"""Political events (PLOVER) from parsed text: who did what to whom, on whose word, and whether at all."""

from streams.events.coder import Coder, load_coder
from streams.events.lexicon import is_trigger, load_lexicon
from streams.events.scheme import load_scheme

__all__ = ["Coder", "is_trigger", "load_coder", "load_lexicon", "load_scheme"]
