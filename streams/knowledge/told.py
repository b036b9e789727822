"""Places that are not known by name alone: the model, a dateline or the words around them tell that they are places."""

from collections.abc import Sequence

from streams.knowledge.base import Thing
from streams.knowledge.candidates import Candidate, Candidates
from streams.knowledge.context import Span, word_after, word_before
from streams.knowledge.folding import lower
from streams.knowledge.readings import GEOGRAPHIC
from streams.knowledge.spotting import after_of, before_region, counties, leading, repeated
from streams.records import Form

SHORTEST_PLACE = 4
"""Letters; shorter ones ("WA", "Us") are abbreviations more often than places."""
MOST_REPEATED = 200
"""Names whose repetitions are looked for; a text with more is a list."""


def add_told_places(candidates: Candidates) -> None:
    known = len(candidates.found)
    _add_by_words(candidates)
    others = [span for span in candidates.model.all if span.type != "LOC"]
    for span in candidates.model.all:
        if span.type == "LOC" and not _is_surname(candidates, span):
            added = _add_described(candidates, span.start, span.end)
            if not added:
                _add_leading(candidates, span, "name")
    for span in others:
        _add_mislabelled(candidates, span)
    names = dict.fromkeys(candidates.text[c.start : c.end] for c in candidates.found[known:])
    for name in list(names)[:MOST_REPEATED]:
        _add_repetitions(candidates, name)
    for span in others:
        if span.type == "ORG":
            _add_leading(candidates, span, "part")


def _add_by_words(candidates: Candidates) -> None:
    """ "Gainesville, Florida", "Laurel County", datelines."""
    gazetteer = candidates.known.gazetteer
    for candidate in list(candidates.found):
        regions = [thing for thing in candidate.group.readings if thing.kind in ("country", "region")]
        if regions and candidate.form == "name":
            told = before_region(candidates.text, candidate.start, regions, gazetteer)
            if told is not None:
                _add_told(candidates, *told)
    for county in counties(candidates.text, gazetteer):
        _add_told(candidates, *county)
    for start, end in candidates.datelines:
        if candidates.text[start:end] not in candidates.known.neighbours.no_dateline:
            _add_described(candidates, start, end)


def _add_told(candidates: Candidates, start: int, end: int, places: Sequence[Thing]) -> None:
    span = candidates.model.over(start, end)
    person = span is not None and span.type == "PER" and span.start < start
    if not person and candidates.is_free(start, end):
        candidates.add_place(start, end, places)


def _add_described(candidates: Candidates, start: int, end: int) -> bool:
    """Adds a place as it stands, else without the words that only describe it; true where nothing is left to do."""
    if not candidates.is_free(start, end):
        return True
    name = candidates.text[start:end]
    gazetteer, neighbours = candidates.known.gazetteer, candidates.known.neighbours
    if len(name) < SHORTEST_PLACE or name.casefold() in neighbours.no_place:
        return False
    places = gazetteer.find(name)
    while not places and (shorter := neighbours.without_description(name)) != name:
        name = shorter
        places = gazetteer.find(name)
    if places:
        candidates.add_place(start, end, places)
    return bool(places)


def _add_mislabelled(candidates: Candidates, span: Span) -> None:
    """What the model takes for a person or body, but stands where a place does or is one elsewhere in the text."""
    if not candidates.is_free(span.start, span.end) or _is_surname(candidates, span):
        return
    known = candidates.groups.get(candidates.folded.lowered[span.start : span.end])
    if known is None:
        told = word_before(candidates.text, span.start) in candidates.known.neighbours.locatives
    else:
        told = known.readings[0].kind in GEOGRAPHIC
    places = candidates.known.gazetteer.find(candidates.text[span.start : span.end]) if told else ()
    if places:
        candidates.add_place(span.start, span.end, places)


def _add_leading(candidates: Candidates, span: Span, form: Form) -> None:
    """The place that a longer name begins or ends with: "Berea Police Department", "University of Rochester"."""
    text, neighbours = candidates.text, candidates.known.neighbours
    last = after_of(text, span.start, span.end)
    for start, end in [last] if last else leading(text, span.start, span.end):
        name = text[start:end]
        known = candidates.folded.lowered[start:end] in candidates.groups
        told = last is not None or known or word_after(text, end) in neighbours.body_nouns
        if not told or len(name) < SHORTEST_PLACE or not _is_distinct(candidates, name):
            continue
        places = candidates.known.gazetteer.find(name)
        if places and candidates.is_free(start, end):
            candidates.add_place(start, end, places, form)
            return


def _add_repetitions(candidates: Candidates, name: str) -> None:
    group = candidates.groups.get(lower(name))
    if group is None or not _is_distinct(candidates, name):
        return
    text, model = candidates.text, candidates.model
    more = []
    for start in repeated(text, name):
        end = start + len(name)
        if (
            model.over(start, end) is None
            and candidates.is_free(start, end)
            and not candidates.known.neighbours.make_person(text, start, end, candidates.language)
        ):
            more.append(Candidate(start, end, "name", group))
    candidates.add_all(more)


def _is_distinct(candidates: Candidates, name: str) -> bool:
    """Whether a name is neither an ordinary word nor a surname in the text."""
    if name.casefold() in candidates.known.neighbours.no_place:
        return False
    return name not in candidates.known.neighbours.no_leading and not candidates.model.is_surname(name, candidates.text)


def _is_surname(candidates: Candidates, span: Span) -> bool:
    return candidates.model.is_surname(candidates.text[span.start : span.end], candidates.text)
