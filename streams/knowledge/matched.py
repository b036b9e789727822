"""Which matches of known names count: what the model and the words around them say against or for each."""

from collections.abc import Sequence

from streams.knowledge.base import Reading
from streams.knowledge.candidates import Candidate, Candidates
from streams.knowledge.choosing import Group
from streams.knowledge.context import Span, word_after, word_before
from streams.knowledge.matcher import Match
from streams.knowledge.readings import GEOGRAPHIC


def add_matches(candidates: Candidates, matches: Sequence[Match]) -> None:
    people: set[int] = set()
    for match in matches:
        readings = _readings(candidates, match, people)
        if not readings:
            continue
        if match.kind == "person":
            people.update(reading.thing for reading in readings)
        elif match.kind in GEOGRAPHIC and _is_other(candidates, match, readings[0]):
            continue
        last = candidates.found[-1] if candidates.found else None
        form = "part" if _in_body(candidates, match) else match.form
        if last is not None and last.end > match.start and last.form == form:
            continue
        adjective = readings[0].use == "adjective" or match.form == "adjective"
        group = _group(candidates, match, readings, adjective)
        candidates.add(Candidate(match.start, match.end, form, group, adjective))


def _in_body(candidates: Candidates, match: Match) -> bool:
    """Whether a place's name is part of a body's, longer by more than a possessive."""
    span = candidates.model.over(match.start, match.end)
    if span is None or span.type != "ORG" or match.form != "name" or match.kind not in GEOGRAPHIC:
        return False
    return span.end - span.start > match.end - match.start + 2


def _readings(candidates: Candidates, match: Match, people: set[int]) -> list[Reading]:
    """The readings that may count here; `people` were named in full before."""
    readings = match.readings
    span = candidates.model.over(match.start, match.end)
    use = readings[0].use
    if use == "surname":
        readings = [reading for reading in readings if reading.thing in people]
    elif use == "weak" and not _is_place(candidates, match, span):
        return []
    if span is not None and span.type == "PER" and not _is_territory(candidates, match, span):
        things = candidates.known.things
        readings = [reading for reading in readings if things[reading.thing].kind == "person"]
    return readings


def _is_place(candidates: Candidates, match: Match, span: Span | None) -> bool:
    if span is not None:
        return span.type == "LOC"
    if candidates.in_dateline(match.start, match.end):
        return True
    before = word_before(candidates.text, match.start)
    return not candidates.model.all and before in candidates.known.neighbours.locatives


def _is_territory(candidates: Candidates, match: Match, span: Span) -> bool:
    """Whether the model took a country or region for a person ("Nebraska")."""
    whole = (match.start, match.end) == (span.start, span.end)
    name = candidates.text[match.start : match.end]
    return whole and match.kind in ("country", "region") and name not in candidates.known.neighbours.person_like


def _is_other(candidates: Candidates, match: Match, reading: Reading) -> bool:
    """Whether the words are a person's, or another, longer place's, which then is added."""
    span = candidates.model.over(match.start, match.end)
    before = word_before(candidates.text, match.start)
    if _is_person(candidates, match, span, before, reading.use == "adjective"):
        return True
    if span is None:
        return reading.use != "adjective" and _add_longer(candidates, match, before)
    if span.type == "LOC" and span.end - span.start > match.end - match.start:
        return _add_found(candidates, span.start, span.end)
    return False


def _is_person(candidates: Candidates, match: Match, span: Span | None, before: str, adjective: bool) -> bool:
    if match.form == "part" or (span is not None and span.type == "LOC"):
        return False
    neighbours, text = candidates.known.neighbours, candidates.text
    if before in neighbours.first_names:
        return text[match.start].isupper()
    return not adjective and neighbours.begin_person(text, match.start, match.end, candidates.language)


def _add_longer(candidates: Candidates, match: Match, before: str) -> bool:
    """Takes "East Palestine" or "Jersey City" for a name of its own where it is one."""
    start, end = match.start, match.end
    after = word_after(candidates.text, end)
    if after in candidates.known.neighbours.place_endings:
        end += len(after) + 1
    elif before in candidates.known.neighbours.name_beginnings:
        start -= len(before) + 1
    else:
        return False
    return _add_found(candidates, start, end)


def _add_found(candidates: Candidates, start: int, end: int) -> bool:
    places = candidates.known.gazetteer.find(candidates.text[start:end])
    if not places or not candidates.is_free(start, end):
        return False
    candidates.add_place(start, end, places)
    return True


def _group(candidates: Candidates, match: Match, readings: Sequence[Reading], adjective: bool) -> Group:
    spelled = candidates.folded.lowered[match.start : match.end]
    key = f"{spelled}~" if adjective else spelled
    group = candidates.groups.get(key)
    if group is None:
        geographic = match.kind in GEOGRAPHIC and readings[0].use != "adjective"
        bare = spelled[: len(readings[0].shaped)]
        indexes = tuple([reading.thing for reading in readings])
        likely = candidates.known.readings.of_name(indexes, bare, geographic, candidates.home)
        group = candidates.groups[key] = Group(*likely)
    return group
