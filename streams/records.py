"""The records on the topics. These structs are the source; `schemas/` is generated from them.

Compatibility: a field may be added if it has a default; none is removed, renamed or retyped; unknown ones are ignored.
All times are UTC. All `start`/`end` are Python code-point offsets into `EnrichedArticle.text`.
"""

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

Span = tuple[int, int]
Status = Literal["usable", "withheld", "canceled"]
EntityType = Literal["PER", "ORG", "LOC", "MISC"]
Form = Literal["name", "adjective", "part"]
Coverage = Literal["full", "transfer", "names"]
Modality = Literal["asserted", "negated", "hypothetical", "future", "historical"]
Urgency = Annotated[int, Meta(ge=1, le=9, description="1 flash ... 9 least")]
Version = Annotated[int, Meta(ge=0, le=2**63 - 1, description="a higher version replaces a lower one of the same id")]
Name = Annotated[str, Meta(max_length=512)]
"""Lengths are in characters (code points)."""
METADATA_BYTES = 8_192
"""All fields of a raw article but `title` and `body`, UTF-8: mentions and events repeat some of them."""


class RawArticle(Struct, kw_only=True, omit_defaults=True):
    """What feeders write to `articles.raw`. One of `title` and `body` is not empty, the others have 8,192 bytes."""

    id: Name = ""
    title: str = ""
    body: str = ""
    source: Name | None = None
    url: Annotated[str, Meta(max_length=4_096)] | None = None
    published_at: datetime | None = None
    language: Annotated[str, Meta(max_length=64, description="BCP 47 tag")] | None = None
    section: Name | None = None
    authors: Annotated[list[Name], Meta(max_length=256)] = []
    version: Version = 1
    status: Status = "usable"
    embargoed_until: datetime | None = None
    urgency: Urgency | None = None
    dateline: Name | None = None
    subjects: Annotated[list[Name], Meta(max_length=256)] = []
    notes: Annotated[
        list[Name], Meta(max_length=256, description="codes of what was mended on the way, as docs/feeding.md has them")
    ] = []


class Origin(Struct, frozen=True):
    """The raw record that an output came from; `topic_id` tells a topic from one that had its name before."""

    topic: str
    partition: int
    offset: int
    topic_id: str | None = None


class Language(Struct, kw_only=True):
    """`given` is the wire's own tag; `code` is `und` where the text is too short to tell."""

    code: str
    confidence: float
    given: str | None = None


class Entity(Struct, kw_only=True):
    """A named thing in the text; `id` is null where it is not linked."""

    start: int
    end: int
    text: str
    type: EntityType
    form: Form
    id: Annotated[str, Meta(description="iso:RU, geonames:524901 or wikidata:Q7184")] | None = None
    name: str | None = None
    country: Annotated[str, Meta(description="ISO 3166-1 alpha-2, XK for Kosovo")] | None = None
    lat: float | None = None
    lon: float | None = None
    confidence: float = 1.0


class CountryShare(Struct, kw_only=True):
    """A country that the article speaks of; the shares of an article sum to 1."""

    code: str
    mentions: int
    share: float


class Group(Struct, kw_only=True):
    """A body that is named, or all of whose members are (`how`)."""

    code: str
    how: Literal["named", "members"]


class Actor(Struct, kw_only=True):
    """Who does it, or to whom; `resolved_from` is the mention a pronoun, surname or description was resolved to."""

    start: int
    end: int
    text: str
    id: str | None = None
    country: str | None = None
    group: str | None = None
    sector: str | None = None
    resolved_from: Span | None = None


class Trigger(Struct, kw_only=True):
    """The words that name the deed."""

    start: int
    end: int
    text: str
    lemma: str


class Evidence(Struct, kw_only=True):
    """One sentence that tells the event; all spans lie in it unless `resolved_from` says otherwise."""

    sentence: Span
    trigger: Span
    actor: Span | None = None
    recipient: Span | None = None


class Speaker(Struct, kw_only=True):
    """To whom the text attributes a reported event."""

    start: int
    end: int
    text: str
    id: str | None = None


class Event(Struct, kw_only=True):
    """A political event (PLOVER). One per actor-recipient pair; a mutual deed is one event with `reciprocal`."""

    id: str
    article: str
    version: int
    category: str
    quad: Annotated[int, Meta(ge=1, le=4)]
    intensity: Annotated[float, Meta(ge=-10, le=10)]
    cameo: str
    modality: Modality
    trigger: Trigger
    evidence: list[Evidence]
    confidence: float
    rule: str
    mode: str | None = None
    contexts: list[str] = []
    reported: bool = False
    reported_by: Speaker | None = None
    reciprocal: bool = False
    actor: Actor | None = None
    recipient: Actor | None = None
    place: Entity | None = None
    date: str | None = None


class Pipeline(Struct, kw_only=True):
    """What produced a record: the software's version and each model's."""

    version: str
    models: dict[str, str] = {}


class EnrichedArticle(Struct, kw_only=True):
    """What subscribers read from `articles.enriched`."""

    id: str
    text: str
    title_end: int
    language: Language
    coverage: Coverage
    entities: list[Entity]
    countries: list[CountryShare]
    regions: Annotated[list[str], Meta(description="UN M49 codes")]
    groups: list[Group]
    events: list[Event]
    received_at: datetime
    enriched_at: datetime
    pipeline: Pipeline
    origin: Origin | None = None
    source: str | None = None
    url: str | None = None
    published_at: datetime | None = None
    section: str | None = None
    authors: list[str] = []
    version: Version = 1
    status: Status = "usable"
    embargoed_until: datetime | None = None
    urgency: Urgency | None = None
    dateline: str | None = None
    subjects: list[str] = []
    notes: Annotated[
        list[str], Meta(description="codes of what was mended or left out, as docs/feeding.md has them")
    ] = []


class MentionedEntity(Struct, kw_only=True):
    """The linked entity of a `Mention`."""

    id: str
    type: EntityType
    name: str | None = None
    country: str | None = None


class Mention(Struct, kw_only=True):
    """What subscribers read from `geo.mentions`: one linked entity of one article, `count` times, first at `first`."""

    article: str
    version: int
    entity: MentionedEntity
    count: int
    first: Span
    published_at: datetime | None = None
    source: str | None = None
    language: str = "und"


encode = msgspec.json.Encoder().encode
"""Any record -> JSON bytes."""

decode_enriched = msgspec.json.Decoder(EnrichedArticle).decode
