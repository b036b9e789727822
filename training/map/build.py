"""Natural Earth's 1:110m countries -> streams/view/data/world.json, small enough to lie inside a page.

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python training/map/build.py package/countries-110m.json

Shapes are projected (Equal Earth: Šavrič, Patterson and Jenny 2018), cut off at 57° south, rounded to whole units of a
map 2000 wide and written as relative SVG paths. Names are CLDR's English ones (babel). Countries too small for 1:110m
get a dot at the capital (small_states.csv). Shapes without an ISO code are drawn, but belong to no country.
"""

import csv
import json
import sys
from itertools import pairwise
from math import asin, cos, radians, sin, sqrt
from pathlib import Path
from typing import Any

from babel import Locale
from babel.core import get_global

HERE = Path(__file__).parent
TARGET = HERE.parents[1] / "streams" / "view" / "data" / "world.json"
WIDTH = 2000
SOUTH = -57.0
NORTH = 84.0
NO_CODE = {"Kosovo": "XK"}
"""world-atlas gives these no ISO number; the code is the one that the records use."""
OMITTED = {"010"}
"""Antarctica."""
NOT_ISO = {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"}
"""Codes that CLDR has and ISO 3166-1 does not assign; XK stays."""
SHORTER = {"CD": "DR Congo", "CG": "Congo", "HK": "Hong Kong", "MM": "Myanmar", "MO": "Macao", "PS": "Palestine"}
"""Names that CLDR writes longer than a table cell bears."""
A1, A2, A3, A4 = 1.340264, -0.081106, 0.000893, 0.003796
HALF_WIDTH = 2 * sqrt(3) * radians(180) / (3 * A1)


def equal_earth(lon: float, lat: float) -> tuple[float, float]:
    """Degrees -> x to the right, y upwards, in units of the sphere's radius."""
    theta = asin(sqrt(3) / 2 * sin(radians(lat)))
    x = 2 * sqrt(3) * radians(lon) * cos(theta)
    x /= 3 * (9 * A4 * theta**8 + 7 * A3 * theta**6 + 3 * A2 * theta**2 + A1)
    return x, A4 * theta**9 + A3 * theta**7 + A2 * theta**3 + A1 * theta


SCALE = WIDTH / (2 * HALF_WIDTH)
TOP = equal_earth(0, NORTH)[1]


def place(lon: float, lat: float) -> tuple[int, int]:
    x, y = equal_earth(lon, min(max(lat, SOUTH), NORTH))
    return round((x + HALF_WIDTH) * SCALE), round((TOP - y) * SCALE)


def arcs_of(topology: dict[str, Any]) -> list[list[tuple[float, float]]]:
    """TopoJSON's quantised, delta-encoded arcs as lists of (lon, lat)."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * sx + tx, y * sy + ty))
        arcs.append(points)
    return arcs


def ring(indexes: list[int], arcs: list[list[tuple[float, float]]]) -> list[tuple[float, float]]:
    """One closed ring in degrees, its first point repeated at the end; ~i is arc i backwards.

    The shapes are not cut at the 180th meridian: longitudes run on past it.
    """
    points: list[tuple[float, float]] = []
    for i in indexes:
        for lon, lat in arcs[i] if i >= 0 else reversed(arcs[~i]):
            turn = round((points[-1][0] - lon) / 360) if points else 0
            points.append((lon + 360 * turn, lat))
    return points


def cut(points: list[tuple[float, float]]) -> list[list[tuple[int, int]]]:
    """The parts of a ring on this map: what reaches over an edge comes in again at the other."""
    parts = []
    for shift in (-360, 0, 360):
        part = [(lon + shift, lat) for lon, lat in points]
        for edge, inside in ((-180.0, 1), (180.0, -1)):
            part = _half(part, edge, inside)
        placed = [place(lon, lat) for lon, lat in part]
        placed = [point for n, point in enumerate(placed) if point != placed[n - 1]]
        if len(placed) > 2:
            parts.append(placed)
    return parts


def _half(points: list[tuple[float, float]], edge: float, inside: int) -> list[tuple[float, float]]:
    """A polygon's part on one side of a meridian (Sutherland and Hodgman 1974)."""
    kept = []
    for (ax, ay), (bx, by) in pairwise([*points, *points[:1]]):
        if (ax - edge) * inside >= 0:
            kept.append((ax, ay))
        if (ax - edge) * (bx - edge) < 0:
            kept.append((edge, ay + (by - ay) * (edge - ax) / (bx - ax)))
    return kept


def path(rings: list[list[tuple[int, int]]]) -> str:
    """Relative SVG path data."""
    parts = []
    for points in rings:
        steps = " ".join(f"{bx - ax} {by - ay}" for (ax, ay), (bx, by) in pairwise(points))
        parts.append(f"M{points[0][0]} {points[0][1]}l{steps}z".replace(" -", "-"))
    return "".join(parts)


def main(source: str) -> None:
    topology = json.loads(Path(source).read_text())
    arcs, names = arcs_of(topology), Locale("en").territories
    numbers = {number: codes[0] for number, codes in get_global("territory_aliases").items() if number.isdigit()}
    shapes: dict[str, str] = {}
    uncoded: list[str] = []
    for geometry in topology["objects"]["countries"]["geometries"]:
        if geometry.get("id") in OMITTED:
            continue
        polygons = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]
        data = path([part for polygon in polygons for indexes in polygon for part in cut(ring(indexes, arcs))])
        name = geometry["properties"]["name"]
        code = NO_CODE.get(name) or numbers.get(geometry.get("id", ""))
        if code:
            shapes[code] = data
        else:
            uncoded.append(data)
    with (HERE / "small_states.csv").open(encoding="utf-8") as file:
        dots = {row["code"]: place(float(row["lon"]), float(row["lat"])) for row in csv.DictReader(file)}
    assigned = {code for codes in get_global("territory_aliases").values() for code in codes if len(code) == 2}
    codes = sorted((assigned | shapes.keys() | dots.keys()) & (names.keys() - NOT_ISO))
    world = {
        "size": [WIDTH, place(0, SOUTH)[1]],
        "names": {code: SHORTER.get(code, names[code]) for code in codes},
        "shapes": dict(sorted(shapes.items())),
        "dots": dict(sorted(dots.items())),
        "uncoded": uncoded,
    }
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(json.dumps(world, ensure_ascii=False, indent=0, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
