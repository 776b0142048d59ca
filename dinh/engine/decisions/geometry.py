"""Places and outlines on the ground, near enough to warn by: the area within corners, how far a place lies outside an outline.

A commune is small: around a place the earth is taken for flat, which over 20 km is wrong by less than 0.1 %. Results are
whole metres and square metres, for positions are not exact; they are never money, and no law reads them.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

METRES_PER_DEGREE = 111_320
CORNERS_MIN = 3

type Place = tuple[float, float]
"""Latitude and longitude in degrees, WGS 84."""


def place_of(position: Any) -> Place | None:
    """Of a position as a case keeps it: `lat, lon` or `lat, lon, accuracy`."""
    try:
        latitude, longitude = (float(part) for part in str(position).split(",")[:2])
    except ValueError:
        return None
    return latitude, longitude


def area_m2(corners: Sequence[Place]) -> int | None:
    """Of the ground within corners in their order; None for fewer than three. Where the line crosses itself it is too small."""
    if len(corners) < CORNERS_MIN:
        return None
    flat = [_flat(corner, corners[0]) for corner in corners]
    doubled = sum(
        x * next_y - next_x * y
        for (x, y), (next_x, next_y) in zip(flat, [*flat[1:], flat[0]], strict=True)
    )
    return round(abs(doubled) / 2)


def metres_outside(place: Place, shape: str) -> int | None:
    """How far a place lies outside a GeoJSON outline, 0 within it; None where the outline cannot be read."""
    polygons = _polygons(shape)
    if not polygons:
        return None
    outside = [_outside(place, rings) for rings in polygons]
    return round(min(outside))


def _flat(place: Place, middle: Place) -> tuple[float, float]:
    """Metres east and north of the middle."""
    wide = math.cos(math.radians(middle[0]))
    return (
        (place[1] - middle[1]) * METRES_PER_DEGREE * wide,
        (place[0] - middle[0]) * METRES_PER_DEGREE,
    )


def _outside(place: Place, rings: Iterable[Iterable[Place]]) -> float:
    """0 within; inside a hole is outside."""
    within, nearest = False, math.inf
    for ring in rings:
        flat = [_flat(corner, place) for corner in ring]
        for (x, y), (next_x, next_y) in zip(flat, [*flat[1:], *flat[:1]], strict=True):
            if (y > 0) != (next_y > 0) and x - y * (next_x - x) / (next_y - y) > 0:
                within = not within
            nearest = min(nearest, _from_line(x, y, next_x, next_y))
    return 0.0 if within else nearest


def _from_line(x: float, y: float, next_x: float, next_y: float) -> float:
    """Metres from the middle to the nearest point of a line."""
    east, north = next_x - x, next_y - y
    length = east * east + north * north
    along = min(1.0, max(0.0, -(x * east + y * north) / length)) if length else 0.0
    return math.hypot(x + along * east, y + along * north)


@lru_cache(maxsize=32)
def _polygons(shape: str) -> tuple[tuple[tuple[Place, ...], ...], ...]:
    """Of a Polygon or MultiPolygon, each its rings; nothing for what is none."""
    try:
        found = json.loads(shape)
        found = found.get("geometry", found)
        kind, lines = found["type"], found["coordinates"]
        polygons = {"Polygon": [lines], "MultiPolygon": lines}[kind]
        return tuple(
            tuple(tuple((float(north), float(east)) for east, north, *_ in ring) for ring in rings)
            for rings in polygons
        )
    except (ValueError, TypeError, KeyError, AttributeError):
        return ()
