"""Roads that whoever keeps the server put into the house's folder: the nearest one to an alert, and where on it to leave the motorbike.

`forest/roads.geojson` is lines in WGS 84, each with its `name` (or `ten`) where it has one; QGIS writes it. Without the file nothing is said
of roads. Rule to keep: what is not sound is left out and never stops an alert.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

FILE = "forest/roads.geojson"
ROADS_MAX = 20_000
FAR_M = 20_000


def read_roads(folder: Path) -> list[tuple[str, Any]]:
    """Name and line of each road, in degrees."""
    import shapely

    try:
        features = json.loads((folder / FILE).read_text("utf-8"))["features"][:ROADS_MAX]
    except (OSError, ValueError, KeyError, TypeError):
        return []
    found = []
    for one in features:
        try:
            line, about = shapely.geometry.shape(one["geometry"]), one.get("properties") or {}
        except (KeyError, TypeError, ValueError, AttributeError, shapely.errors.ShapelyError):
            continue
        if line.geom_type in ("LineString", "MultiLineString") and not line.is_empty:
            found.append((str(about.get("name") or about.get("ten") or "").strip()[:80], line))
    return found


def nearest(
    roads: list[tuple[str, Any]], longitude: float, latitude: float
) -> tuple[str, float, float] | None:
    """Name of the nearest road and the place on it (longitude, latitude); None where there is none within FAR_M."""
    import shapely

    if not roads:
        return None
    flat = math.cos(math.radians(latitude))
    point = shapely.Point(longitude * flat, latitude)
    lines = [shapely.transform(line, lambda all: all * [flat, 1.0]) for _, line in roads]
    at = min(range(len(lines)), key=lambda n: lines[n].distance(point))
    if lines[at].distance(point) * 111_000 > FAR_M:
        return None
    place = lines[at].interpolate(lines[at].project(point))
    return roads[at][0], place.x / flat, place.y
