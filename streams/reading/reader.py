"""The reader: a text in, names, deeds with their sides, and links between mentions out; the same for every language."""

import json
import tomllib
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from streams.errors import ModelError
from streams.reading.decoding import Run, runs, said, trigger_pieces, whole_words
from streams.reading.embedding import Embedding
from streams.reading.labels import LINKS, NAMES, ROLES, TRIGGERS
from streams.reading.networks import WIDTH, Networks, Seen
from streams.reading.paths import best_labels
from streams.reading.pieces import PieceReader, Pieces, goes_on
from streams.reading.reading import Deed, Link, Name, Reading, Side, Span
from streams.reading.usage import CacheUse
from streams.reading.windows import Window, around, windows

FOLDER = Path(__file__).parent / "model"
"""Where a trained model lies; `python -m training.reader export` writes one."""
DEEDS_A_WINDOW = 12
"""Triggers of a window that are looked at, the likeliest: a bound on its work."""
TRIGGERS_A_TEXT = 400
"""Triggers looked at after which the upper layers rest for the rest of a text: a bound on the time of the longest."""


@dataclass(frozen=True, slots=True)
class _Own:
    """What was read of a window, in offsets of its own text."""

    names: tuple[Name, ...]
    deeds: tuple[Deed, ...]
    links: tuple[Link, ...]
    looked: int
    """Triggers that the upper layers looked at."""


class Reader:
    """Loaded once a process, never changed but for its cache of windows, which no result depends on."""

    def __init__(self, folder: Path = FOLDER, *, cached: int = 0) -> None:
        """Raises `ModelError`, naming the folder, where a part is missing or damaged."""
        try:
            self.facts: dict[str, Any] = json.loads((folder / "reader.json").read_text("utf-8"))
            self._pieces = PieceReader.load(folder)
            self._embedding = Embedding(folder / "pieces.q4", WIDTH)
            self._networks = Networks(folder)
            self.version: str = self.facts["version"]
            self._ends = np.array([self.facts["begin"], self.facts["end"]])
            self.weigh(**self.facts["calibration"])
        except Exception as error:
            problem = " ".join(f"{type(error).__name__}: {error}".split())[:200]
            raise ModelError(f"the reader's model in {folder} is missing or damaged: {problem}") from error
        scheme = tomllib.loads((files("streams.events") / "plover.toml").read_text("utf-8"))
        self._modes = {name: frozenset(row.get("modes", ())) for name, row in scheme.items()}
        self._cached = cached
        self._cache: OrderedDict[tuple[str, bool], _Own] = OrderedDict()
        self.use = CacheUse()

    @property
    def trained(self) -> frozenset[str]:
        """Languages (ISO 639-1) that it was trained and measured on."""
        return frozenset(self.facts["languages"])

    def weigh(self, weights: Sequence[float], bias: float, least_trigger: float, least: float) -> None:
        """How much each chance says for an event; and how sure the trigger, and the whole, must be for it to be told.

        All from the development part.
        """
        self._weights, self._bias, self._least_trigger, self._least = np.array(weights), bias, least_trigger, least

    def read(self, text: str, starts: Sequence[int], *, deeds: bool = True) -> Reading:
        """`starts` are offsets at which sentences begin; without `deeds` the upper layers rest.

        Linear in the length of the text.
        """
        pieces = self._pieces.pieces(text)
        reading = Reading()
        looked, cut = 0, None
        for window in windows(text, pieces, starts):
            first, last = int(pieces.starts[window.first]), int(pieces.ends[window.last - 1])
            if deeds and looked >= TRIGGERS_A_TEXT:
                deeds, cut = False, first
            own = self._own(text[first:last], pieces, window, first, deeds)
            looked += own.looked
            reading.names.extend(_moved_name(name, first) for name in own.names)
            reading.deeds.extend(_moved_deed(deed, first) for deed in own.deeds)
            reading.links.extend(_moved_link(link, first) for link in own.links)
        return reading if cut is None else replace(reading, deeds_to=cut)

    def _own(self, text: str, pieces: Pieces, window: Window, at: int, deeds: bool) -> _Own:
        if self._cached and (known := self._cache.get((text, deeds))) is not None:
            self._cache.move_to_end((text, deeds))
            self.use = self.use.plus(CacheUse(1, 1))
            return known
        part = slice(window.first, window.last)
        own = self._see(text, Pieces(pieces.ids[part], pieces.starts[part] - at, pieces.ends[part] - at), deeds)
        if self._cached:
            self.use = self.use.plus(CacheUse(1, 0))
            self._cache[text, deeds] = own
            if len(self._cache) > self._cached:
                self._cache.popitem(last=False)
        return own

    def _see(self, text: str, pieces: Pieces, want_deeds: bool) -> _Own:
        ids = np.concatenate([self._ends[:1], pieces.ids, self._ends[1:]])
        seen = self._networks.lower(self._embedding.rows(ids))
        within = goes_on(text, pieces)
        firsts = np.flatnonzero(~within)
        names = seen.names[1:-1][firsts]
        found = [
            Name(*_span(text, pieces, _of_pieces(run, firsts)), run.label, round(run.confidence, 3))
            for run in runs(names, names.argmax(axis=-1), NAMES)
        ]
        if not want_deeds:
            return _Own(tuple(found), (), (), 0)
        deeds, mentions, looked = self._deeds(text, pieces, seen, within)
        links = self._links(text, pieces, seen, mentions) if len(mentions) > 1 else ()
        return _Own(tuple(found), tuple(deeds), tuple(links), looked)

    def _deeds(
        self, text: str, pieces: Pieces, seen: Seen, within: np.ndarray
    ) -> tuple[list[Deed], dict[Span, Run], int]:
        """The deeds of a window; the sides that are parties, by their spans, with their pieces; triggers looked at."""
        found = trigger_pieces(best_labels(seen.triggers[None, 1:-1], within[None], TRIGGERS)[0])
        chance = 1 - seen.triggers[1:-1, 0]
        found = sorted(sorted(found, key=lambda parts: -chance[parts[0][0]])[:DEEDS_A_WINDOW])
        if not found:
            return [], {}, 0
        marks = np.zeros((len(found), len(seen.vectors)), np.float32)
        for row, parts in enumerate(found):
            all_pieces = [piece + 1 for part in parts for piece in part]
            marks[row, all_pieces] = 1 / len(all_pieces)
        looked = around(marks.argmax(axis=1), len(seen.vectors))
        near, figures = self._networks.upper(seen.vectors[looked], np.take_along_axis(marks, looked, 1))
        roles = np.zeros((len(found), len(seen.vectors), len(ROLES)), np.float32)
        roles[..., 0] = 1
        np.put_along_axis(roles, looked[..., None], near, 1)
        roles = roles[:, 1:-1]
        labels = best_labels(roles, np.broadcast_to(within, roles.shape[:2]), ROLES)
        deeds, mentions = [], {}
        for row, parts in enumerate(found):
            told = said(figures[row], self._modes)
            own = runs(roles[row], labels[row], ROLES)
            if told.no_deed > 0.5 or not any(run.label in ("actor", "recipient") for run in own):
                continue
            sides = []
            for run in own:
                span = _span(text, pieces, run)
                sides.append(Side(*span, run.label, round(run.confidence, 3)))  # type: ignore[arg-type]
                if run.label in ("actor", "recipient", "speaker"):
                    mentions.setdefault(span, run)
            trigger = tuple(_part(text, pieces, part) for part in parts)
            parties = min(run.confidence for run in own if run.label in ("actor", "recipient"))
            likely = float(chance[parts[0][0]])
            chances = (likely * (1 - told.no_deed), told.confidence, parties)
            confidence = self._confidence(chances)
            if chances[0] < self._least_trigger or confidence < self._least:
                continue
            mode = None if told.mode == "none" else told.mode
            said_so = (told.category, mode, told.modality, told.reported, told.mutual)
            deeds.append(Deed(trigger, *said_so, tuple(sides), confidence, chances))
        return deeds, mentions, len(found)

    def _confidence(self, chances: Sequence[float]) -> float:
        """The log-odds of the chances, weighed, as a share."""
        bounded = np.clip(chances, 1e-4, 1 - 1e-4)
        odds = np.log(bounded / (1 - bounded))
        return round(float(1 / (1 + np.exp(-(self._weights @ odds + self._bias)))), 3)

    def _links(self, text: str, pieces: Pieces, seen: Seen, mentions: dict[Span, Run]) -> list[Link]:
        spans = [*mentions]
        places = np.array([(run.first + 1, run.last) for run in mentions.values()])
        chances = self._networks.links(seen.vectors, places)
        links = []
        for kind, label in enumerate(LINKS):
            for row, best in enumerate(chances[kind].argmax(axis=-1).tolist()):
                if best:
                    chance = round(float(chances[kind, row, best]), 3)
                    links.append(Link(spans[row], spans[best - 1], label, chance))  # type: ignore[arg-type]
        return links


