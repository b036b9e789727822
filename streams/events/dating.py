"""Where and when a deed was done, as far as its sentence says."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from streams.events.claims import Claim
from streams.events.old_parties import PLACES, Parties
from streams.events.sentence import Sentence
from streams.records import Entity

WHERE = PLACES | {"country"}
YEAR = re.compile(r"(1\d|20)\d\d")
DAY = re.compile(r"^([0-3]?\d)\.?$")


def place_of(entities: Sequence[Entity], claim: Claim, sentence: Sentence, parties: Parties) -> Entity | None:
    """The place or country after "in" that is none of the parties."""
    taken = [(p.start, p.end) for p in (*claim.actors, *claim.recipients)]
    for entity in entities:
        if (
            entity.form != "name"
            or not entity.country
            or any(start < entity.end and entity.start < end for start, end in taken)
        ):
            continue
        thing = parties.knowledge.about(entity)
        if thing is None or thing.kind not in WHERE:
            continue
        head = sentence.parsed.head_between(entity.start, entity.end)
        if head is not None and sentence.case(head) in sentence.lexicon.any_of("seat_in"):
            return entity
    return None


def date_of(sentence: Sentence, at: datetime | None) -> str | None:
    """ISO date, month or year: "1. September 1939", "on Monday" (the last one before the article), "yesterday"."""
    months, weekdays = sentence.lexicon.lists["months"], sentence.lexicon.lists["weekdays"]
    yesterday, today = sentence.lexicon.any_of("yesterday"), sentence.lexicon.any_of("today")
    days = sentence.temporal | yesterday | today
    for token in sentence.doc:
        word = token.lower_.rstrip(".")
        if word not in days:
            continue
        if word in months:
            return _with_month(sentence, token.i, months.index(word) + 1, at)
        if at is None:
            continue
        if word in weekdays:
            back = (at.weekday() - weekdays.index(word)) % 7
            return (at - timedelta(days=back)).date().isoformat()
        if word in yesterday:
            return (at - timedelta(days=1)).date().isoformat()
        if word in today:
            return at.date().isoformat()
    return next((t.text for t in sentence.doc if len(t.text) == 4 and YEAR.fullmatch(t.text)), None)


def _with_month(sentence: Sentence, index: int, month: int, at: datetime | None) -> str | None:
    near = [sentence.doc[i].text.rstrip(",") for i in range(max(0, index - 2), min(len(sentence.doc), index + 4))]
    year = next((word for word in near if YEAR.fullmatch(word)), None)
    year = year or (str(at.year) if at else None)
    if year is None:
        return None
    beside = [sentence.doc[i].text for i in (index - 1, index + 1) if 0 <= i < len(sentence.doc)]
    day = next((int(match[1]) for word in beside if (match := DAY.match(word)) and 0 < int(match[1]) < 32), None)
    return f"{year}-{month:02d}-{day:02d}" if day else f"{year}-{month:02d}"
