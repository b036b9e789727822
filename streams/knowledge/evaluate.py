"""Measures linking against gold files: places of news texts, countries of texts.

A text is given to a function `link(text, language) -> entities`, so that the same measure holds with the reader and
without.
"""

import json
import lzma
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from streams.errors import FeedError
from streams.knowledge.counting import countries_of
from streams.records import Entity

Link = Callable[[str, str], Sequence[Entity]]

SCORED_KINDS = frozenset({"Literal", "Literal_Modifier", "Embedded_Literal"})
"""Of the kinds that GeoWebNews marks, those that name the place that is meant."""
NEAR_KM = 161.0
"""100 miles, the field's custom since Leidner (2007)."""


@dataclass
class PlacesReport:
    """Counts over gold toponyms; `found`: a linked entity overlaps it."""

    toponyms: int = 0
    found: int = 0
    with_country: int = 0
    country_right: int = 0
    with_position: int = 0
    near: int = 0
    same_id: int = 0
    by_confidence: dict[int, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    """Tenth of confidence -> (country and position right, all)."""

    def rates(self) -> dict[str, float]:
        return {
            "found": _share(self.found, self.toponyms),
            "country_right": _share(self.country_right, self.with_country),
            "within_161_km": _share(self.near, self.with_position),
            "same_id": _share(self.same_id, self.found),
        }


@dataclass
class CountriesReport:
    """Countries of texts against gold: micro-averaged precision, recall, F1; `wrong` lists (id, missing, extra)."""

    texts: int = 0
    right: int = 0
    missing: int = 0
    extra: int = 0
    wrong: list[tuple[str, list[str], list[str]]] = field(default_factory=list)

    def rates(self) -> dict[str, float]:
        precision = _share(self.right, self.right + self.extra)
        recall = _share(self.right, self.right + self.missing)
        f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        return {"precision": precision, "recall": recall, "f1": f1}


@dataclass
class AgreementReport:
    """Per language: stories told in it, and those whose countries are those of the reference language's text."""

    stories: Counter[str] = field(default_factory=Counter)
    agreeing: Counter[str] = field(default_factory=Counter)
    differing: list[tuple[str, list[str], list[str], str]] = field(default_factory=list)
    """(id, countries in the reference text, countries here, text)."""

    def rates(self) -> dict[str, float]:
        return {language: _share(self.agreeing[language], n) for language, n in sorted(self.stories.items())}


def evaluate_places(path: Path, link: Link) -> PlacesReport:
    """Raises `FeedError` where the file cannot be read."""
    report = PlacesReport()
    for item in read_gold(path):
        gold = [t for t in item["toponyms"] if t.get("geonameid") and t.get("type", "Literal") in SCORED_KINDS]
        entities = [e for e in link(item["text"], item.get("lang", "en")) if e.country or e.lat is not None]
        for toponym in gold:
            _score_place(report, toponym, entities)
    return report


def _score_place(report: PlacesReport, toponym: dict[str, Any], entities: Sequence[Entity]) -> None:
    report.toponyms += 1
    start, end = toponym["start"], toponym["end"]
    over = [e for e in entities if e.type != "PER" and e.start < end and start < e.end]
    if not over:
        return
    entity = max(over, key=lambda e: (e.id is not None, min(e.end, end) - max(e.start, start), e.start - e.end))
    report.found += 1
    report.same_id += entity.id == f"geonames:{toponym['geonameid']}"
    right = True
    if toponym.get("country"):
        report.with_country += 1
        right = entity.country == toponym["country"]
        report.country_right += right
    if toponym.get("lat") is not None:
        report.with_position += 1
        near = (
            entity.lat is not None
            and entity.lon is not None
            and distance_km(entity.lat, entity.lon, toponym["lat"], toponym["lon"]) <= NEAR_KM
        )
        report.near += near
        right = right and near
    tenth = report.by_confidence[min(int(entity.confidence * 10), 9)]
    tenth[0] += right
    tenth[1] += 1


def evaluate_countries(path: Path, link: Link, *, reference: str = "en") -> CountriesReport | AgreementReport:
    """Against labels where the file has them; else by agreement of a story's languages with the reference language."""
    items = list(read_gold(path))
    if any("countries" in item for item in items):
        return _against_labels(items, link)
    return _by_agreement(items, link, reference)


def _against_labels(items: Sequence[dict[str, Any]], link: Link) -> CountriesReport:
    report = CountriesReport()
    for item in items:
        gold = set(item["countries"])
        found = _countries(item, link)
        report.texts += 1
        report.right += len(gold & found)
        report.missing += len(gold - found)
        report.extra += len(found - gold)
        if gold != found:
            report.wrong.append((item.get("id", ""), sorted(gold - found), sorted(found - gold)))
    return report


def _by_agreement(items: Sequence[dict[str, Any]], link: Link, reference: str) -> AgreementReport:
    report = AgreementReport()
    expected = {item["story"]: _countries(item, link) for item in items if item["lang"] == reference}
    for item in items:
        if item["lang"] == reference or item["story"] not in expected:
            continue
        found = _countries(item, link)
        report.stories[item["lang"]] += 1
        if found == expected[item["story"]]:
            report.agreeing[item["lang"]] += 1
        else:
            report.differing.append((item["id"], sorted(expected[item["story"]]), sorted(found), item["text"]))
    return report


def _countries(item: dict[str, Any], link: Link) -> set[str]:
    return {share.code for share in countries_of(link(item["text"], item.get("lang", "und")))}


def read_gold(path: Path) -> Iterator[dict[str, Any]]:
    """JSON lines, plain or .xz. Raises `FeedError` naming the line."""
    try:
        with lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else path.open(encoding="utf-8") as file:
            for number, line in enumerate(file, start=1):
                if line.strip():
                    try:
                        yield json.loads(line)
                    except ValueError as error:
                        raise FeedError(f"{path.name}, line {number}: {error}") from error
    except (OSError, lzma.LZMAError) as error:
        raise FeedError(f"{path}: {error}") from error


def distance_km(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Great-circle distance (haversine, mean radius 6371 km)."""
    one, other = math.radians(lat), math.radians(other_lat)
    half = math.sin((other - one) / 2) ** 2
    half += math.cos(one) * math.cos(other) * math.sin(math.radians(other_lon - lon) / 2) ** 2
    return 12742 * math.asin(math.sqrt(min(1.0, half)))


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