def _part(text: str, pieces: Pieces, part: Sequence[int]) -> Span:
    """A part of a trigger: to the end of its word, and not before its first piece, where a compound may name a side."""
    start = int(pieces.starts[part[0]])
    return start, whole_words(text, start, int(pieces.ends[part[-1]]))[1]


def _of_pieces(run: Run, firsts: np.ndarray) -> Run:
    """A run of words as the first piece of the first and of the last one."""
    return run._replace(first=int(firsts[run.first]), last=int(firsts[run.last - 1]) + 1)


def _span(text: str, pieces: Pieces, run: Run) -> Span:
    return whole_words(text, int(pieces.starts[run.first]), int(pieces.ends[run.last - 1]))


def _moved_name(name: Name, by: int) -> Name:
    return Name(name.start + by, name.end + by, name.label, name.confidence)


def _moved_deed(deed: Deed, by: int) -> Deed:
    sides = tuple(Side(side.start + by, side.end + by, side.role, side.confidence) for side in deed.sides)
    trigger = tuple((start + by, end + by) for start, end in deed.trigger)
    return Deed(
        trigger, deed.category, deed.mode, deed.modality, deed.reported, deed.mutual, sides, deed.confidence,
        deed.chances,
    )  # fmt: skip


def _moved_link(link: Link, by: int) -> Link:
    return Link(
        (link.mention[0] + by, link.mention[1] + by), (link.target[0] + by, link.target[1] + by), link.kind,
        link.confidence,
    )  # fmt: skip
