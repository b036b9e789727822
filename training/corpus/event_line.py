"""Event lines: `a ASSAULT/aerial 1>2 hyp rep=4 at=3 on=5`."""

import re
from collections.abc import Mapping, Sequence

from training.corpus.passage import Event, Extent
from training.corpus.scheme import ANNOUNCED_AS, ASSERTED, MODALITIES, modes

_LINE = re.compile(r"^([a-z]) ([A-Z]+)(?:/([a-z-]+))? (\S+)((?: \S+)*)$")
_SIDES = re.compile(r"^(-|\d+(?:\+\d+)*)(<?>)(-|\d+(?:\+\d+)*)$")
_LIKE = re.compile(r"^\W?([A-Za-z])\W? *([A-Z]{3,})(?=/|\s|$)")
_POINTERS = {"rep": "speaker", "at": "place", "on": "date"}


class NotUnderstood(ValueError):
    """An event line breaks the format; the message says how."""


def letter_of(line: str) -> str | None:
    """The trigger's letter where the line is meant as an event line, well formed or not; else None."""
    whole, like = _LINE.match(line), _LIKE.match(line)
    if whole:
        return whole[1]
    return like[1] if like and like[2] in modes() else None


def names_category(line: str) -> bool:
    """Whether a line of the text looks like an event line that got there by mistake."""
    like = _LIKE.match(line)
    return bool(like) and like[2] in modes()


def read_event(line: str, triggers: Mapping[str, Sequence[Extent]], spans: Mapping[int, object]) -> Event:
    """Raises `NotUnderstood` with the first thing that is wrong with the line."""
    match = _LINE.match(line)
    if not match:
        raise NotUnderstood(f'event line "{line}" is not "letter CATEGORY/mode sides flags"')
    letter, category, mode = match[1], match[2], match[3]
    if category not in modes():
        raise NotUnderstood(f"no category {category}")
    if mode and mode not in modes()[category]:
        raise NotUnderstood(f"{category} has no mode {mode}")
    if letter not in triggers:
        raise NotUnderstood(f"no trigger {letter} in the text")
    actors, mutual, recipients = _sides(match[4], letter)
    flags = _flags(match[5].split(), letter)
    if flags["modality"] == "future" and category in ANNOUNCED_AS:
        raise NotUnderstood(f"event {letter}: a planned {category} is {ANNOUNCED_AS[category]}")
    event = Event(tuple(triggers[letter]), category, mode, actors, recipients, mutual, **flags)
    absent = sorted(event.named() - spans.keys())
    if absent:
        raise NotUnderstood(f"event {letter} names spans that are not there: {absent}")
    return event


def _sides(words: str, letter: str) -> tuple[tuple[int, ...], bool, tuple[int, ...]]:
    match = _SIDES.match(words)
    if not match:
        raise NotUnderstood(f'sides "{words}" are not understood')
    actors, recipients = (() if side == "-" else tuple(map(int, side.split("+"))) for side in (match[1], match[3]))
    mutual = match[2] == "<>"
    if not actors and not recipients:
        raise NotUnderstood(f"event {letter} has no side")
    if mutual and not (actors and recipients):
        raise NotUnderstood(f"event {letter}: a mutual deed has two sides")
    if len({*actors, *recipients}) < len(actors) + len(recipients):
        raise NotUnderstood(f"event {letter} names a span twice among its sides")
    return actors, mutual, recipients


def _flags(words: list[str], letter: str) -> dict[str, str | bool | int | None]:
    """The arguments of `Event` that flags tell."""
    said: dict[str, str | bool | int | None] = {"modality": ASSERTED, "reported": False}
    said |= dict.fromkeys(_POINTERS.values())
    seen = set()
    for word in words:
        key, equals, n = word.partition("=")
        key = "modality" if word in MODALITIES else key
        if key in seen:
            raise NotUnderstood(f"event {letter} has two flags for the {_POINTERS.get(key, key)}")
        seen.add(key)
        if key == "modality":
            said["modality"] = MODALITIES[word]
        elif key in _POINTERS and n.isascii() and n.isdigit():
            said[_POINTERS[key]] = int(n)
        elif word != "rep" or equals:
            raise NotUnderstood(f"no flag {word}")
    said["reported"] = "rep" in seen
    return said
