"""STIX 2.1: one bundle of a report an event, the identities of its parties and the locations it names.

The honest subset: STIX has no object for a deed between states, so actor, deed and recipient stand in the report's name
and labels, and its relationships (which speak of threat actors and malware) are not used. Ids are UUIDv5, the same for
the same thing, so that a store takes a repetition as an update.
"""

import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import IO, Any

import orjson

from streams.export.articles import Article
from streams.export.codes import country
from streams.export.columns import sentence_of
from streams.records import Actor, Entity, Event

SPACE = uuid.UUID("5c6e0b0e-6f4b-5f0e-9d43-2f6d4c1d7a10")
SEEN = 100_000
"""So many identities and locations are remembered; one that comes again after so many others is written again."""
CLASSES = {"IGO": "organization", "NGO": "organization", "BUS": "organization", "MED": "organization", "CVL": "group"}
"""STIX's identity classes of our sectors; states and what belongs to them are organizations too."""


class Stix:
    def __init__(self, target: IO[bytes]) -> None:
        self._target = target
        self._seen: dict[str, None] = {}
        self._open = False

    def write(self, article: Article, events: Sequence[Event]) -> int:
        """Leaves out an event of which no party and no place is known: a report must name something."""
        return sum(self._write(article, event) for event in events)

    def _write(self, article: Article, event: Event) -> bool:
        when = _time(article.enriched_at)
        named: dict[str, Any] = {}
        for party in (event.actor, event.recipient):
            if party is not None:
                named |= _identity(party, when)
                if party.country:
                    named |= _country(party.country, when)
        if event.place is not None:
            named |= _place(event.place, when)
        if not named:
            return False
        for name, thing in named.items():
            if name not in self._seen:
                if len(self._seen) >= SEEN:
                    self._seen.clear()
                self._seen[name] = None
                self._put(thing)
        self._put(_report(article, event, list(named), when))
        return True

    def finish(self) -> None:
        if not self._open:
            self._target.write(b'{"type":"bundle","id":"bundle--%s"}\n' % str(uuid.uuid4()).encode())
        else:
            self._target.write(b"\n]}\n")

    def _put(self, thing: dict[str, Any]) -> None:
        head = b'{"type":"bundle","id":"bundle--%s","objects":[\n' % str(uuid.uuid4()).encode()
        self._target.write((b",\n" if self._open else head) + orjson.dumps(thing))
        self._open = True


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _thing(kind: str, key: str, when: str, **fields: Any) -> dict[str, Any]:
    name = f"{kind}--{uuid.uuid5(SPACE, f'{kind}|{key}')}"
    kept = {field: value for field, value in fields.items() if value not in (None, "", [])}
    return {"type": kind, "spec_version": "2.1", "id": name, "created": when, "modified": when, **kept}


def _identity(party: Actor, when: str) -> dict[str, Any]:
    name = _who(party)
    thing = _thing(
        "identity",
        "|".join((party.country or "", party.group or "", party.sector or "", party.id or "", name)),
        when,
        name=name,
        identity_class=CLASSES.get(party.sector or "", "organization" if party.country or party.group else "unknown"),
        labels=[party.sector] if party.sector else None,
    )
    return {thing["id"]: thing}


def _country(code: str, when: str) -> dict[str, Any]:
    thing = _thing("location", f"iso:{code}", when, name=country(code).name or code, country=code)
    return {thing["id"]: thing}


def _place(place: Entity, when: str) -> dict[str, Any]:
    if (place.id or "").startswith("iso:") and place.country:
        return _country(place.country, when)
    there = {"latitude": place.lat, "longitude": place.lon} if place.lat is not None and place.lon is not None else {}
    if not (there or place.country):
        return {}
    name = place.name or place.text
    thing = _thing("location", place.id or f"{name}|{place.country}", when, name=name, country=place.country, **there)
    return {thing["id"]: thing}


def _who(party: Actor | None) -> str:
    """The country or body with its sector, else the text's own words; "-" for nobody."""
    if party is None:
        return "-"
    known = party.group or country(party.country).name or party.country
    return f"{known} {party.sector}" if known and party.sector else known or party.text


def _report(article: Article, event: Event, named: list[str], when: str) -> dict[str, Any]:
    deed = f"{event.category} ({event.mode})" if event.mode else event.category
    source = {"source_name": article.source or "article", "url": article.url, "external_id": article.id}
    labels: list[str] = [event.category, event.mode or "", event.modality, "reported" if event.reported else ""]
    return _thing(
        "report",
        event.id,
        when,
        name=f"{_who(event.actor)} > {_who(event.recipient)}: {deed}",
        description=sentence_of(article, event),
        published=_time(article.reported_on),
        object_refs=named,
        labels=[label for label in labels if label],
        confidence=round(100 * event.confidence),
        lang=article.language.code if article.language.code != "und" else None,
        external_references=[{name: value for name, value in source.items() if value}],
    )
